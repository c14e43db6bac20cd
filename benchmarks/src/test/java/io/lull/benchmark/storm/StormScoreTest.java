package io.lull.benchmark.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Four alarms of a switch, two of a link beside it, two of noise. */
class StormScoreTest {
  private final List<Alert> alerts = new ArrayList<>();
  private final GeneratedStorm storm =
      new GeneratedStorm(
          0,
          new World("test", "test", false),
          List.of(
              new Fault(0, "switch", "s1", Set.of("s1"), false, 0, Set.of()),
              new Fault(1, "link", "a--b", Set.of("a--b", "a", "b"), false, 0, Set.of(0))),
          alerts);

  StormScoreTest() {
    alert("e1", "s1", 0);
    alert("e2", "h1", 0);
    alert("e3", "h2", 0);
    alert("e4", "h3", 0);
    alert("e5", "a", 1);
    alert("e6", "b", 1);
    alert("n1", "x", Alert.NOISE);
    alert("n2", "y", Alert.NOISE);
  }

  private void alert(String id, String resource, int fault) {
    alerts.add(
        new Alert(id, 0, resource, "DOWN", "", null, Severity.MAJOR, Alert.Kind.RAISE, fault));
  }

  @Test
  void theTrueGroupingIsPerfect() {
    StormScore score =
        StormScore.of(
            storm,
            new Grouping(
                Map.of("e1", "A", "e2", "A", "e3", "A", "e4", "A", "e5", "B", "e6", "B", "n1", "C"),
                Map.of("A", List.of("s1"), "B", List.of("b--a"), "C", List.of("x"))));

    assertThat(score.bothPairs()).isEqualTo(7);
    assertThat(score.truePairs()).isEqualTo(7);
    assertThat(score.foundPairs()).isEqualTo(7);
    assertThat(score.vMeasure().value()).isCloseTo(1, within(1e-9));
    assertThat(score.faults()).hasSize(2).allMatch(StormScore.FaultScore::strict);
    assertThat(score.relatedPairs()).isOne();
    assertThat(score.relatedApart()).isOne();
    assertThat(score.falseIncidents()).isZero();
    assertThat(score.noiseKept()).isEqualTo(2);
  }

  /** {e1 e2 e3 e5 n1} and {e4 e6}: 3 pairs of 7 true and 7 found. */
  @Test
  void aMixtureIsNot() {
    StormScore score =
        StormScore.of(
            storm,
            new Grouping(
                Map.of("e1", "A", "e2", "A", "e3", "A", "e5", "A", "n1", "A", "e4", "B", "e6", "B"),
                Map.of("A", List.of("s1", "a"), "B", List.of("x", "a--b"))));

    assertThat(score.bothPairs()).isEqualTo(3);
    assertThat(score.truePairs()).isEqualTo(7);
    assertThat(score.foundPairs()).isEqualTo(7);
    // By hand: H(fault) .6365, H(incident) .6365, H(both) 1.2425, so both parts are .0481.
    assertThat(score.vMeasure().value()).isCloseTo(0.0481, within(1e-4));
    assertThat(score.noiseKept()).isOne();
    assertThat(score.faults())
        .extracting(f -> f.fault().number(), StormScore.FaultScore::named, f -> f.overlap())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, true, 0.75),
            org.assertj.core.groups.Tuple.tuple(1, false, 0.5));
  }

  @Test
  void oneIncidentForAllNamesOneFaultOnly() {
    StormScore score =
        StormScore.of(
            storm,
            new Grouping(
                Map.of("e1", "A", "e2", "A", "e3", "A", "e4", "A", "e5", "A", "e6", "A"),
                Map.of("A", List.of("a"))));

    assertThat(score.faults())
        .extracting(StormScore.FaultScore::named)
        .containsExactly(false, true);
    assertThat(score.faults())
        .extracting(StormScore.FaultScore::strict)
        .containsExactly(false, false);
    assertThat(score.relatedApart()).isZero();
    assertThat(score.vMeasure().value()).isZero();
  }

  @Test
  void aSilentRootOfWhichOnlyOneAlarmSurvivesIsNobodys() {
    GeneratedStorm quiet =
        new GeneratedStorm(
            0,
            new World("test", "test", false),
            List.of(new Fault(0, "switch", "s1", Set.of("s1"), true, 0, Set.of())),
            alerts.subList(1, 2));

    assertThat(quiet.identifiable(quiet.faults().get(0))).isFalse();
  }
}
