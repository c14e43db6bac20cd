package io.lull.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.ScrapeSerializer;
import io.lull.pipeline.ordered.TestingMailbox;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import io.lull.schema.Severity;
import io.lull.schema.Threshold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
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

class ForecastFunctionTest {
  private static final long MINUTE = 60_000;
  private static final long START = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
  private static final String DISK = "disk.used_percent";
  private static final ForecastOptions OPTIONS = ForecastOptions.DEFAULT;

  @Test
  void aDiskThatFillsIsToldAheadAndClearedWhenItIsFull() throws Exception {
    try (Bench bench = new Bench(null, OPTIONS)) {
      Random random = new Random(1);
      double perMinute = 0.1;
      for (int i = 0; i < 490; i++) {
        bench.take(i, DISK, 50 + perMinute * i + random.nextGaussian() / 4);
      }
      List<Event> events = bench.events();
      Event first = events.get(0);
      assertThat(first.getType()).isEqualTo("FORECAST_DISK");
      assertThat(first.getQualifier()).isEqualTo("/var");
      assertThat(first.getSeverity()).isEqualTo(Severity.WARNING);
      assertThat(first.getSource()).isEqualTo("forecast");
      assertThat(first.getAttributes())
          .containsEntry("metric", DISK)
          .containsEntry("threshold", ">= 98")
          .containsKeys("series", "value", "certainty", "rule");
      Instant truth = Instant.ofEpochMilli(START + 480 * MINUTE);
      assertThat(truth)
          .isBetween(
              Instant.parse(first.getAttributes().get("crossesFrom")).minusSeconds(600),
              Instant.parse(first.getAttributes().get("crossesTo")).plusSeconds(600));
      assertThat(Instant.ofEpochMilli(first.getTimeMillis()))
          .isBefore(truth.minusSeconds(3 * 3600));
      Event last = events.get(events.size() - 1);
      assertThat(last.getStatus()).isEqualTo(EventStatus.CLEARED);
      assertThat(last.getMessage()).contains("has been crossed");
      assertThat(events.subList(0, events.size() - 1))
          .allMatch(event -> event.getStatus() == EventStatus.RAISED)
          .hasSizeLessThan(15);
    }
  }

  @Test
  void aTrendThatBreaksIsWithdrawn() throws Exception {
    try (Bench bench = new Bench(null, OPTIONS)) {
      for (int i = 0; i < 300; i++) {
        bench.take(i, DISK, 50 + 0.1 * i);
      }
      assertThat(bench.statuses()).containsOnly(EventStatus.RAISED);
      for (int i = 300; i < 1000; i++) {
        bench.take(i, DISK, 80);
      }
      List<Event> events = bench.events();
      Event last = events.get(events.size() - 1);
      assertThat(last.getStatus()).isEqualTo(EventStatus.CLEARED);
      assertThat(last.getMessage()).contains("no longer going to be");
    }
  }

