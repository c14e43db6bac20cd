package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for any history over any topology, however it is cut into domains. */
class DomainsProperties {

  private static final int RESOURCES = 16;

  /** Each domain learns for itself, which is not what is compared. */
  private static final CorrelateOptions NOT_LEARNING = TestingOptions.notLearning();

  private static final String[] RELATIONS = {
    "DEPENDS_ON", "DEPENDS_ON", "RUNS_ON", "CONNECTED_TO", "SERVED_BY", "WATCHES"
  };

  private record Relation(String from, String type, String to) {}

  /** One history; its topology cut into at most so many domains. */
  private record History(long seed, int relations, int alarms, int spanSeconds, int domains) {

    private List<Relation> edges() {
      Random random = new Random(seed);
      List<Relation> edges = new ArrayList<>();
      for (int i = 0; i < relations; i++) {
        edges.add(
            new Relation(
                "n" + random.nextInt(RESOURCES),
                RELATIONS[random.nextInt(RELATIONS.length)],
                "n" + random.nextInt(RESOURCES)));
      }
      return edges;
    }

    private static String type(int node) {
      return node % 4 == 0 ? "BUSINESS_SERVICE" : "HOST";
    }

    TestingDomains cut() {
      return cut(new TestingDomains());
    }

    TestingDomains cut(TestingDomains estate) {
      Random random = new Random(seed + 2);
      for (int i = 0; i < RESOURCES; i++) {
        estate.node("n" + i, type(i), "d" + random.nextInt(domains));
      }
      edges().forEach(edge -> estate.relation(edge.from(), edge.type(), edge.to()));
      return estate;
    }

    TestingDesk whole(CorrelateOptions options) {
      TestingDesk desk = new TestingDesk(options);
      for (int i = 0; i < RESOURCES; i++) {
        desk.node("n" + i, type(i));
      }
      edges().forEach(edge -> desk.relation(edge.from(), edge.type(), edge.to()));
      return desk;
    }

