package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.model.ScrapeSerializer;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BaselineFunctionTest {
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final BaselineOptions OPTIONS =
      new BaselineOptions(true, 100, 5 * MINUTE, 60 * MINUTE, 3, 10 * MINUTE, 1 << 20, false);

  @Test
  void signalsThatMoveTogetherAreOneAlarmThatClearsByItself() throws Exception {
    try (Bench bench = new Bench(OPTIONS, null)) {
      bench.quiet(0, 520);
      bench.take(520, cpu(95), sample("memory", 900));
      bench.watermark(521);
      Event raised = bench.single();
      assertThat(raised.getStatus()).isEqualTo(EventStatus.RAISED);
      assertThat(raised.getType()).isIn("ANOMALY_CPU", "ANOMALY_MEMORY");
      assertThat(raised.getSeverity()).isLessThan(Severity.MAJOR);
      assertThat(raised.getAttributes())
          .containsEntry("direction", "UP")
          .containsKeys("expected", "lower", "upper", "score");
      assertThat(raised.getAttributes().get("contributions")).contains("cpu=").contains("memory=");
      bench.watermark(540);
      Event cleared = bench.single();
      assertThat(cleared.getStatus()).isEqualTo(EventStatus.CLEARED);
      assertThat(cleared.getType()).isEqualTo(raised.getType());
      assertThat(cleared.getTimeMillis()).isEqualTo(START + 525 * MINUTE);
    }
  }

  @Test
  void stateAndTimersComeAndGo() throws Exception {
    try (Bench bench = new Bench(OPTIONS, null)) {
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
    try (Bench bench = new Bench(OPTIONS, null)) {
      bench.quiet(0, 520);
      snapshot = bench.harness.snapshot(1, 1);
      bench.take(520, cpu(95));
      bench.watermark(540);
      straight = bench.events();
    }
    try (Bench bench = new Bench(OPTIONS, snapshot)) {
      bench.take(520, cpu(95));
      bench.watermark(540);
      assertThat(bench.events()).isEqualTo(straight).hasSize(2);
    }
  }

  /** Lines of one scrape that come in several records are judged together. */
  @Test
  void whatComesInPiecesIsGathered() throws Exception {
    try (Bench bench = new Bench(OPTIONS, null)) {
      bench.quiet(0, 520);
      bench.take(520, sample("memory", 900));
      bench.take(520, sample("disk", 3));
      bench.take(520, cpu(95));
      bench.watermark(521);
      assertThat(bench.single().getAttributes().get("contributions"))
          .contains("cpu=")
          .contains("memory=");
    }
  }

  /** How much of the heap there is makes no difference, only how often the state is asked. */
  @Test
  void resourcesThatDoNotFitOnTheHeapAreJudgedAlike() throws Exception {
    List<Event> roomy;
    try (Bench bench = new Bench(OPTIONS, null)) {
      roomy = bench.fleet();
    }
    BaselineOptions tight =
        new BaselineOptions(true, 100, 5 * MINUTE, 60 * MINUTE, 3, 10 * MINUTE, 0, false);
    try (Bench bench = new Bench(tight, null)) {
      assertThat(bench.fleet()).isEqualTo(roomy).hasSizeGreaterThan(5);
    }
  }

  /** A series that ended leaves its place to another, which knows nothing of it. */
  @Test
  void aPlaceThatBecameFreeIsTakenByANewSeries() throws Exception {
    try (Bench bench = new Bench(OPTIONS, null)) {
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
    try (Bench bench = new Bench(OPTIONS, null)) {
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
    try (Bench bench = new Bench(OPTIONS, null)) {
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
    try (Bench bench = new Bench(OPTIONS, null)) {
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
    try (Bench bench = new Bench(OPTIONS.withAllScores(true), null)) {
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

  private static Sample cpu(double value) {
    return sample("cpu", value);
  }

  private static Sample sample(String metric, double value) {
    return new Sample(metric, Map.of(), value, MetricKind.GAUGE, "", false);
  }

  /** The stage as it is put into a job graph, on a harness. */
  private static final class Bench implements AutoCloseable {
    private final KeyedOneInputStreamOperatorTestHarness<String, Scrape, Event> harness;
    private final Random random = new Random(5);

    Bench(BaselineOptions options, @Nullable OperatorSubtaskState snapshot) throws Exception {
      harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              operator(options), Scrape::resource, Types.STRING);
      harness.setup(
          TypeInformation.of(Event.class)
              .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      if (snapshot != null) {
        harness.initializeState(snapshot);
      }
      harness.open();
    }

    @SuppressWarnings("unchecked") // the stage's own operator
    private static OneInputStreamOperator<Scrape, Event> operator(BaselineOptions options) {
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      var stage =
          BaselineStage.connect(env.fromData(ScrapeSerializer.type(), batch(0, cpu(1))), options);
      var transformation = (OneInputTransformation<Scrape, Event>) stage.getTransformation();
      return (OneInputStreamOperator<Scrape, Event>)
          ((SimpleOperatorFactory<Event>) transformation.getOperatorFactory()).getOperator();
    }

    private static Scrape batch(long minute, Sample... samples) {
      long time = START + minute * MINUTE;
      return Scrape.of(new MetricBatch("db-1", time, time, "test", null, List.of(samples)));
    }

    void quiet(int from, int to) throws Exception {
      for (int i = from; i < to; i++) {
        take(i, cpu(20 + random.nextGaussian()), sample("memory", 500 + 5 * random.nextGaussian()));
      }
      watermark(to - 1);
      harness.getOutput().clear();
    }

    /** Counts so many more requests in each bucket. */
    void requests(long minute, double[] counted, double fast, double slow, double lost)
        throws Exception {
      counted[0] += fast;
      counted[1] += fast + slow;
      counted[2] += fast + slow + lost;
      take(minute, bucket("0.1", counted[0]), bucket("1", counted[1]), bucket("+Inf", counted[2]));
    }

    private static Sample bucket(String le, double count) {
      Map<String, String> labels = Map.of("le", le);
      return new Sample("wait_seconds_bucket", labels, count, MetricKind.COUNTER, "1", false);
    }

    /** Thirty resources, each with a peak of its own. */
    List<Event> fleet() throws Exception {
      for (int minute = 0; minute < 300; minute++) {
        for (int host = 0; host < 30; host++) {
          double load = minute == 200 + host ? 95 : 20 + random.nextGaussian();
          long time = START + minute * MINUTE;
          MetricBatch batch =
              new MetricBatch("h" + host, time, time, "test", null, List.of(cpu(load)));
          harness.processElement(new StreamRecord<>(Scrape.of(batch), time));
        }
        watermark(minute);
      }
      return events();
    }

    void take(long minute, Sample... samples) throws Exception {
      Scrape batch = batch(minute, samples);
      harness.processElement(new StreamRecord<>(batch, batch.timeMillis()));
    }

    void watermark(long minute) throws Exception {
      harness.processWatermark(new Watermark(START + minute * MINUTE));
    }

    List<Event> events() {
      List<Event> events = harness.extractOutputValues();
      harness.getOutput().clear();
      return events;
    }

    Event single() {
      List<Event> events = events();
      assertThat(events).hasSize(1);
      return events.get(0);
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
