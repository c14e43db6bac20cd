package io.lull.pipeline.threshold;

import static io.lull.pipeline.threshold.Batches.counter;
import static io.lull.pipeline.threshold.Batches.of;
import static io.lull.pipeline.threshold.Batches.sample;
import static io.lull.pipeline.threshold.Batches.stale;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.SampleScore;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ThresholdEvaluatorTest {
  private static final String RULES =
      """
      thresholds:
        - {id: cpu, metric: cpu, op: ">", value: 90, clear: 80, for: 60s, severity: MINOR, type: CPU,
           qualifier: cpu, message: "{resource}: {value} {op} {threshold} for {for}"}
        - {id: disk, metric: disk, op: ">=", value: 90, severity: MAJOR, type: DISK,
           qualifier: "{label.path}"}
        - {id: disk-full, metric: disk, op: ">=", value: 98, severity: CRITICAL, type: DISK,
           qualifier: "{label.path}"}
        - {id: errors, metric: errors, op: ">", value: 5, rate: true, severity: MAJOR}
      """;

  private final ResourceState state = new ResourceState();
  private final TestingOutput out = new TestingOutput();
  private final ThresholdOptions options =
      new ThresholdOptions(List.of(new ThresholdOptions.RuleFile("f", RULES)), 300_000, 3, false);
  private final ThresholdEvaluator evaluator = evaluator(options);

  @Test
  void raisesOnlyWhenTheBreachHasLasted() {
    assertThat(take(0, sample("cpu", 95))).isEmpty();
    assertThat(take(59, sample("cpu", 91))).isEmpty();
    assertThat(take(60, sample("cpu", 92))).containsExactly("60 RAISED MINOR CPU/cpu");
    assertThat(take(70, sample("cpu", 99))).isEmpty();
  }

  @Test
  void aDipStartsTheDurationAgain() {
    take(0, sample("cpu", 95));
    assertThat(take(30, sample("cpu", 90))).isEmpty();
    assertThat(state.size()).isZero();
    take(40, sample("cpu", 95));
    assertThat(take(90, sample("cpu", 95))).isEmpty();
    assertThat(take(100, sample("cpu", 95))).hasSize(1);
  }

  @Test
  void clearsOnlyBelowTheClearValue() {
    raiseCpu();
    assertThat(take(70, sample("cpu", 85))).isEmpty();
    assertThat(take(80, sample("cpu", Double.NaN))).isEmpty();
    assertThat(take(90, sample("cpu", 80))).containsExactly("90 CLEARED MINOR CPU/cpu");
    assertThat(state.size()).isZero();
  }

  @Test
  void theEventSaysWhatHappened() {
    take(0, sample("cpu", 95));
    evaluator.evaluate(state, of(60, sample("cpu", 95.1234567)), out);
    Event event = out.events.get(0);
    assertThat(event.getMessage()).isEqualTo("db-1: 95.1235 > 90 for 60s");
    assertThat(event.getSource()).isEqualTo("threshold");
    assertThat(event.getResource()).isEqualTo("db-1");
    assertThat(event.getAttributes())
        .containsEntry("threshold", "> 90")
        .containsEntry("rule", "cpu");
    assertThat(event.getId()).matches("thr-[0-9a-f]{16}");
  }

  @Test
  void aStaleSeriesClears() {
    raiseCpu();
    assertThat(take(70, stale("cpu"))).containsExactly("70 CLEARED MINOR CPU/cpu");
    assertThat(state.size()).isZero();
  }

  @Test
  void aSilentSeriesClearsAfterTheTimeout() {
    raiseCpu();
    evaluator.expire(state, "db-1", 359_999, out);
    assertThat(out.drain()).isEmpty();
    evaluator.expire(state, "db-1", 360_000, out);
    assertThat(out.drain()).containsExactly("360 CLEARED MINOR CPU/cpu");
    assertThat(state.size()).isZero();
  }

  @Test
  void aRuleThatIsGoneClears() {
    raiseCpu();
    evaluator.rules(new RuleSet(List.of(), Map.of()));
    assertThat(take(70, sample("other", 1))).containsExactly("70 CLEARED MINOR CPU/cpu");
    assertThat(state.size()).isZero();
  }

  @Test
  void theAlarmIsClearedByTheLastRuleThatHoldsIt() {
    assertThat(take(0, sample("disk", 99, "path", "/")))
        .containsExactlyInAnyOrder("0 RAISED MAJOR DISK//", "0 RAISED CRITICAL DISK//");
    assertThat(take(10, sample("disk", 95, "path", "/"))).containsExactly("10 RAISED MAJOR DISK//");
    assertThat(take(20, sample("disk", 50, "path", "/")))
        .containsExactly("20 CLEARED MAJOR DISK//");
  }

  @Test
  void seriesHaveAlarmsOfTheirOwn() {
    assertThat(take(0, sample("disk", 91, "path", "/a"), sample("disk", 91, "path", "/b")))
        .containsExactly("0 RAISED MAJOR DISK//a", "0 RAISED MAJOR DISK//b");
    assertThat(take(1, sample("disk", 1, "path", "/a"), sample("disk", 91, "path", "/b")))
        .containsExactly("1 CLEARED MAJOR DISK//a");
  }

  @Test
  void ratesArePerSecondAndSurviveAReset() {
    assertThat(take(0, counter("errors", 1000))).isEmpty();
    assertThat(take(10, counter("errors", 1050))).isEmpty();
    assertThat(take(20, counter("errors", 1101))).containsExactly("20 RAISED MAJOR ERRORS/errors");
    // Started again: 55 since the restart is 5.5 a second, 40 is 4.
    assertThat(take(30, counter("errors", 55))).isEmpty();
    assertThat(take(40, counter("errors", 40))).containsExactly("40 CLEARED MAJOR ERRORS/errors");
  }

  @Test
  void whatComesOutOfOrderChangesNothing() {
    raiseCpu();
    assertThat(take(50, sample("cpu", 1))).isEmpty();
    take(70, counter("errors", 5));
    take(70, counter("errors", 9000));
    assertThat(out.outOfOrder).isEqualTo(2);
  }

  @Test
  void stateIsBounded() {
    for (int i = 0; i < 10; i++) {
      take(0, sample("disk", 91, "path", "/" + i));
    }
    assertThat(state.size()).isEqualTo(3);
    assertThat(out.refused).isEqualTo(7);
  }

  @Test
  void scoresAreHalfAtTheThresholdAndGrow() {
    ThresholdEvaluator all = evaluator(options.withAllScores(true));
    for (double value : new double[] {10, 90, 99}) {
      all.evaluate(state, of((long) value, sample("cpu", value), sample("x", 1)), out);
    }
    assertThat(out.scores)
        .filteredOn(s -> s.metric().equals("x"))
        .hasSize(3)
        .allMatch(s -> s.score() == 0 && !s.anomaly());
    List<SampleScore> cpu = out.scores.stream().filter(s -> s.metric().equals("cpu")).toList();
    assertThat(cpu.get(0).score()).isLessThan(0.01);
    assertThat(cpu.get(1).score()).isEqualTo(0.5);
    assertThat(cpu.get(2).score()).isBetween(0.6, 1.0);
    assertThat(cpu.get(2).upper()).isEqualTo(90);
    assertThat(cpu.get(2).lower()).isNull();
  }

  @Test
  void withoutAllScoresOnlyThoseWithAnAlarmAreSaid() {
    take(0, sample("cpu", 95), sample("disk", 5, "path", "/"), sample("x", 1));
    assertThat(out.scores).isEmpty();
    take(60, sample("cpu", 95), sample("disk", 5, "path", "/"), sample("x", 1));
    assertThat(out.scores)
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.metric()).isEqualTo("cpu");
              assertThat(s.anomaly()).isTrue();
            });
  }

  /** For any history: statuses alternate, and nothing is left when all is well again. */
  @Property(tries = 500)
  void raisesAndClearsAlternate(@ForAll @Size(max = 60) List<@IntRange(max = 120) Integer> values) {
    ResourceState own = new ResourceState();
    TestingOutput seen = new TestingOutput();
    long second = 0;
    for (int value : values) {
      MetricBatch batch = of(second += 20, value > 110 ? stale("cpu") : sample("cpu", value));
      evaluator.evaluate(own, batch, seen);
    }
    evaluator.evaluate(own, of(second + 20, sample("cpu", 0)), seen);
    assertThat(own.size()).isZero();
    EventStatus expected = EventStatus.RAISED;
    for (Event event : seen.events) {
      assertThat(event.getStatus()).isEqualTo(expected);
      expected = expected == EventStatus.RAISED ? EventStatus.CLEARED : EventStatus.RAISED;
    }
    assertThat(expected).as("the last one cleared").isEqualTo(EventStatus.RAISED);
    assertThat(Set.copyOf(seen.events.stream().map(Event::getId).toList()))
        .hasSameSizeAs(seen.events);
  }

  private void raiseCpu() {
    take(0, sample("cpu", 95));
    assertThat(take(60, sample("cpu", 95))).hasSize(1);
  }

  private List<String> take(long second, Sample... samples) {
    evaluator.evaluate(state, of(second, samples), out);
    return out.drain();
  }

  private static ThresholdEvaluator evaluator(ThresholdOptions options) {
    var parsed = ThresholdRules.parse("f", RULES);
    assertThat(parsed.problems()).isEmpty();
    return new ThresholdEvaluator(options, new RuleSet(parsed.rules(), Map.of()));
  }
}