    /** Changes as deduplication tells them: raised, repeated, cleared, in turn for each alarm. */
    List<AlarmChange> changes() {
      Random random = new Random(seed + 1);
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < alarms; i++) {
        times.add((long) random.nextInt(spanSeconds * 1000));
      }
      Collections.sort(times);
      Map<String, AlarmChange> active = new HashMap<>();
      List<AlarmChange> changes = new ArrayList<>();
      for (long time : times) {
        String resource = "n" + random.nextInt(RESOURCES + 3);
        String type = "T" + random.nextInt(3);
        AlarmChange before = active.get(resource + type);
        String peer = random.nextInt(4) == 0 ? "n" + random.nextInt(RESOURCES) : null;
        AlarmChange.Kind kind =
            before == null
                ? AlarmChange.Kind.RAISED
                : random.nextInt(3) == 0 ? AlarmChange.Kind.REPEATED : AlarmChange.Kind.CLEARED;
        String event = String.format("e%05d", changes.size());
        AlarmChange change =
            new AlarmChange(
                kind,
                before == null ? event : before.eventId(),
                time,
                before == null ? time : before.raisedMillis(),
                resource,
                type,
                "",
                true,
                TestingDesk.DOMAIN,
                Severity.values()[random.nextInt(5)],
                "",
                before == null ? peer : before.peer(),
                before == null ? 1 : before.count() + 1,
                List.of(new EventRef(event, time)));
        if (kind == AlarmChange.Kind.CLEARED) {
          active.remove(resource + type);
        } else {
          active.put(resource + type, change);
        }
        changes.add(change);
      }
      TestingDesk desk = new TestingDesk();
      active.values().stream()
          .sorted(AlarmOrder.INSTANCE)
          .forEach(
              change ->
                  changes.add(
                      desk.later(change, AlarmChange.Kind.CLEARED, spanSeconds * 1000L + 1)));
      return changes;
    }
  }

  @Property(tries = 150)
  void anEventIsInAtMostOneFinalIncidentAndNothingIsKept(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(min = 1, max = 150) int alarms,
      @ForAll @IntRange(min = 1, max = 1_500) int span,
      @ForAll @IntRange(min = 1, max = 8) int domains) {
    History history = new History(seed, relations, alarms, span, domains);
    TestingDomains estate = history.cut();
    history.changes().forEach(estate::take);
    estate.end();

    Map<String, String> members = estate.members();
    Set<String> listed = new HashSet<>();
    for (Incident incident : estate.incidents()) {
      assertThat(incident.getState()).isEqualTo(IncidentState.RESOLVED);
      for (MemberAlarm alarm : incident.getAlarms()) {
        assertThat(listed.add(alarm.getEvent())).as("event in two incidents").isTrue();
        assertThat(members).containsEntry(alarm.getEvent(), incident.getId());
      }
    }
    assertThat(estate.size()).isZero();
    assertThat(estate.hasTimers()).isFalse();
  }

  @Property(tries = 100)
  void revisionsCountOneByOneAndEndWithTheResolution(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(max = 150) int alarms,
      @ForAll @IntRange(min = 1, max = 1_500) int span,
      @ForAll @IntRange(min = 1, max = 8) int domains) {
    History history = new History(seed, relations, alarms, span, domains);
    TestingDomains estate = history.cut();
    history.changes().forEach(estate::take);
    estate.end();

    Map<String, Incident> last = new HashMap<>();
    for (Incident revision : estate.revisions) {
      Incident before = last.put(revision.getId(), revision);
      assertThat(revision.getRevision()).isEqualTo(before == null ? 1 : before.getRevision() + 1);
      assertThat(before == null || before.getState() != IncidentState.RESOLVED).isTrue();
      assertThat(revision.getState() == IncidentState.MERGED)
          .isEqualTo(revision.getMergedInto() != null);
      assertThat(before == null || before.getUpdatedMillis() <= revision.getUpdatedMillis())
          .isTrue();
    }
    last.values().stream()
        .filter(incident -> incident.getMergedInto() != null)
        .forEach(incident -> assertThat(last).containsKey(incident.getMergedInto()));
  }

  @Property(tries = 80)
  void aRestartAnywhereChangesNothing(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(min = 1, max = 150) int alarms,
      @ForAll @IntRange(min = 1, max = 1_500) int span,
      @ForAll @IntRange(min = 1, max = 8) int domains,
      @ForAll @IntRange(min = 1, max = 30) int between) {
    History history = new History(seed, relations, alarms, span, domains);
    TestingDomains undisturbed = history.cut();
    history.changes().forEach(undisturbed::take);
    undisturbed.end();

    TestingDomains estate = history.cut();
    Random cuts = new Random(seed + 3);
    for (AlarmChange change : history.changes()) {
      if (cuts.nextInt(between) == 0) {
        estate.restart();
      }
      estate.take(change);
    }
    estate.restart().end();
    assertThat(estate.revisions).isEqualTo(undisturbed.revisions);
    assertThat(estate.memberships).isEqualTo(undisturbed.memberships);
  }

  /**
   * Domains are for speed: what is found is what would be found without them. Where a domain and
   * the place where domains are joined forget at different times a few events differ.
   */
  @Example
  void alarmsAreGroupedAsInOneDomain() {
    Random random = new Random(1);
    int events = 0;
    int other = 0;
    for (int seed = 0; seed < 40; seed++) {
      History history =
          new History(
              seed,
              random.nextInt(41),
              1 + random.nextInt(150),
              1 + random.nextInt(1_500),
              2 + random.nextInt(7));
      TestingDomains estate = history.cut(new TestingDomains(NOT_LEARNING));
      history.changes().forEach(estate::take);
      TestingDesk desk = history.whole(NOT_LEARNING);
      history.changes().forEach(desk::take);
      Map<String, String> cut = groups(estate.end().members());
      Map<String, String> whole = groups(desk.end().members());
      Set<String> all = new TreeSet<>(cut.keySet());
      all.addAll(whole.keySet());
      events += all.size();
      other += all.stream().filter(e -> !Objects.equals(cut.get(e), whole.get(e))).count();
    }
    assertThat(events).isGreaterThan(2_000);
    assertThat(other / (double) events).isLessThan(0.01);
  }

  /** For each event the first one of those in the same incident. */
  private static Map<String, String> groups(Map<String, String> members) {
    Map<String, String> first = new TreeMap<>();
    members.forEach(
        (event, incident) -> first.merge(incident, event, (a, b) -> a.compareTo(b) <= 0 ? a : b));
    Map<String, String> groups = new TreeMap<>(members);
    groups.replaceAll((event, incident) -> first.get(incident));
    return groups;
  }
}
