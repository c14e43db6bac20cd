package io.lull.pipeline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.ordered.TestingMailbox;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Health;
import io.lull.schema.Severity;
import java.util.List;
import java.util.Map;
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

class HealthFunctionTest {
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;

  @Test
  void healthFallsAtOnceAndComesBackAfterTheHold() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.alarm(0, "DISK_FULL", Severity.MAJOR, EventStatus.RAISED);
      bench.watermark(1);
      assertThat(bench.told()).containsExactly("0 0.4 {DISK_FULL=0.6}");
      assertThat(bench.harness.numKeyedStateEntries()).isPositive();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
      bench.alarm(10, "DISK_FULL", Severity.MAJOR, EventStatus.CLEARED);
      bench.watermark(14);
      assertThat(bench.told()).isEmpty();
      assertThat(bench.harness.numEventTimeTimers()).isEqualTo(1);
      bench.watermark(15);
      assertThat(bench.told()).containsExactly("15 1.0 {}");
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void whatComesAndGoesIsToldOnce() throws Exception {
    try (Bench bench = new Bench(null)) {
      for (int minute = 0; minute < 60; minute += 2) {
        bench.alarm(minute, "SLOW", Severity.MAJOR, EventStatus.RAISED);
        bench.alarm(minute + 1, "SLOW", Severity.MAJOR, EventStatus.CLEARED);
      }
      bench.watermark(70);
      assertThat(bench.told()).containsExactly("0 0.4 {SLOW=0.6}", "64 1.0 {}");
    }
  }

  @Test
  void worseCountsAtOnceAndBetterAfterTheHold() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.alarm(0, "DISK_FULL", Severity.MAJOR, EventStatus.RAISED);
      bench.alarm(1, "DISK_FULL", Severity.CRITICAL, EventStatus.RAISED);
      bench.alarm(2, "DISK_FULL", Severity.MINOR, EventStatus.RAISED);
      bench.watermark(20);
      assertThat(bench.told())
          .containsExactly(
              "0 0.4 {DISK_FULL=0.6}", "1 0.1 {DISK_FULL=0.9}", "7 0.6 {DISK_FULL=0.4}");
    }
  }

  @Test
  void ofWhatDoesNoHarmNothingIsToldAndNothingKept() throws Exception {
    try (Bench bench = new Bench(null)) {
      bench.alarm(0, "ANOMALY_LATENCY_EASED", Severity.MINOR, EventStatus.RAISED);
      bench.alarm(1, "NOTHING", Severity.MAJOR, EventStatus.CLEARED);
      bench.alarm(2, "NOTHING", Severity.MAJOR, EventStatus.STATELESS);
      bench.watermark(20);
      assertThat(bench.told()).isEmpty();
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aRestoredJobGoesOn() throws Exception {
    OperatorSubtaskState snapshot;
    try (Bench bench = new Bench(null)) {
      bench.alarm(0, "DISK_FULL", Severity.MAJOR, EventStatus.RAISED);
      bench.alarm(1, "DISK_FULL", Severity.MAJOR, EventStatus.CLEARED);
      bench.watermark(2);
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (Bench bench = new Bench(snapshot)) {
      bench.watermark(20);
      assertThat(bench.told()).containsExactly("6 1.0 {}");
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void nothingNeedsKryo() {
    Configuration strict = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
    assertThat(
            TypeInformation.of(ResourceHealth.class)
                .createSerializer(new SerializerConfigImpl(strict)))
        .isNotNull();
  }

  /** The stage as it is put into a job graph, on a harness. */
  private static final class Bench implements AutoCloseable {
    private final KeyedOneInputStreamOperatorTestHarness<String, Event, Health> harness;

    Bench(@Nullable OperatorSubtaskState snapshot) throws Exception {
      harness =
          new KeyedOneInputStreamOperatorTestHarness<>(
              operator(), Event::getResource, Types.STRING);
      harness.setup(
          TypeInformation.of(Health.class)
              .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      if (snapshot != null) {
        harness.initializeState(snapshot);
      }
      harness.open();
    }

    @SuppressWarnings("unchecked") // the stage's own operator
    private static OneInputStreamOperator<Event, Health> operator() {
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      var stage =
          HealthStage.connect(
              env.fromData(
                  TypeInformation.of(Event.class),
                  event(0, "A", Severity.MAJOR, EventStatus.RAISED)),
              HealthOptions.DEFAULT);
      var transformation = (OneInputTransformation<Event, Health>) stage.getTransformation();
      return (OneInputStreamOperator<Event, Health>)
          ((SimpleOperatorFactory<Health>) transformation.getOperatorFactory()).getOperator();
    }

    private static Event event(long minute, String type, Severity severity, EventStatus status) {
      long time = START + minute * MINUTE;
      return new Event(
          type + minute,
          time,
          time,
          "db-1",
          null,
          false,
          "",
          type,
          "",
          severity,
          status,
          "",
          null,
          "test",
          null,
          Map.of());
    }

    void alarm(long minute, String type, Severity severity, EventStatus status) throws Exception {
      Event event = event(minute, type, severity, status);
      harness.processElement(new StreamRecord<>(event, event.getTimeMillis()));
    }

    void watermark(long minute) throws Exception {
      harness.processWatermark(new Watermark(START + minute * MINUTE));
      TestingMailbox.runAll(harness);
    }

    List<String> told() {
      List<String> told =
          harness.extractOutputValues().stream()
              .map(
                  health ->
                      (health.getTimeMillis() - START) / MINUTE
                          + " "
                          + health.getScore()
                          + " "
                          + health.getContributions())
              .toList();
      harness.getOutput().clear();
      return told;
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
