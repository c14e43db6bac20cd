package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lull.pipeline.yaml.Problem;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureModelFileTest {

  private static FailureModelFile.Parsed read(String... lines) {
    return FailureModelFile.parse("own.yaml", String.join("\n", lines), FailureModel.DEFAULT);
  }

  private static List<String> problems(String... lines) {
    return read(lines).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void theShippedFileSaysEverything() {
    FailureModel shipped = FailureModelFile.shipped();

    assertThat(shipped.relations())
        .containsKeys("DEPENDS_ON", "RUNS_ON", "PART_OF", "SERVED_BY", "CONNECTED_TO");
    assertThat(shipped).isEqualTo(FailureModel.DEFAULT);
    assertThat(FailureModelFile.parse("x", "price: 3", null).problems())
        .as("without a base every key is missing but the one that is there")
        .hasSize(14 + 2);
  }

  @Test
  void aFileOfOnesOwnSaysOnlyWhatDiffers() {
    FailureModel model =
        read(
                "relations:",
                "  DEPENDS_ON: {lag: 90s}",
                "  BACKED_BY: {travel: redundant, probability: 0.4, lag: 2m}",
                "price: 9.5",
                "skew: 0ms",
                "intervals: {SLO: 1m, HEARTBEAT: 90s}",
                "harmless: {EASED: 3}",
                "alarm-types: {POWER: -2, 'ROUTING-BGP-*': 1.5, LINK-3-UPDOWN: -0.5}")
            .orThrow();
    FailureModel shipped = FailureModel.DEFAULT;
    assertThat(model.intervalMillis("HEARTBEAT_MISSED_SLO")).isEqualTo(90_000);
    assertThat(model.intervalMillis("LINK-DOWN")).isZero();
    assertThat(model.harmlessness("ANOMALY_CPU_EASED")).isEqualTo(3);
    assertThat(model.harmlessness("ANOMALY_TRAFFIC")).isEqualTo(shipped.harmless().get("TRAFFIC"));
    assertThat(model.harmlessness("ANOMALY_CPU")).isZero();

    FailureModel.Relation before = shipped.relation("DEPENDS_ON");
    assertThat(model.relation("DEPENDS_ON"))
        .isEqualTo(new FailureModel.Relation(before.travel(), before.probability(), 90_000));
    assertThat(model.relation("BACKED_BY"))
        .isEqualTo(new FailureModel.Relation(Travel.REDUNDANT, 0.4, 120_000));
    assertThat(model.relation("RUNS_ON")).isEqualTo(shipped.relation("RUNS_ON"));
    assertThat(model.price()).isEqualTo(9.5);
    assertThat(model.skewMillis()).isZero();
    assertThat(model.heard()).isEqualTo(shipped.heard());
    assertThat(model.typeCost("POWER_SUPPLY")).isEqualTo(-2);
    assertThat(model.typeCost("DISK_FULL")).isEqualTo(shipped.typeCost("DISK_FULL"));
  }

  @Test
  void aFileOfCommentsChangesNothing() {
    assertThat(read("# price: 9").orThrow()).isEqualTo(FailureModel.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "ROUTING-BGP-5-ADJCHANGE, 1.5",
    "ROUTING-BGP-3-NOTIFICATION, 3",
    "ROUTING-OSPF-DOWN, 0",
    "LINK-3-UPDOWN, -0.5",
    "MYPOWER, 0",
    "POWER.LOST-DOWN, -3"
  })
  void theLongestPatternHoldsElseTheWordsTogether(String type, double cost) {
    AlarmTypes types =
        AlarmTypes.of(
            Map.of(
                "ROUTING-BGP-*",
                1.5,
                "*-3-NOTIFICATION*",
                3.0,
                "LINK-3-UPDOWN",
                -0.5,
                "DOWN",
                -1.0,
                "POWER",
                -2.0,
                "OSPF",
                1.0));

    assertThat(types.cost(type)).isCloseTo(cost, within(1e-9));
  }

  @Test
  void everythingWrongIsSaidAtOnceWithItsLineAndWhatIsAllowed() {
    List<String> problems =
        problems(
            "relations:",
            "  DEPENDS_ON: {probability: 1.5}",
            "  RUNS_ON: {travel: sideways}",
            "  FEEDS: {probability: 0.5, speed: 3}",
            "other: 7",
            "heard: often",
            "early: 0s",
            "skew: soon",
            "price: -1",
            "prize: 8",
            "alarm-types: {DOWN: -99}");

    assertThat(problems)
        .allSatisfy(problem -> assertThat(problem).startsWith("own.yaml:"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .isEqualTo(
                        "own.yaml:2: relations.DEPENDS_ON.probability: expected a number above 0"
                            + " and at most 1, found 1.5"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .isEqualTo(
                        "own.yaml:3: relations.RUNS_ON.travel: expected one of [dependency, place,"
                            + " redundant, connection], found 'sideways'"))
        .anySatisfy(p -> assertThat(p).contains(":4: relations.FEEDS.speed: unknown key"))
        .anySatisfy(p -> assertThat(p).contains(":4: relations.FEEDS.travel: missing"))
        .anySatisfy(p -> assertThat(p).contains(":4: relations.FEEDS.lag: missing"))
        .anySatisfy(p -> assertThat(p).contains(":5: other: expected a mapping"))
        .anySatisfy(p -> assertThat(p).contains(":6: heard: expected a number, found 'often'"))
        .anySatisfy(p -> assertThat(p).contains(":7: early: expected a duration of at least 1ms"))
        .anySatisfy(p -> assertThat(p).contains(":8: skew: expected a duration such as"))
        .anySatisfy(p -> assertThat(p).contains(":9: price: expected a cost in nats"))
        .anySatisfy(p -> assertThat(p).contains(":10: prize: unknown key; expected one of"))
        .anySatisfy(p -> assertThat(p).contains(":11: alarm-types.DOWN: expected a number from"));
    assertThat(problems).isSortedAccordingTo((a, b) -> line(a) - line(b)).hasSize(12);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("price: -1").orThrow())
        .withMessageContaining("own.yaml:1: price");
  }

  private static int line(String problem) {
    return Integer.parseInt(problem.split(":")[1]);
  }

  @Property(tries = 300)
  void anyTextIsAModelOrHasProblems(@ForAll String text) {
    FailureModelFile.Parsed parsed = FailureModelFile.parse("any", text, FailureModel.DEFAULT);

    assertThat(parsed.model() == null).isEqualTo(!parsed.problems().isEmpty());
  }
}
