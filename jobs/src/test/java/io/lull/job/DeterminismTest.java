package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.TestingWorld.Line;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.schema.Incident;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events job gives the same revisions in any order of arrival, and after a failure. */
class DeterminismTest {
  private static final int SLOTS = 4;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(SLOTS)
              .build());

  private final TestingWorld world = new TestingWorld(7, 6);

  /** Records in the order in which they are written; which offset an event has stays. */
  private List<RawRecord> raw(boolean shuffled) {
    List<RawRecord> records = new ArrayList<>();
    for (Line line : world.events()) {
      records.add(record("lull.raw.events", records.size(), line.timeMillis(), line.json()));
    }
    if (shuffled) {
      List<Line> places = TestingWorld.shuffled(world.events(), 5_000, 1);
      List<RawRecord> inOrder = List.copyOf(records);
      records.sort(
          Comparator.comparingInt(r -> places.indexOf(world.events().get(inOrder.indexOf(r)))));
    }
    long end = world.events().get(world.events().size() - 1).timeMillis();
    for (int second = 1; second < 300; second++) {
      records.add(record("lull.raw.clock", second, end + second * 1000L, ""));
    }
    return records;
  }

  private static RawRecord record(String topic, long offset, long timestamp, String value) {
    return new RawRecord(
        topic, 0, offset, timestamp, null, Map.of(), value.getBytes(StandardCharsets.UTF_8));
  }

  /** The estate with every node in one of so many domains, so that storms go across them. */
  private List<RawRecord> topology(int domains) throws Exception {
    List<RawRecord> changes = new ArrayList<>();
    for (String line : world.topology()) {
      String domain = "domain-" + Math.floorMod(line.hashCode(), domains);
      changes.add(
          TestingRecords.topology(
              changes.size(),
              TestingWorld.START,
              line.contains("\"node\"")
                  ? line.replace("\"type\"", "\"domain\":\"" + domain + "\",\"type\"")
                  : line));
    }
    return changes;
  }

  /** Every revision, by id and number; what was written twice has to be the same. */
  private Map<String, Incident> run(TestingSource source, int domains, int parallelism)
      throws Exception {
    LullConfig config = LullConfig.defaults().with(PipelineOptions.IDLENESS, Duration.ofSeconds(2));
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment env = JobEnvironment.create(config, flink);
    env.setParallelism(parallelism);
    try (TestingSinks sinks = new TestingSinks()) {
      EventsJob.build(
          env,
          new EventsJob.Sources(
              source, new TestingSource(List.of()), new TestingSource(topology(domains))),
          new EventsJob.Sinks(
              new DiscardingSink<>(),
              sinks.incidents(),
              new DiscardingSink<>(),
              new DiscardingSink<>(),
              sinks.late(),
              sinks.deadLetters(),
              new DiscardingSink<>(),
              new DiscardingSink<>()),
          config);
      env.execute("determinism");
      assertThat(sinks.collectedDeadLetters()).isEmpty();
      assertThat(sinks.collectedLate()).isEmpty();
      Map<String, Incident> revisions = new TreeMap<>();
      for (Incident revision : sinks.collectedIncidents()) {
        Incident before = revisions.put(revision.getId() + " " + revision.getRevision(), revision);
        assertThat(before == null ? revision : before).isEqualTo(revision);
      }
      return revisions;
    }
  }

  @ParameterizedTest(name = "in {0} domains")
  @ValueSource(ints = {1, 20})
  void theSameRevisionsInAnyOrderOfArrivalAndAfterAFailure(int domains) throws Exception {
    List<RawRecord> records = raw(false);
    Map<String, Incident> expected = run(new TestingSource(records), domains, 1);
    assertThat(expected).hasSizeGreaterThan(20);

    assertThat(raw(true))
        .extracting(RawRecord::timestampMillis)
        .isNotEqualTo(records.stream().map(RawRecord::timestampMillis).toList());
    assertThat(run(new TestingSource(raw(true)), domains, 2)).isEqualTo(expected);

    TestingSource failing = TestingSource.failing(records, world.events().size() / 2);
    assertThat(run(failing, domains, SLOTS)).isEqualTo(expected);
    assertThat(failing.failed()).isTrue();
  }
}
