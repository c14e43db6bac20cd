package io.lull.pipeline.baseline;

import static io.lull.pipeline.baseline.BaselineBench.MINUTE;
import static io.lull.pipeline.baseline.BaselineBench.OPTIONS;
import static io.lull.pipeline.baseline.BaselineBench.START;
import static io.lull.pipeline.baseline.BaselineBench.cpu;
import static io.lull.pipeline.baseline.BaselineBench.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.SampleScore;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class BaselineFunctionTest {
  @Test
  void signalsThatMoveTogetherAreOneAlarmThatClearsByItself() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, 400);
      bench.take(400, cpu(95), sample("memory", 900));
      bench.watermark(401);
      Event raised = bench.single();
      assertThat(raised.getStatus()).isEqualTo(EventStatus.RAISED);
      assertThat(raised.getType()).isIn("ANOMALY_CPU", "ANOMALY_MEMORY");
      assertThat(raised.getSeverity()).isLessThan(Severity.MAJOR);
      assertThat(raised.getAttributes())
          .containsEntry("direction", "UP")
          .containsKeys("expected", "lower", "upper", "score");
      assertThat(raised.getAttributes().get("contributions")).contains("cpu=").contains("memory=");
      bench.watermark(420);
      assertThat(bench.events())
          .filteredOn(event -> !event.getType().equals("NO_DATA"))
          .singleElement()
          .satisfies(cleared -> clears(cleared, raised));
    }
  }

  private static void clears(Event cleared, Event raised) {
    assertThat(cleared.getStatus()).isEqualTo(EventStatus.CLEARED);
    assertThat(cleared.getType()).isEqualTo(raised.getType());
    assertThat(cleared.getTimeMillis()).isEqualTo(START + 405 * MINUTE);
  }

  @Test
  void stateAndTimersComeAndGo() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, 10);
      assertThat(bench.harness.numKeyedStateEntries()).isPositive();
      assertThat(bench.harness.numEventTimeTimers()).isEqualTo(1);
      bench.watermark(10 + 3 * 60);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void aRestoredJobSaysWhatTheOtherWouldHaveSaid() throws Exception {
    OperatorSubtaskState snapshot;
    List<Event> straight;
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, 400);
      snapshot = bench.harness.snapshot(1, 1);
      bench.take(400, cpu(95));
      bench.usual(401, 410);
      bench.watermark(450);
      straight = bench.events();
    }
    try (BaselineBench bench = new BaselineBench(OPTIONS, snapshot)) {
      bench.take(400, cpu(95));
      bench.usual(401, 410);
      bench.watermark(450);
      assertThat(bench.events())
          .isEqualTo(straight)
          .extracting(Event::getType)
          .containsExactly("ANOMALY_CPU", "ANOMALY_CPU", "NO_DATA");
    }
  }

  /** Lines of one scrape that come in several records are judged together. */
  @Test
  void whatComesInPiecesIsGathered() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, 400);
      bench.take(400, sample("memory", 900));
      bench.take(400, sample("disk", 3));
      bench.take(400, cpu(95));
      bench.watermark(401);
      assertThat(bench.single().getAttributes().get("contributions"))
          .contains("cpu=")
          .contains("memory=");
    }
  }

  /** How much of the heap there is makes no difference, only how often the state is asked. */
  @Test
  void resourcesThatDoNotFitOnTheHeapAreJudgedAlike() throws Exception {
    List<Event> roomy;
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      roomy = bench.fleet();
    }
    for (long[] bytes : new long[][] {{0, 0}, {1 << 20, 0}, {0, 1 << 20}, {1 << 20, 6_000}}) {
      BaselineOptions tight =
          new BaselineOptions(
              true, 100, 5 * MINUTE, 60 * MINUTE, 3, 10 * MINUTE, bytes[0], bytes[1], false);
      try (BaselineBench bench = new BaselineBench(tight, null)) {
        assertThat(bench.fleet()).isEqualTo(roomy).hasSizeGreaterThan(5);
      }
    }
  }

  /** A series that ended leaves its place to another, which knows nothing of it. */
  @Test
  void aPlaceThatBecameFreeIsTakenByANewSeries() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      bench.quiet(0, 400);
      bench.take(400, new Sample("cpu", Map.of(), Double.NaN, MetricKind.GAUGE, "", true));
      bench.take(401, sample("disk", 7));
      bench.take(402, sample("disk", 7000), sample("memory", 900));
      bench.watermark(403);
      assertThat(bench.single().getAttributes()).containsEntry("series", "memory");
    }
  }

  /** Requests become slow: the quantile that was made of the buckets says so, not the buckets. */
  @Test
  void ofAHistogramQuantilesAreJudged() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      double[] counted = new double[3];
      for (int minute = 0; minute < 400; minute++) {
        bench.requests(minute, counted, 90 + minute % 3, 10, 0);
      }
      bench.watermark(399);
      bench.harness.getOutput().clear();
      bench.requests(400, counted, 10, 40, 50);
      bench.watermark(401);
      Event raised = bench.single();
      assertThat(raised.getAttributes().get("series")).startsWith("wait_seconds{quantile=");
      assertThat(raised.getAttributes().get("contributions"))
          .contains("quantile=\"0.99\"")
          .doesNotContain("_bucket");
    }
  }

  /** What is kept does not grow: series that are gone leave their places to those that come. */
  @Test
  void aMonthOfSeriesThatComeAndGoIsFlat() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      List<Integer> entries = new ArrayList<>();
      for (int step = 0; step < 30 * 144; step++) {
        int day = step / 144;
        for (String part : List.of("a", "b")) {
          Map<String, String> pod = Map.of("pod", part + day);
          bench.take(10 * step, new Sample("load", pod, step % 7.0, MetricKind.GAUGE, "", false));
        }
        bench.take(10 * step, cpu(20 + step % 5));
        bench.watermark(10 * step);
        if (step % 144 == 100) {
          entries.add(bench.harness.numKeyedStateEntries());
        }
      }
      assertThat(entries.get(29)).isPositive().isEqualTo(entries.get(1));
      assertThat(bench.harness.numEventTimeTimers()).isEqualTo(1);
    }
  }

  @Test
  void aMetricWithTooManySeriesIsToldAndCutOffAlone() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS, null)) {
      for (int i = 0; i < 10; i++) {
        bench.take(i, new Sample("hits", Map.of("id", "" + i), 1.0, MetricKind.GAUGE, "", false));
        bench.take(i, cpu(i));
      }
      bench.watermark(10);
      Event told = bench.single();
      assertThat(told.getType()).isEqualTo("METRIC_CARDINALITY");
      assertThat(told.getQualifier()).isEqualTo("hits");
      bench.watermark(10 + 3 * 60);
      assertThat(bench.events())
          .extracting(Event::getType, Event::getStatus)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("METRIC_CARDINALITY", EventStatus.CLEARED));
    }
  }

  @Test
  void everySampleHasAScoreWhereThatIsWanted() throws Exception {
    try (BaselineBench bench = new BaselineBench(OPTIONS.withAllScores(true), null)) {
      bench.quiet(0, 50);
      bench.take(50, cpu(Double.NaN));
      bench.watermark(51);
      List<SampleScore> scores = new ArrayList<>();
      bench.harness.getSideOutput(BaselineStage.SCORES).forEach(r -> scores.add(r.getValue()));
      assertThat(scores).hasSize(101);
      assertThat(scores).allMatch(score -> score.score() == 0 && !score.anomaly());
    }
  }

  @Test
  void nothingNeedsKryo() {
    Configuration strict = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
    assertThat(TypeInformation.of(Watch.class).createSerializer(new SerializerConfigImpl(strict)))
        .isNotNull();
  }
}
