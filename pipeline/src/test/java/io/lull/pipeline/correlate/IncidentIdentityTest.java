package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IncidentIdentityTest {
  private static final String DOMAIN = "default";

  private final HeapTables tables = new HeapTables();
  private final IncidentIdentity identity = new IncidentIdentity(tables);
  private final List<Symptom> symptoms = new ArrayList<>();

  @Test
  void whatIsNewIsNamedAfterTheAlarmThatWasRaisedFirst() {
    alarm("b", 20);
    alarm("a", 10);
    IncidentLife life = assign(List.of(0, 1)).lives().get(0);
    assertThat(life.id).isEqualTo(IncidentIdentity.idOf(DOMAIN, "event-a"));
    assertThat(life.anchor).isEqualTo(alarmOf("a").key());
    assertThat(symptoms).allSatisfy(s -> assertThat(s.state().incident).isEqualTo(life.id));
    assertThat(tables.incidents().get(life.id)).isSameAs(life);
  }

  @Test
  void ofTwoThatAreOneTheOlderSurvivesAndTheOtherEndsWithTheAlarmsItHad() {
    alarm("a", 10);
    alarm("b", 20);
    List<IncidentLife> two = assign(List.of(0), List.of(1)).lives();
    two.forEach(life -> open(life, life == two.get(0) ? 10 : 20));
    IncidentIdentity.Assignment one = assign(List.of(0, 1));
    assertThat(one.lives()).containsExactly(two.get(0));
    assertThat(one.mergers()).hasSize(1);
    IncidentIdentity.Merger merger = one.mergers().get(0);
    assertThat(merger.ended()).isSameAs(two.get(1));
    assertThat(merger.ended().mergedInto).isEqualTo(two.get(0).id);
    assertThat(merger.alarms()).containsExactly(List.of(alarmOf("b")));
    assertThat(two.get(0).changes).contains("merged " + two.get(1).id);
  }

  @Test
  void whatPeopleKnowOfSurvivesAndWhatTheyDoNotIsForgottenUntold() {
    alarm("a", 10);
    alarm("b", 20);
    List<IncidentLife> two = assign(List.of(0), List.of(1)).lives();
    open(two.get(1), 20);
    IncidentIdentity.Assignment one = assign(List.of(0, 1));
    assertThat(one.lives()).containsExactly(two.get(1));
    assertThat(one.mergers()).isEmpty();
    assertThat(tables.incidents().get(two.get(0).id)).isNull();
  }

  @Test
  void aPartThatGoesItsOwnWayAgainHasTheNameItHadBefore() {
    alarm("a", 10);
    alarm("b", 20);
    List<IncidentLife> two = assign(List.of(0), List.of(1)).lives();
    two.forEach(life -> open(life, life == two.get(0) ? 10 : 20));
    assign(List.of(0, 1));
    IncidentIdentity.Assignment again = assign(List.of(0), List.of(1));
    assertThat(again.lives()).containsExactlyElementsOf(two);
    assertThat(again.mergers()).isEmpty();
    assertThat(two.get(1).mergedInto).isNull();
    assertThat(two.get(1).changes).contains("parted again");
    assertThat(two.get(0).changes).contains("part of it went to " + two.get(1).id);
  }

  @Test
  void whatOpensIsNamedAfterItsFirstGraveAlarmInAllThatBelongsToIt() {
    alarm("slight", 10);
    alarm("grave", 20);
    IncidentLife life = assign(List.of(0, 1)).lives().get(0);
    Explanation explanation = explanation(List.of(List.of(0, 1)));
    identity.name(life, explanation, explanation.trees().get(0), alarmOf("grave"));
    assertThat(life.id).isEqualTo(IncidentIdentity.idOf(DOMAIN, "event-grave"));
    assertThat(alarmOf("slight").incident).isEmpty();
    assertThat(alarmOf("grave").incident).isEqualTo(life.id);
    assertThat(symptoms).allSatisfy(s -> assertThat(s.state().incident).isEqualTo(life.id));
    assertThat(tables.incidents().size()).isZero();
  }

  private void alarm(String resource, long raised) {
    AlarmLife alarm = new AlarmLife();
    alarm.event = "event-" + resource;
    alarm.resource = resource;
    alarm.type = "DOWN";
    alarm.severity = Severity.MAJOR;
    alarm.raisedMillis = raised;
    alarm.symptom = resource;
    SymptomState symptom = new SymptomState();
    symptom.id = resource;
    symptom.resource = resource;
    symptom.raise(raised);
    symptom.alarms.add(alarm.key());
    tables.alarms().put(alarm.key(), alarm);
    tables.symptoms().put(symptom.id, symptom);
    symptoms.add(new Symptom(symptom, symptom.site(), Map.of()));
  }

  private AlarmLife alarmOf(String resource) {
    String key = tables.symptom(resource).alarms.get(0);
    return Objects.requireNonNull(tables.alarms().get(key));
  }

  private static void open(IncidentLife life, long opened) {
    life.openedMillis = opened;
    life.told(1, "a", opened);
  }

  @SafeVarargs
  private IncidentIdentity.Assignment assign(List<Integer>... trees) {
    return identity.assign(explanation(List.of(trees)), DOMAIN, 100);
  }

  /** Each tree has its first member as the cause of the others. */
  private Explanation explanation(List<List<Integer>> trees) {
    int count = symptoms.size();
    int[] by = new int[count];
    for (List<Integer> tree : trees) {
      tree.forEach(v -> by[v] = v.equals(tree.get(0)) ? -1 : tree.get(0));
    }
    return new Explanation(
        List.copyOf(symptoms),
        count,
        by,
        new String[count],
        new double[count],
        trees.stream().map(tree -> new Tree(tree.get(0), tree)).toList(),
        new int[count]);
  }
}
