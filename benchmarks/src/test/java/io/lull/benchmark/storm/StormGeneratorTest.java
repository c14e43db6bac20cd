package io.lull.benchmark.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StormGeneratorTest {
  private static final int STORMS = 12;

  static List<World> worlds() {
    return List.of(
        DataCentres.fatTree(), CallGraph.make(0), DataCentres.clos(0), DataCentres.estate(0));
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void theTruthOfAStormHoldsTogether(World world) {
    for (int i = 0; i < STORMS; i++) {
      GeneratedStorm storm = StormGenerator.make(i, world, 5);

      assertThat(storm.scored())
          .hasSizeBetween(StormGenerator.FEWEST, StormGenerator.MOST)
          .allSatisfy(
              alert -> {
                assertThat(world.nodes()).contains(alert.resource());
                assertThat(alert.fault()).isBetween(Alert.NOISE, storm.faults().size() - 1);
              });
      assertThat(storm.alerts()).extracting(Alert::id).doesNotHaveDuplicates();
      assertThat(storm.alerts()).extracting(Alert::timeMillis).isSortedAccordingTo(Long::compareTo);
      assertThat(storm.faults()).hasSizeBetween(1, 5);
      assertThat(storm.faults()).extracting(Fault::root).doesNotHaveDuplicates();
      storm.faults().forEach(fault -> assertFault(storm, fault));
    }
  }

  private static void assertFault(GeneratedStorm storm, Fault fault) {
    assertThat(fault.answers()).contains(fault.root());
    assertThat(fault.startMillis())
        .isBetween(StormGenerator.START_MILLIS, StormGenerator.START_MILLIS + 90_000);
    if (fault.silent() && !fault.root().contains("--")) {
      assertThat(storm.raises(fault)).extracting(Alert::resource).doesNotContain(fault.root());
    }
    if (fault.silent()) {
      assertThat(storm.identifiable(fault)).isEqualTo(storm.raises(fault).size() >= 2);
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void anAlarmIsRaisedAgainOnlyAfterItWasCleared(World world) {
    GeneratedStorm storm = StormGenerator.make(3, world, 7);

    Set<String> active = new HashSet<>();
    for (Alert alert : storm.alerts()) {
      switch (alert.kind()) {
        case RAISE -> assertThat(active.add(alert.key())).as(alert.toString()).isTrue();
        case REPEAT -> assertThat(active).contains(alert.key());
        case CLEAR -> assertThat(active.remove(alert.key())).as(alert.toString()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void noiseComesFromWhereNothingBroke(World world) {
    GeneratedStorm storm = StormGenerator.make(4, world, 9);

    Set<String> noisy = new HashSet<>();
    Set<String> hurt = new HashSet<>();
    storm
        .scored()
        .forEach(alert -> (alert.fault() == Alert.NOISE ? noisy : hurt).add(alert.resource()));
    assertThat(noisy).doesNotContainAnyElementsOf(hurt);
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void theSameSeedMakesTheSameStorm(World world) {
    GeneratedStorm one = StormGenerator.make(2, world, 11);
    GeneratedStorm again = StormGenerator.make(2, world, 11);
    GeneratedStorm other = StormGenerator.make(2, world, 12);

    assertThat(again.alerts()).isEqualTo(one.alerts());
    assertThat(again.faults()).isEqualTo(one.faults());
    assertThat(other.alerts()).isNotEqualTo(one.alerts());
  }
}
