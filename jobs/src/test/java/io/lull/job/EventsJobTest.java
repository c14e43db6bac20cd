package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.pipeline.model.Events;
import io.lull.schema.Event;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.SuppressionState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole events job on a MiniCluster, with ports of the test's own in place of Kafka. */
class EventsJobTest {
  private static final long START = 1_750_000_000_000L;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static LullConfig config() {
    return LullConfig.defaults().with(PipelineOptions.IDLENESS, Duration.ofSeconds(2));
  }

  private static RawRecord event(int second, String resource, String type, String status) {
    String json =
        "{\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"%s\",\"severity\":\"CRITICAL\",\"status\":\"%s\"}"
            .formatted(Instant.ofEpochMilli(START + second * 1000L), resource, type, status);
    return raw("lull.raw.events", second, START + second * 1000L, json);
  }

  private static RawRecord raw(String topic, long offset, long timestamp, String value) {
    return new RawRecord(
        topic, 0, offset, timestamp, null, Map.of(), value.getBytes(StandardCharsets.UTF_8));
  }

  private static List<RawRecord> control() {
    List<RawRecord> lines = new ArrayList<>();
    lines.add(
        raw("lull.control", 0, START, "{\"id\":\"bad\",\"op\":\"UPSERT\",\"classification\":1}"));
    return lines;
  }

  private static List<RawRecord> storm() {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(event(0, "db-1", "DB_DOWN", "RAISED"));
    raw.add(event(1, "web-1", "HTTP_ERRORS", "RAISED"));
    raw.add(event(2, "web-2", "HTTP_ERRORS", "RAISED"));
    raw.add(raw("lull.raw.events", 3, START + 3000, "{not json"));
    raw.add(event(100, "db-1", "DB_DOWN", "CLEARED"));
    raw.add(event(101, "web-1", "HTTP_ERRORS", "CLEARED"));
    raw.add(event(102, "web-2", "HTTP_ERRORS", "CLEARED"));
    for (int second = 103; second < 200; second++) {
      raw.add(raw("lull.raw.clock", second, START + second * 1000L, ""));
    }
    return raw;
  }

  private static List<RawRecord> topology() throws Exception {
    List<RawRecord> changes = new ArrayList<>();
    for (String line :
        List.of(
            "{\"op\":\"UPSERT\",\"node\":{\"id\":\"db-1\",\"type\":\"DATABASE\",\"domain\":\"default\"}}",
            "{\"op\":\"UPSERT\",\"node\":{\"id\":\"web-1\",\"type\":\"SERVICE\",\"domain\":\"default\"}}",
            "{\"op\":\"UPSERT\",\"node\":{\"id\":\"web-2\",\"type\":\"SERVICE\",\"domain\":\"default\"}}",
            "{\"op\":\"UPSERT\",\"relation\":{\"from\":\"web-1\",\"to\":\"db-1\",\"type\":\"DEPENDS_ON\"}}",
            "{\"op\":\"UPSERT\",\"relation\":{\"from\":\"web-2\",\"to\":\"db-1\",\"type\":\"DEPENDS_ON\"}}")) {
      changes.add(TestingRecords.topology(changes.size(), START, line));
    }
    return changes;
  }

  private static void run(TestingSinks sinks, int parallelism) throws Exception {
    run(sinks, parallelism, control());
  }

  private static void run(TestingSinks sinks, int parallelism, List<RawRecord> control)
      throws Exception {
    run(sinks, parallelism, control, storm(), config());
  }

  private static void run(
      TestingSinks sinks,
      int parallelism,
      List<RawRecord> control,
      List<RawRecord> storm,
      LullConfig config)
      throws Exception {
    StreamExecutionEnvironment env = JobEnvironment.create(config, new Configuration());
    env.setParallelism(parallelism);
    EventsJob.build(
        env,
        new EventsJob.Sources(
            new TestingSource(storm), new TestingSource(control), new TestingSource(topology())),
        sinks.ofEventsJob(),
        config);
    env.execute("test");
  }

