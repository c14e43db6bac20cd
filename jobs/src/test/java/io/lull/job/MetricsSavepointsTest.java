package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.LullConfig;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Savepoints of the metrics job go on in the release of today. */
class MetricsSavepointsTest extends StorySavepointsContract {
  private static final long START = 1_750_000_000_000L;

  /** Before it: an alarm that is up, a breach that does not last yet, and a sample held. */
  @Override
  List<RawRecord> before() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(sample(0, "cpu", 99));
    raw.add(sample(1, "disk", 95));
    for (int second = 2; second <= 20; second++) {
      raw.add(record("lull.raw.clock", second, ""));
    }
    raw.add(sample(19, "disk", 96));
    return raw;
  }

  @Override
  List<RawRecord> after() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(sample(40, "disk", 97));
    raw.add(sample(50, "cpu", 10));
    raw.add(record("lull.raw.clock", 60, ""));
    return raw;
  }

  private static RawRecord sample(int second, String measurement, int value) {
    long nanos = (START + second * 1000L) * 1_000_000;
    return record("lull.raw.influx", second, measurement + ",host=h1 acme=" + value + "i " + nanos);
  }

  private static RawRecord record(String topic, int second, String value) {
    return TestingRecords.raw(topic, second, START + second * 1000L, value);
  }

  private static List<RawRecord> control() {
    return List.of(
        record(
            "lull.control",
            0,
            "{\"id\":\"acme\",\"op\":\"UPSERT\",\"threshold\":{\"yaml\":\"thresholds:\\n"
                + "  - {id: acme-cpu, metric: cpu.acme, op: '>', value: 90}\\n"
                + "  - {id: acme-disk, metric: disk.acme, op: '>', value: 90, for: 30s}\\n\"}}"));
  }

  @Override
  void build(StreamExecutionEnvironment env, LullConfig config, Story story, TestingSinks sinks) {
    MetricsJob.build(
        env,
        new MetricsJob.Sources(story.source(), story.source(control())),
        new MetricsJob.Sinks(
            sinks.events(), new DiscardingSink<>(), new DiscardingSink<>(), sinks.deadLetters()),
        config);
  }

  @Override
  String story() {
    return "metrics";
  }

  @Override
  void holds(String name, TestingSinks sinks) {
    List<Event> events = sinks.collectedEvents();
    assertThat(events)
        .extracting(event -> event.getType() + " " + event.getStatus())
        .containsExactlyInAnyOrder(
            "ACME_DISK " + EventStatus.RAISED, "ACME_CPU " + EventStatus.CLEARED);
  }

  @Override
  boolean isTold(TestingSinks sinks) {
    return sinks.collectedEvents().size() == 1;
  }
}
