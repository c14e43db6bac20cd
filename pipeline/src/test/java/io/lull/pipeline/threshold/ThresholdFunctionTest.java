package io.lull.pipeline.threshold;

import static io.lull.pipeline.threshold.Batches.of;
import static io.lull.pipeline.threshold.Batches.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.model.ScrapeSerializer;
import io.lull.pipeline.ordered.TestingMailbox;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Scrape;
import io.lull.schema.Threshold;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThresholdFunctionTest {
  private static final String CPU =
      "thresholds: [{id: cpu, metric: cpu, op: '>', value: 90, for: 10s, type: CPU}]";
  private static final ThresholdOptions OPTIONS =
      new ThresholdOptions(List.of(new ThresholdOptions.RuleFile("f", CPU)), 60_000, 100, false);

  @Test
  void stateAndTimersComeAndGo() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.take(0, 95).take(10, 95).watermark(11);
      assertThat(bench.statuses()).containsExactly(EventStatus.RAISED);
      assertThat(bench.harness.numKeyedStateEntries()).isPositive();
      assertThat(bench.harness.numEventTimeTimers()).isEqualTo(1);
      bench.take(20, 5).watermark(21);
      assertThat(bench.statuses()).containsExactly(EventStatus.CLEARED);
      bench.assertEmpty();
    }
  }

  @Test
  void aSeriesThatFallsSilentIsClearedByTheTimer() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.take(0, 95).take(10, 95).take(30, 95).watermark(60);
      assertThat(bench.statuses()).containsExactly(EventStatus.RAISED);
      bench.watermark(89);
      assertThat(bench.statuses()).isEmpty();
      bench.watermark(91);
      assertThat(bench.statuses()).containsExactly(EventStatus.CLEARED);
      bench.assertEmpty();
    }
  }

  @Test
  void whatTheWatermarkDoesNotReachIsTakenInOrder() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.take(10, 95).take(20, 1).take(0, 95).watermark(21);
      assertThat(bench.statuses()).containsExactly(EventStatus.RAISED, EventStatus.CLEARED);
    }
  }

  @Test
  void rulesTakeEffectAtTheirTimeAndSurviveARestore() throws Exception {
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.rule("ops", 5, "thresholds: [{id: cpu, metric: cpu, op: '>', value: 99}]");
      bench.rule("bad", 6, "thresholds: [{id: cpu, metric: cpu, op: '>', value: lots}]");
      bench.take(0, 95).take(6, 95).take(20, 95).watermark(21);
      assertThat(bench.statuses()).isEmpty();
      bench.take(30, 100).watermark(31);
      assertThat(bench.statuses()).containsExactly(EventStatus.RAISED);
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.take(40, 95).watermark(41);
      assertThat(bench.statuses()).containsExactly(EventStatus.CLEARED);
      bench.assertEmpty();
      bench.delete("ops", 45);
      bench.take(50, 95).take(60, 95).watermark(61);
      assertThat(bench.statuses()).containsExactly(EventStatus.RAISED);
    }
  }

  @Test
  void scoresOfAlarmsGoToTheSideOutput() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.take(0, 95).take(10, 95).watermark(11);
      assertThat(bench.harness.getSideOutput(ThresholdStage.SCORES))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.getValue().metric()).isEqualTo("cpu");
                assertThat(record.getValue().anomaly()).isTrue();
                assertThat(record.getTimestamp()).isEqualTo(10_000);
              });
    }
  }

  @Test
  void nothingNeedsKryo() {
    Configuration strict = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
    SerializerConfigImpl config = new SerializerConfigImpl(strict);
    for (Class<?> type : List.of(ResourceState.class, SampleScore.class)) {
      assertThat(TypeInformation.of(type).createSerializer(config)).isNotNull();
    }
  }

  @Test
  void aScoreWithoutBoundsSurvivesSerialization() throws Exception {
    SampleScore score = new SampleScore(1, "r", "m", 2, null, null, 3.0, 0.5, true);
    var serializer =
        TypeInformation.of(SampleScore.class).createSerializer(new SerializerConfigImpl());
    var bytes = new org.apache.flink.core.memory.DataOutputSerializer(64);
    serializer.serialize(score, bytes);
    assertThat(
            serializer.deserialize(
                new org.apache.flink.core.memory.DataInputDeserializer(bytes.getCopyOfBuffer())))
        .isEqualTo(score);
  }

  /** The stage as it is put into a job graph, on a harness. */
  private static final class Bench implements AutoCloseable {
    private final KeyedTwoInputStreamOperatorTestHarness<String, Scrape, ControlRecord, Event>
        harness;

    Bench(@Nullable OperatorSubtaskState snapshot) throws Exception {
      harness =
          new KeyedTwoInputStreamOperatorTestHarness<>(
              operator(), Scrape::resource, null, Types.STRING);
      harness.setup(
          TypeInformation.of(Event.class)
              .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      if (snapshot != null) {
        harness.initializeState(snapshot);
      }
      harness.open();
    }

    @SuppressWarnings("unchecked") // the stage's own operator
    private static TwoInputStreamOperator<Scrape, ControlRecord, Event> operator() {
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      var stage =
          ThresholdStage.connect(
              env.fromData(ScrapeSerializer.type(), Scrape.of(of(0))),
              env.fromData(
                  TypeInformation.of(ControlRecord.class),
                  new ControlRecord("x", ChangeOp.DELETE, null, null)),
              OPTIONS);
      var transformation =
          (TwoInputTransformation<Scrape, ControlRecord, Event>) stage.getTransformation();
      return (TwoInputStreamOperator<Scrape, ControlRecord, Event>)
          ((SimpleOperatorFactory<Event>) transformation.getOperatorFactory()).getOperator();
    }

    Bench take(long second, double value) throws Exception {
      harness.processElement1(
          new StreamRecord<>(Scrape.of(of(second, sample("cpu", value))), second * 1000));
      return this;
    }

    void rule(String id, long second, String yaml) throws Exception {
      control(new ControlRecord(id, ChangeOp.UPSERT, null, new Threshold(yaml)), second);
    }

    void delete(String id, long second) throws Exception {
      control(new ControlRecord(id, ChangeOp.DELETE, null, null), second);
    }

    private void control(ControlRecord control, long second) throws Exception {
      harness.processElement2(new StreamRecord<>(control, second * 1000));
    }

    void watermark(long second) throws Exception {
      harness.processBothWatermarks(new Watermark(second * 1000));
      TestingMailbox.runAll(harness);
    }

    List<EventStatus> statuses() {
      List<EventStatus> statuses =
          harness.extractOutputValues().stream().map(Event::getStatus).toList();
      harness.getOutput().clear();
      return statuses;
    }

    void assertEmpty() {
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
