package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.LullConfig;
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
import org.apache.flink.configuration.Configuration;
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
}
