package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.LullConfig;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology job with inventories, control records and a service map. */
class DiscoveryJobTest {
  private static final long START = 1_764_000_000_000L;

  @TempDir Path dir;

  private static RawRecord raw(String topic, int second, String value) {
    return new RawRecord(
        topic,
        0,
        second,
        START + second * 1000L,
        null,
        Map.of(),
        value.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void inventoriesPeopleAndMapsBecomeOneGraph() throws Exception {
    Path map = dir.resolve("map.yaml");
    Files.writeString(map, "services: [{name: Checkout, revenueShare: 0.5, dependsOn: orders-db}]");
    LullConfig config = LullConfig.defaults().with(DiscoverySection.MAPS, List.of(map));
    StreamExecutionEnvironment env = JobEnvironment.create(config, new Configuration());
    env.setParallelism(2);
    try (TestingSinks sinks = new TestingSinks()) {
      TopologyJob.build(
          env,
          new TestingSource(
              List.of(
                  raw(
                      "lull.control",
                      0,
                      "{\"id\":\"c\",\"topology\":{\"node\":{\"id\":\"orders-db\",\"type\":\"DATABASE\",\"aliases\":[\"orders-db.fra.example\"]}}}"))),
          new TopologyJob.Discovery(
              new TestingSource(
                  List.of(
                      raw("lull.raw.inventory-csv", 1, "name,type,ip\nDB-7,host,10.0.0.7\nbad\n"),
                      raw(
                          "lull.raw.inventory",
                          2,
                          "{\"name\":\"orders-db.fra.example\",\"type\":\"DATABASE\",\"relations\":[{\"type\":\"RUNS_ON\",\"to\":\"10.0.0.7\"}]}"),
                      raw("lull.raw.clock", 60, ""))),
              sinks.notes()),
          new TopologyJob.Sinks(sinks.topology(), sinks.deadLetters()),
          config);
      env.execute("discovery");

      Map<String, Node> nodes = new TreeMap<>();
      Map<String, String> relations = new TreeMap<>();
      for (TopologyChange change : sinks.collectedTopology()) {
        assertThat(change.getOp()).isEqualTo(ChangeOp.UPSERT);
        if (change.getNode() != null) {
          nodes.put(change.getNode().getId(), change.getNode());
        } else {
          relations.put(change.getRelation().getFrom(), change.getRelation().getTo());
        }
      }
      assertThat(nodes).containsOnlyKeys("Checkout", "DB-7", "orders-db");
      assertThat(relations)
          .containsEntry("Checkout", "orders-db")
          .containsEntry("orders-db", "DB-7");
      assertThat(sinks.collectedDeadLetters())
          .singleElement()
          .satisfies(letter -> assertThat(letter.getReason()).contains("line 3"));
      assertThat(sinks.collectedNotes()).extracting(DiscoveryNote::getKind).isEmpty();
    }
  }

  @Test
  void mapsThatChangeWhileTheJobIsDownAreReadAgain(@TempDir Path savepoints) throws Exception {
    Path map = dir.resolve("map.yaml");
    Files.writeString(
        map, "services: [{name: Checkout, dependsOn: db}, {name: Search, dependsOn: db}]");
    LullConfig config = LullConfig.defaults().with(DiscoverySection.MAPS, List.of(map));
    String savepoint;
    try (TestingSinks sinks = new TestingSinks()) {
      JobClient job = maps(config, new Configuration(), 0, sinks).executeAsync("first");
      GoldenSavepoints.await(() -> told(sinks).contains("UPSERT Search"));
      savepoint = stop(job, savepoints);
      assertThat(told(sinks)).contains("UPSERT Checkout", "UPSERT DB-7");
    }
    Files.writeString(map, "services: [{name: Checkout, dependsOn: db}]");
    savepoint =
        resumed(config, savepoint, 1, savepoints, "DELETE Search|DEPENDS_ON|db", "DELETE Search");
    Files.writeString(map, "services: [{name: Checkout");
    savepoint = resumed(config, savepoint, 3, savepoints, "UPSERT printer-9");
    LullConfig without = config.with(DiscoverySection.MAPS, List.of());
    resumed(without, savepoint, 4, savepoints, "DELETE Checkout|DEPENDS_ON|db", "DELETE Checkout");
  }

  /** Goes on until it has told what is expected, and stops again. */
  private static String resumed(
      LullConfig config, String from, int runs, Path savepoints, String... expected)
      throws Exception {
    Configuration flink = new Configuration();
    flink.set(StateRecoveryOptions.SAVEPOINT_PATH, from);
    try (TestingSinks sinks = new TestingSinks()) {
      JobClient job = maps(config, flink, runs, sinks).executeAsync("resumed");
      for (String change : expected) {
        GoldenSavepoints.await(() -> told(sinks).contains(change));
      }
      String savepoint = stop(job, savepoints);
      assertThat(told(sinks)).containsExactly(expected);
      assertThat(sinks.collectedTopology())
          .extracting(TopologyChange::getTimeMillis)
          .as("it holds from what was told last on, not since ever")
          .allSatisfy(time -> assertThat(time).isGreaterThan(START));
      return savepoint;
    }
  }

  private static String stop(JobClient job, Path savepoints) throws Exception {
    return job.stopWithSavepoint(
            false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(60, TimeUnit.SECONDS);
  }

  private static List<String> told(TestingSinks sinks) {
    return sinks.collectedTopology().stream()
        .map(change -> change.getOp() + " " + Topology.idOf(change))
        .toList();
  }

  private static StreamExecutionEnvironment maps(
      LullConfig config, Configuration flink, int runs, TestingSinks sinks) {
    StreamExecutionEnvironment env = JobEnvironment.create(config, flink);
    env.setParallelism(1);
    List<RawRecord> raw =
        List.of(
            raw("lull.raw.inventory-csv", 1, "name,type\nDB-7,host\n"),
            raw("lull.raw.clock", 60, ""),
            raw("lull.raw.clock", 70, ""),
            raw("lull.raw.inventory-csv", 80, "name,type\nprinter-9,printer\n"),
            raw("lull.raw.clock", 90, ""),
            raw("lull.raw.clock", 100, ""));
    TopologyJob.build(
        env,
        new TestingSource(List.of(), 0),
        new TopologyJob.Discovery(new TestingSource(raw, runs + 2), sinks.notes()),
        new TopologyJob.Sinks(sinks.topology(), sinks.deadLetters()),
        config);
    return env;
  }
}