  @Test
  void aSeriesThatFallsSilentIsWithdrawnAndForgotten() throws Exception {
    try (Bench bench = new Bench(null, OPTIONS)) {
      for (int i = 0; i < 300; i++) {
        bench.take(i, DISK, 50 + 0.1 * i);
      }
      bench.events();
      assertThat(bench.harness.numEventTimeTimers()).isEqualTo(1);
      bench.watermark(300 + 61);
      assertThat(bench.statuses()).containsExactly(EventStatus.CLEARED);
      bench.harness.snapshot(1, 1);
      assertThat(bench.harness.numKeyedStateEntries()).isPositive();
      bench.watermark(15 * 24 * 60);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void whatIsKeptSurvivesARestoreAndTheHeapMakesNoDifference() throws Exception {
    List<Event> straight = new ArrayList<>();
    try (Bench bench = new Bench(null, OPTIONS)) {
      for (int i = 0; i < 500; i++) {
        bench.take(i, DISK, wave(i));
      }
      straight.addAll(bench.events());
    }
    ForecastOptions little =
        new ForecastOptions(true, OPTIONS.files(), 3_600_000, 86_400_000L * 14, 200, 1);
    List<Event> interrupted = new ArrayList<>();
    OperatorSubtaskState snapshot = null;
    for (int part = 0; part < 5; part++) {
      try (Bench bench = new Bench(snapshot, little)) {
        for (int i = 100 * part; i < 100 * part + 100; i++) {
          bench.take("other", i, DISK, 10);
          bench.take(i, DISK, wave(i));
        }
        interrupted.addAll(bench.events());
        snapshot = bench.harness.snapshot(part, part);
      }
    }
    assertThat(straight).isNotEmpty();
    assertThat(interrupted).isEqualTo(straight);
  }

  private static double wave(int minute) {
    return 60 + 0.09 * minute + Math.sin(minute / 3.0) / 3 - (minute > 300 ? 12 : 0);
  }

  @Test
  void limitsComeLiveAndGo() throws Exception {
    String rules =
        "limits: [{id: mine, metric: lag, at: 1000, type: FORECAST_LAG, qualifier: '{metric}'}]";
    try (Bench bench = new Bench(null, OPTIONS)) {
      bench.take(0, "lag", 0);
      assertThat(bench.harness.numEventTimeTimers()).isZero();
      bench.control(new ControlRecord("x", ChangeOp.UPSERT, null, new Threshold(rules)), 1);
      bench.control(
          new ControlRecord("x", ChangeOp.UPSERT, null, new Threshold("limits: [{id: mine}]")), 2);
      for (int i = 2; i < 80; i++) {
        bench.take(i, "lag", 10 * i);
      }
      assertThat(bench.statuses()).contains(EventStatus.RAISED);
      bench.control(new ControlRecord("x", ChangeOp.DELETE, null, null), 80);
      bench.take(81, DISK, 50);
      assertThat(bench.events())
          .extracting(Event::getStatus, Event::getMessage)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(EventStatus.CLEARED, "limit mine is gone"));
    }
  }

  @Test
  void aSiblingIsTheLimitAndWhatFallsIsTurnedRound() throws Exception {
    try (Bench bench = new Bench(null, OPTIONS)) {
      for (int i = 0; i < 300; i++) {
        bench.take(
            "a",
            i,
            sample("node_filesystem_size_bytes", 1e12),
            sample("node_filesystem_avail_bytes", 5e11 - 1.3e9 * i));
      }
      Event first = bench.events().get(0);
      assertThat(first.getType()).isEqualTo("FORECAST_DISK");
      assertThat(first.getAttributes()).containsEntry("threshold", "<= 20000000000");
    }
  }

  private static Sample sample(String metric, double value) {
    Map<String, String> labels = Map.of("path", "/var", "mountpoint", "/var");
    return new Sample(metric, labels, value, MetricKind.GAUGE, "", false);
  }

  /** The stage as it is put into a job graph, on a harness. */
  private static final class Bench implements AutoCloseable {
    private final KeyedTwoInputStreamOperatorTestHarness<String, Scrape, ControlRecord, Event>
        harness;

    Bench(@Nullable OperatorSubtaskState snapshot, ForecastOptions options) throws Exception {
      harness =
          new KeyedTwoInputStreamOperatorTestHarness<>(
              operator(options), Scrape::resource, null, Types.STRING);
      harness.setup(
          TypeInformation.of(Event.class)
              .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      if (snapshot != null) {
        harness.initializeState(snapshot);
      }
      harness.open();
    }

    @SuppressWarnings("unchecked") // the stage's own operator
    private static TwoInputStreamOperator<Scrape, ControlRecord, Event> operator(
        ForecastOptions options) {
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      var stage =
          ForecastStage.connect(
              env.fromData(ScrapeSerializer.type(), scrape("a", 0, sample("x", 0))),
              env.fromData(
                  TypeInformation.of(ControlRecord.class),
                  new ControlRecord("x", ChangeOp.DELETE, null, null)),
              options);
      var transformation =
          (TwoInputTransformation<Scrape, ControlRecord, Event>) stage.getTransformation();
      return (TwoInputStreamOperator<Scrape, ControlRecord, Event>)
          ((SimpleOperatorFactory<Event>) transformation.getOperatorFactory()).getOperator();
    }

    private static Scrape scrape(String resource, long minute, Sample... samples) {
      long time = START + minute * MINUTE;
      return Scrape.of(new MetricBatch(resource, time, time, "test", null, List.of(samples)));
    }

    void take(long minute, String metric, double value) throws Exception {
      take("a", minute, metric, value);
    }

    void take(String resource, long minute, String metric, double value) throws Exception {
      take(resource, minute, sample(metric, value));
    }

    void take(String resource, long minute, Sample... samples) throws Exception {
      Scrape scrape = scrape(resource, minute, samples);
      harness.processElement1(new StreamRecord<>(scrape, scrape.timeMillis()));
      watermark(minute);
    }

    void control(ControlRecord control, long minute) throws Exception {
      harness.processElement2(new StreamRecord<>(control, START + minute * MINUTE));
    }

    void watermark(long minute) throws Exception {
      harness.processBothWatermarks(new Watermark(START + minute * MINUTE));
      TestingMailbox.runAll(harness);
    }

    List<Event> events() {
      List<Event> events = List.copyOf(harness.extractOutputValues());
      harness.getOutput().clear();
      return events;
    }

    List<EventStatus> statuses() {
      return events().stream().map(Event::getStatus).toList();
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }
}
