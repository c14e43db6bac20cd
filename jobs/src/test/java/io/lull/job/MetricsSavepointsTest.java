package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Savepoints of the metrics job go on in the release of today. */
class MetricsSavepointsTest extends SavepointsContract {
  private static final long START = 1_750_000_000_000L;

  /** Before it: an alarm that is up, a breach that does not last yet, and a sample held. */
  private static List<RawRecord> before() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(sample(0, "cpu", 99));
    raw.add(sample(1, "disk", 95));
    for (int second = 2; second <= 20; second++) {
      raw.add(record("lull.raw.clock", second, ""));
    }
    raw.add(sample(19, "disk", 96));
    return raw;
  }

  private static List<RawRecord> after() {
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

  private static StreamExecutionEnvironment job(
      TestingSinks sinks, Configuration flink, int parallelism, boolean pause) {
    LullConfig config = LullConfig.defaults().with(PipelineOptions.IDLENESS, Duration.ofSeconds(2));
    List<RawRecord> raw = Stream.concat(before().stream(), after().stream()).toList();
    StreamExecutionEnvironment env = JobEnvironment.create(config, flink);
    env.setParallelism(parallelism);
    MetricsJob.build(
        env,
        new MetricsJob.Sources(
            pause ? new TestingSource(raw, before().size()) : new TestingSource(raw),
            pause ? new TestingSource(control(), 1) : new TestingSource(control())),
        new MetricsJob.Sinks(
            sinks.events(), new DiscardingSink<>(), new DiscardingSink<>(), sinks.deadLetters()),
        config);
    return env;
  }

  @Override
  String story() {
    return "metrics";
  }

  @Override
  void goesOn(String name, Configuration flink, int parallelism) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      job(sinks, flink, parallelism, false).execute(name);
      List<Event> events = sinks.collectedEvents();
      assertThat(events)
          .extracting(event -> event.getType() + " " + event.getStatus())
          .containsExactlyInAnyOrder(
              "ACME_DISK " + EventStatus.RAISED, "ACME_CPU " + EventStatus.CLEARED);
      assertThat(sinks.collectedDeadLetters()).isEmpty();
    }
  }

  @Override
  void tell(Path directory) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      GoldenSavepoints.write(
          job(sinks, new Configuration(), 1, true).executeAsync("write"),
          directory,
          () -> sinks.collectedEvents().size() == 1);
    }
  }
}
