package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.BaselineSection;
import io.lull.job.config.LullConfig;
import io.lull.schema.Fact;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The events and metrics jobs say which resources telemetry speaks of, once in six hours. */
class MentionsJobTest {
  private static final long START = 1_750_000_000_000L;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static RawRecord raw(String topic, long offset, int hour, String value) {
    long time = START + hour * 3_600_000L;
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return new RawRecord(topic, 0, offset, time, null, Map.of(), bytes);
  }

  private static RawRecord event(long offset, int hour, String resource) {
    return raw(
        "lull.raw.events",
        offset,
        hour,
        "{\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"X\",\"severity\":\"MINOR\",\"status\":\"RAISED\"}"
            .formatted(Instant.ofEpochMilli(START + hour * 3_600_000L), resource));
  }

  private static StreamExecutionEnvironment environment(LullConfig config) {
    StreamExecutionEnvironment env = JobEnvironment.create(config, new Configuration());
    env.setParallelism(1);
    return env;
  }

  private static List<String> mentions(TestingSinks sinks) {
    return sinks.collectedFacts().stream()
        .map(fact -> hour(fact) + " " + fact.getSource() + ":" + fact.getSubject())
        .toList();
  }

  private static long hour(Fact fact) {
    return (fact.getTimeMillis() - START) / 3_600_000L;
  }

  @Test
  void whoEventsSpeakOfIsToldOnceAndAgainAfterHours() throws Exception {
    LullConfig config = LullConfig.defaults();
    List<RawRecord> raw = new ArrayList<>();
    for (int hour = 0; hour < 8; hour++) {
      raw.add(event(raw.size(), hour, "printer-9"));
    }
    raw.add(event(raw.size(), 8, "10.0.0.9"));
    raw.add(raw("lull.raw.events", raw.size(), 8, "{no event"));
    StreamExecutionEnvironment env = environment(config);
    try (TestingSinks sinks = new TestingSinks()) {
      EventsJob.build(
          env,
          new EventsJob.Sources(
              new TestingSource(raw), new TestingSource(List.of()), new TestingSource(List.of())),
          sinks.ofEventsJob(),
          sinks.facts(),
          config);
      env.execute("events");
      assertThat(mentions(sinks))
          .containsExactly("0 seen:printer-9", "6 seen:printer-9", "8 seen:10.0.0.9");
      assertThat(sinks.collectedFacts().get(2).getIdentifiers())
          .singleElement()
          .satisfies(known -> assertThat(known.getValue()).isEqualTo("10.0.0.9"));
    }
  }

  @Test
  void whoMetricsSpeakOfIsToldOnceAndAgainAfterHours() throws Exception {
    LullConfig config = LullConfig.defaults().with(BaselineSection.ENABLED, false);
    List<RawRecord> raw = new ArrayList<>();
    for (int hour = 0; hour < 8; hour++) {
      long nanos = (START + hour * 3_600_000L) * 1_000_000;
      raw.add(raw("lull.raw.influx", hour, hour, "cpu,host=h1 busy=0.5 " + nanos));
    }
    StreamExecutionEnvironment env = environment(config);
    try (TestingSinks sinks = new TestingSinks()) {
      MetricsJob.build(
          env,
          new MetricsJob.Sources(new TestingSource(raw), new TestingSource(List.of())),
          new MetricsJob.Sinks(
              sinks.events(), sinks.health(), new DiscardingSink<>(), sinks.deadLetters()),
          sinks.facts(),
          config);
      env.execute("metrics");
      assertThat(mentions(sinks)).containsExactly("0 seen:h1", "6 seen:h1");
    }
  }
}