  @Test
  void aStormBecomesOneIncidentAtAnyParallelism(@TempDir Path directory) throws Exception {
    Map<Integer, List<Incident>> byParallelism = new HashMap<>();
    for (int parallelism : List.of(1, 2)) {
      try (TestingSinks sinks = new TestingSinks()) {
        run(sinks, parallelism);
        byParallelism.put(parallelism, sinks.collectedIncidents());
        assertThat(sinks.collectedEvents()).hasSize(6);
        assertThat(sinks.collectedDeadLetters())
            .hasSize(2)
            .anyMatch(letter -> letter.getOrigin().getPosition() == 3)
            .anyMatch(letter -> letter.getOrigin().getSource().equals("lull.control"));
        assertThat(sinks.collectedIncidentsJson()).isEqualTo(sinks.collectedIncidents());
      }
    }
    List<Incident> revisions = byParallelism.getOrDefault(1, List.of());
    assertThat(revisions).extracting(Incident::getId).containsOnly(revisions.get(0).getId());
    Incident last = revisions.get(revisions.size() - 1);
    assertThat(last.getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(last.getCauses().get(0).getResource()).isEqualTo("db-1");
    assertThat(last.getResources()).containsExactly("db-1", "web-1", "web-2");
    assertThat(byParallelism.get(2)).isEqualTo(revisions);
  }

  @Test
  void alarmsOfAWindowOpenNoIncidentAndAreToldOnATopicOfTheirOwn() throws Exception {
    String window =
        "{\"id\":\"w1\",\"maintenanceWindow\":{\"resources\":[\"db-1\"],\"from\":\"%s\",\"to\":\"%s\"}}"
            .formatted(Instant.ofEpochMilli(START - 60_000), Instant.ofEpochMilli(START + 101_500));
    String bad = "{\"id\":\"s1\",\"suppression\":{}}";
    List<RawRecord> control =
        List.of(raw("lull.control", 0, START, window), raw("lull.control", 1, START, bad));
    List<SuppressedAlarm> first = List.of();
    for (int parallelism : List.of(1, 2)) {
      try (TestingSinks sinks = new TestingSinks()) {
        run(sinks, parallelism, control);
        assertThat(sinks.collectedEvents()).as("events are kept").hasSize(6);
        assertThat(sinks.collectedDeadLetters())
            .anyMatch(letter -> letter.getReason().contains("suppresses every alarm for ever"));
        assertThat(sinks.collectedSuppressed())
            .extracting(SuppressedAlarm::getResource, SuppressedAlarm::getState)
            .containsExactly(
                tuple("db-1", SuppressionState.HELD),
                tuple("web-1", SuppressionState.HELD),
                tuple("web-2", SuppressionState.HELD),
                tuple("db-1", SuppressionState.CLEARED),
                tuple("web-1", SuppressionState.CLEARED),
                tuple("web-2", SuppressionState.RELEASED));
        assertThat(sinks.collectedIncidents())
            .as("one was still active when the window ended")
            .isNotEmpty()
            .allSatisfy(i -> assertThat(i.getResources()).containsExactly("web-2"));
        first = first.isEmpty() ? sinks.collectedSuppressed() : first;
        assertThat(sinks.collectedSuppressed()).isEqualTo(first);
      }
    }
  }

  @Test
  void timesBeyondTheBoundsNeitherMoveTimeNorOpenIncidents() throws Exception {
    List<RawRecord> raw = new ArrayList<>();
    raw.add(event(0, "db-1", "DB_DOWN", "RAISED"));
    raw.add(said(1, START + 2_300_000_000_000L, "web-2"));
    raw.add(event(20, "web-1", "HTTP_ERRORS", "RAISED"));
    raw.add(said(30, START + 1_000, "web-2"));
    raw.add(said(31, START - 90_000_000, "stranger"));
    raw.add(event(100, "db-1", "DB_DOWN", "CLEARED"));
    raw.add(event(101, "web-1", "HTTP_ERRORS", "CLEARED"));
    raw.add(event(102, "web-2", "HTTP_ERRORS", "CLEARED"));
    for (int second = 103; second < 200; second++) {
      raw.add(raw("lull.raw.clock", second, START + second * 1000L, ""));
    }
    LullConfig config = config().with(PipelineOptions.MAX_AGE, Duration.ofSeconds(10));
    List<Incident> first = List.of();
    for (int parallelism : List.of(1, 2)) {
      try (TestingSinks sinks = new TestingSinks()) {
        run(sinks, parallelism, List.of(), raw, config);
        assertThat(sinks.collectedDeadLetters())
            .singleElement()
            .satisfies(letter -> assertThat(letter.getReason()).contains("from the future"))
            .satisfies(letter -> assertThat(letter.getOrigin().getPosition()).isEqualTo(1))
            .satisfies(letter -> assertThat(letter.getValue().remaining()).isPositive());
        assertThat(sinks.collectedLate())
            .extracting(Event::getResource, e -> e.getAttributes().get(Events.LATE))
            .containsExactlyInAnyOrder(tuple("web-2", "PT24S"), tuple("stranger", "PT25H26S"));
        List<Incident> revisions = sinks.collectedIncidents();
        Incident last = revisions.get(revisions.size() - 1);
        assertThat(revisions).extracting(Incident::getId).containsOnly(last.getId());
        assertThat(last.getState()).isEqualTo(IncidentState.RESOLVED);
        assertThat(last.getResources()).containsExactly("db-1", "web-1", "web-2");
        first = first.isEmpty() ? revisions : first;
        assertThat(revisions).isEqualTo(first);
      }
    }
  }

  /** An alarm seen at a second, of another time by its sender's clock. */
  private static RawRecord said(int second, long millis, String resource) {
    String json =
        "{\"time\":\"%s\",\"resource\":\"%s\",\"type\":\"HTTP_ERRORS\",\"severity\":\"CRITICAL\",\"status\":\"RAISED\"}"
            .formatted(Instant.ofEpochMilli(millis), resource);
    return raw("lull.raw.events", second, START + second * 1000L, json);
  }
}
