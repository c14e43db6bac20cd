package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.BaselineSection;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What series have learned is in savepoints of the metrics job, and goes on in today's release. */
class BaselineSavepointsTest extends StorySavepointsContract {
  private static final long START = 1_750_000_000_000L;
  private static final int SAMPLES = 200;
  private static final int WARM_UP = 100;

  /** Before it: two resources that are known, one with an alarm that is up, and a sample held. */
  @Override
  List<RawRecord> before() {
    List<RawRecord> raw = new ArrayList<>();
    for (int second = 0; second < SAMPLES; second++) {
      raw.add(sample("h1", second, "cpu", second == SAMPLES - 20 ? 95 : 20 + second % 3));
      raw.add(sample("h2", second, "disk", 50 + second % 4));
    }
    for (int second = SAMPLES; second <= SAMPLES + 20; second++) {
      raw.add(clock(second));
    }
    raw.add(sample("h2", SAMPLES + 19, "disk", 51));
    return raw;
  }

  @Override
  List<RawRecord> after() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(sample("h2", SAMPLES + 21, "disk", 500));
    raw.add(sample("h1", SAMPLES + 21, "cpu", 21));
    raw.add(sample("h1", SAMPLES + 700, "memory", 20));
    raw.add(sample("h2", SAMPLES + 700, "memory", 52));
    return raw;
  }

  private static RawRecord sample(String host, int second, String measurement, int value) {
    long nanos = (START + second * 1000L) * 1_000_000;
    String line = measurement + ",host=" + host + " acme=" + value + "i " + nanos;
    return record("lull.raw.influx", second, line);
  }

  private static RawRecord clock(int second) {
    return record("lull.raw.clock", second, "");
  }

  private static RawRecord record(String topic, int second, String value) {
    return TestingRecords.raw(topic, second, START + second * 1000L, value);
  }

  @Override
  LullConfig config() {
    return super.config()
        .with(BaselineSection.WARM_UP, WARM_UP)
        .with(PipelineOptions.SHIPPED_THRESHOLDS, false);
  }

  @Override
  void build(StreamExecutionEnvironment env, LullConfig config, Story story, TestingSinks sinks) {
    MetricsJob.build(
        env,
        new MetricsJob.Sources(story.source(), new TestingSource(List.of())),
        new MetricsJob.Sinks(
            sinks.events(), new DiscardingSink<>(), new DiscardingSink<>(), sinks.deadLetters()),
        config);
  }

  @Override
  String story() {
    return "baselines";
  }

  @Override
  void holds(String name, TestingSinks sinks) {
    List<Event> events = sinks.collectedEvents();
    assertThat(events)
        .filteredOn(event -> event.getType().startsWith("ANOMALY_"))
        .as("a series that had to learn anew would tell nothing for its first hundred samples")
        .extracting(event -> event.getResource() + " " + event.getStatus())
        .containsExactlyInAnyOrder(
            "h1 " + EventStatus.CLEARED, "h2 " + EventStatus.RAISED, "h2 " + EventStatus.CLEARED);
    assertThat(events)
        .filteredOn(event -> !event.getType().startsWith("ANOMALY_"))
        .as("which intervals are usual was not known before 0.4")
        .extracting(event -> event.getResource() + " " + event.getType())
        .containsExactlyInAnyOrderElementsOf(
            name.startsWith("0.3")
                ? List.of()
                : List.of("h1 NO_DATA", "h1 NO_DATA", "h2 NO_DATA", "h2 NO_DATA"));
  }

  @Override
  boolean isTold(TestingSinks sinks) {
    return sinks.collectedEvents().size() == 1;
  }
}
