package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Severity;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LearningTest {

  private static final int SERVICES = 12;
  private static final FailureModel PRIOR = FailureModel.DEFAULT;

  private final TestingDesk desk = new TestingDesk();

  /** A host on which services run; when it fails each fails with it now and then. */
  private void estate() {
    desk.node("host", "HOST");
    for (int s = 0; s < SERVICES; s++) {
      desk.node("svc" + s, "SERVICE").relation("svc" + s, "RUNS_ON", "host");
    }
  }

  /**
   * Lets the host fail again and again: services fail with it, and are heard of as the model says.
   */
  private void faults(int from, int to, double probability, double lagSeconds, Random dice) {
    double sigma = 0.4;
    for (int fault = from; fault < to; fault++) {
      double start = 1_000.0 * fault;
      desk.raise(start, "host", "HOST_DOWN");
      double[] lags = new double[SERVICES];
      for (int s = 0; s < SERVICES; s++) {
        double lag = lagSeconds * Math.exp(sigma * dice.nextGaussian() - sigma * sigma / 2);
        boolean heard = dice.nextDouble() < probability * PRIOR.heard();
        lags[s] = heard ? lag : Double.NaN;
      }
      java.util.stream.IntStream.range(0, SERVICES)
          .filter(s -> !Double.isNaN(lags[s]))
          .boxed()
          .sorted(java.util.Comparator.comparingDouble(s -> lags[s]))
          .forEach(s -> desk.raise(start + lags[s], "svc" + s, "ERROR_RATE"));
      desk.clear(start + 300, "host", "HOST_DOWN");
      for (int s = 0; s < SERVICES; s++) {
        if (!Double.isNaN(lags[s])) {
          desk.clear(start + 300, "svc" + s, "ERROR_RATE");
        }
      }
      desk.until(start + 900);
    }
  }

  private ModelRevision last() {
    return desk.models.get(desk.models.size() - 1);
  }

  private ModelRevision.Relation learned(String type) {
    return last().relations().stream()
        .filter(relation -> relation.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsObservedComesToHold() {
    estate();
    faults(0, 300, 0.5, 30, new Random(7));

    ModelRevision.Relation runsOn = learned("RUNS_ON");
    assertThat(PRIOR.relation("RUNS_ON").probability()).isGreaterThan(0.8);
    assertThat(runsOn.probability()).isCloseTo(0.5, within(0.05));
    assertThat(runsOn.lagMillis() / 1000.0).isCloseTo(30, within(4.5));
    assertThat(last().incidents()).isGreaterThan(280);
    assertThat(last().over(PRIOR).relation("RUNS_ON").probability())
        .isEqualTo(runsOn.probability());
    assertThat(last().over(PRIOR).relation("DEPENDS_ON")).isEqualTo(PRIOR.relation("DEPENDS_ON"));
  }

  @Test
  void anEstateThatChangesIsLearnedAnew() {
    estate();
    faults(0, 150, 0.9, 10, new Random(1));
    double before = learned("RUNS_ON").probability();
    faults(150, 900, 0.3, 10, new Random(2));

    assertThat(before).isGreaterThan(0.8);
    assertThat(learned("RUNS_ON").probability()).isLessThan(0.45);
  }

  @Test
  void afterAResetWhatIsConfiguredHolds() {
    estate();
    faults(0, 60, 0.2, 60, new Random(3));
    assertThat(last().over(PRIOR)).isNotEqualTo(PRIOR);

    desk.reset(70_000);

    assertThat(last().over(PRIOR)).isEqualTo(PRIOR);
    assertThat(last().incidents()).isZero();
    int revisions = last().revision();
    faults(80, 90, 0.2, 60, new Random(4));
    assertThat(last().revision()).isGreaterThan(revisions);
    assertThat(last().incidents()).isBetween(1L, 10L);
  }

  @Test
  void anAlarmTypeThatIsAlwaysOnTheCauseComesToSayThatItIsOne() {
    desk.node("host", "HOST").node("svc", "SERVICE").relation("svc", "RUNS_ON", "host");
    for (int fault = 0; fault < 100; fault++) {
      double start = 1_000.0 * fault;
      desk.raise(start, "host", "BROWNOUT").raise(start + 5, "svc", "STUTTER");
      desk.clear(start + 60, "host", "BROWNOUT").clear(start + 60, "svc", "STUTTER");
      desk.until(start + 900);
    }

    FailureModel model = last().over(PRIOR);
    assertThat(PRIOR.typeCost("BROWNOUT")).isZero();
    assertThat(model.typeCost("BROWNOUT")).isBetween(-2.0, -0.5);
    assertThat(model.typeCost("STUTTER")).isBetween(0.5, 2.0);
    assertThat(model.typeCost("POWER")).isEqualTo(PRIOR.typeCost("POWER"));
  }

  @Test
  void whatIsSaidBeforeWhatWasForetoldCanHaveComeIsNotTakenForItsComing() {
    desk.node("host", "HOST").node("svc", "SERVICE").relation("svc", "RUNS_ON", "host");
    for (int fault = 0; fault < 100; fault++) {
      double start = 2_000.0 * fault;
      desk.take(
          desk.raised(start, "host", "FORECAST_DISK", "", null, Severity.WARNING)
              .with(
                  new AlarmChange.Evidence(
                      0,
                      0.4f,
                      new AlarmChange.Crossing(
                          TestingDesk.millis(start + 200),
                          TestingDesk.millis(start + 300),
                          TestingDesk.millis(start + 450)))));
      desk.raise(start + 1, "host", "STUTTER");
      desk.raise(start + 300, "host", "BROWNOUT").raise(start + 305, "svc", "ERROR_RATE");
      for (String type : List.of("FORECAST_DISK", "STUTTER", "BROWNOUT")) {
        desk.clear(start + 600, "host", type);
      }
      desk.clear(start + 600, "svc", "ERROR_RATE").until(start + 1_900);
    }

    FailureModel model = last().over(PRIOR);
    assertThat(model.typeCost("BROWNOUT")).isNegative();
    assertThat(model.typeCost("STUTTER")).isEqualTo(PRIOR.typeCost("STUTTER"));
  }

  @Test
  void oneCiAloneAndACauseInDoubtTeachNothing() {
    desk.node("a", "HOST").node("b", "HOST");
    desk.raise(0, "a", "DOWN").clear(60, "a", "DOWN").end();
    assertThat(desk.models).isEmpty();
  }

  @Test
  void otherNumbersHoldAtMostOnceAMinute() {
    for (int i = 0; i < 40; i++) {
      desk.node("h" + i, "HOST").node("s" + i, "SERVICE").relation("s" + i, "RUNS_ON", "h" + i);
      desk.raise(3 * i, "h" + i, "HOST_DOWN").raise(3 * i + 1, "s" + i, "ERROR_RATE");
    }
    for (int i = 0; i < 40; i++) {
      desk.clear(200 + 5 * i, "h" + i, "HOST_DOWN").clear(200 + 5 * i, "s" + i, "ERROR_RATE");
    }
    desk.end();

    List<Long> times = desk.models.stream().map(ModelRevision::timeMillis).toList();
    assertThat(times).hasSizeBetween(3, 6);
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(60_000);
    }
    assertThat(last().incidents()).isEqualTo(40);
  }

  @Test
  void whatIsSlightIsNoFailureOfItsCi() {
    estate();
    desk.raise(0, "host", "TEMPERATURE", Severity.MINOR).raise(1, "svc0", "ERROR_RATE");
    desk.clear(60, "host", "TEMPERATURE").clear(60, "svc0", "ERROR_RATE").end();

    assertThat(desk.models)
        .allSatisfy(
            model ->
                assertThat(model.relations())
                    .allSatisfy(relation -> assertThat(relation.chances()).isLessThan(10)));
  }

  @Property(tries = 60)
  void countsConvergeToAnyTrueProbability(
      @ForAll @DoubleRange(min = 0.06, max = 0.98) double truth,
      @ForAll @DoubleRange(min = 0.05, max = 0.99) double configured,
      @ForAll @DoubleRange(min = 0.4, max = 1) double heard,
      @ForAll long seed) {
    Random dice = new Random(seed);
    LearnedRelation relation = new LearnedRelation();
    for (int i = 0; i < 20_000; i++) {
      relation.observe(dice.nextDouble() < truth * heard, heard);
    }

    assertThat(relation.probability(configured)).isCloseTo(truth, within(0.08));
    assertThat(relation.chances).isLessThanOrEqualTo(LearnedRelation.MOST);
  }

  @Property(tries = 60)
  void lagsConvergeToTheirMean(
      @ForAll @IntRange(min = 3, max = 300) int seconds,
      @ForAll @DoubleRange(min = 0, max = 0.8) double sigma,
      @ForAll long seed) {
    Random dice = new Random(seed);
    LearnedRelation relation = new LearnedRelation();
    assertThat(relation.lagMillis(15_000)).isEqualTo(15_000);
    for (int i = 0; i < 20_000; i++) {
      double log = Math.log(1000.0 * seconds) - sigma * sigma / 2 + sigma * dice.nextGaussian();
      relation.observeLag(Math.round(Math.exp(log)));
    }

    assertThat(relation.lagMillis(15_000) / 1000.0).isCloseTo(seconds, within(0.12 * seconds));
  }

  @Property(tries = 200)
  void theNumbersStayWithinTheirBounds(
      @ForAll List<Boolean> outcomes, @ForAll List<Long> lags, @ForAll double ignored) {
    LearnedRelation relation = new LearnedRelation();
    outcomes.forEach(failed -> relation.observe(failed, 0.6));
    lags.forEach(relation::observeLag);

    assertThat(relation.probability(0.8)).isBetween(0.05, 0.99);
    assertThat(relation.lagMillis(20_000)).isBetween(1_000L, 600_000L);
  }

  @Property(tries = 20)
  void theAlarmTypeSeenLeastGivesWay(@ForAll @IntRange(min = 257, max = 600) int types) {
    LearnedModel model = new LearnedModel();
    for (int i = 0; i < 5; i++) {
      model.observe("COMMON", i % 2 == 0);
    }
    for (int i = 0; i < types; i++) {
      model.observe("T" + i, false);
    }

    assertThat(model.alarmTypes).hasSize(LearnedModel.MOST_TYPES).containsKey("COMMON");
    assertThat(model.alarmTypes).containsKey("T" + (types - 1));
  }
}
