package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.JsonLines;
import io.lull.connector.format.RawRecord;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.kafka.Contracts;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.LullConfig;
import io.lull.schema.TopologyChange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is imported into the CMDB becomes topology while the job runs. */
class TopologyFollowsCmdbTest {
  @TempDir private Path directory;

  private static TopologyChange change(String line) throws Exception {
    return JsonLines.topology(line);
  }

  private static Set<String> told(TestingSinks sinks) {
    return sinks.collectedTopology().stream()
        .map(change -> change.getOp() + " " + Contracts.topologyKey(change))
        .collect(Collectors.toSet());
  }

  @Test
  void importsBecomeTopology() throws Exception {
    LullConfig config =
        LullConfig.defaults()
            .with(CmdbSection.DIRECTORY, directory)
            .with(CmdbSection.FOLLOW, true)
            .with(CmdbSection.POLL_INTERVAL, Duration.ofMillis(100));
    try (TestingSinks sinks = new TestingSinks();
        Cmdb cmdb = Cmdb.open(CmdbSection.settings(config))) {
      cmdb.write(List.of(change("{\"node\":{\"id\":\"a\",\"type\":\"HOST\"}}")), refusal -> {});
      StreamExecutionEnvironment env = JobEnvironment.create(config);
      env.setParallelism(1);
      TopologyJob.build(
          env,
          new TestingSource(List.of(), 0),
          new TopologyJob.Sinks(sinks.topology(), sinks.deadLetters()),
          config);
      JobClient job = env.executeAsync(TopologyJob.NAME);
      try {
        await(sinks, "UPSERT a");
        cmdb.write(
            List.of(
                change("{\"node\":{\"id\":\"b\",\"type\":\"HOST\"}}"),
                change("{\"relation\":{\"from\":\"a\",\"to\":\"b\",\"type\":\"DEPENDS_ON\"}}")),
            refusal -> {});
        await(sinks, "UPSERT a|DEPENDS_ON|b");
        cmdb.write(
            List.of(
                change(
                    "{\"time\":\"2026-01-01T00:00:00Z\",\"op\":\"DELETE\",\"node\":{\"id\":\"b\"}}")),
            refusal -> {});
        await(sinks, "DELETE b");
        assertThat(told(sinks)).contains("UPSERT b", "DELETE a|DEPENDS_ON|b");
      } finally {
        job.cancel().get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void whatIsImportedAndWhatIsDiscoveredIsOneGraph() throws Exception {
    LullConfig config =
        LullConfig.defaults()
            .with(CmdbSection.DIRECTORY, directory)
            .with(CmdbSection.FOLLOW, true)
            .with(CmdbSection.POLL_INTERVAL, Duration.ofMillis(100));
    try (TestingSinks sinks = new TestingSinks();
        Cmdb cmdb = Cmdb.open(CmdbSection.settings(config))) {
      cmdb.write(
          List.of(
              change(
                  "{\"node\":{\"id\":\"CI-1\",\"type\":\"HOST\",\"aliases\":[\"DB-7\"],\"attributes\":{\"owner\":\"ops\"}}}")),
          refusal -> {});
      StreamExecutionEnvironment env = JobEnvironment.create(config);
      env.setParallelism(1);
      TopologyJob.build(
          env,
          new TestingSource(List.of(), 0),
          new TopologyJob.Discovery(
              new TestingSource(
                  List.of(
                      raw(
                          "lull.raw.inventory-csv",
                          0,
                          "name,type,ip,site\nDB-7,host,10.0.0.7,fra\n"),
                      raw("lull.raw.clock", 60, "")),
                  2),
              sinks.notes()),
          new TopologyJob.Sinks(sinks.topology(), sinks.deadLetters()),
          config);
      JobClient job = env.executeAsync(TopologyJob.NAME);
      try {
        // A graph in which nothing happens does not hold event time back.
        await(sinks, "UPSERT CI-1");
        awaitNode(sinks, "CI-1", Map.of("owner", "ops", "site", "fra"));
        cmdb.write(
            List.of(
                change(
                    "{\"node\":{\"id\":\"CI-1\",\"type\":\"HOST\",\"aliases\":[\"DB-7\"],\"attributes\":{\"owner\":\"dba\"}}}")),
            refusal -> {});
        awaitNode(sinks, "CI-1", Map.of("owner", "dba", "site", "fra"));
        assertThat(told(sinks)).as("one CI, and no flapping").containsExactly("UPSERT CI-1");
      } finally {
        job.cancel().get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static RawRecord raw(String topic, int second, String value) {
    return new RawRecord(
        topic,
        0,
        second,
        1_764_000_000_000L + second * 1000L,
        null,
        Map.of(),
        value.getBytes(StandardCharsets.UTF_8));
  }

  private static void awaitNode(TestingSinks sinks, String id, Map<String, String> attributes)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (sinks.collectedTopology().stream()
        .map(TopologyChange::getNode)
        .noneMatch(
            node ->
                node != null
                    && node.getId().equals(id)
                    && node.getAttributes().entrySet().containsAll(attributes.entrySet()))) {
      assertThat(System.nanoTime())
          .as(
              "%s in %s; %s; %s",
              attributes,
              sinks.collectedTopology(),
              sinks.collectedNotes(),
              sinks.collectedDeadLetters())
          .isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static void await(TestingSinks sinks, String told) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!told(sinks).contains(told)) {
      assertThat(System.nanoTime()).as(told + " in " + told(sinks)).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
