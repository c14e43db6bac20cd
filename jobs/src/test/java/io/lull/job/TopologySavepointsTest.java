package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.LullConfig;
import io.lull.schema.ChangeOp;
import io.lull.schema.TopologyChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Savepoints of the topology job go on in the release of today. */
class TopologySavepointsTest extends StorySavepointsContract {
  private static final long START = 1_750_000_000_000L;

  /** Before it: three nodes and two relations. */
  @Override
  List<RawRecord> before() {
    List<RawRecord> control = new ArrayList<>();
    for (String node : List.of("a", "b", "c")) {
      control.add(node(control.size(), "UPSERT", node, "HOST"));
    }
    control.add(relation(control.size(), "a", "b"));
    control.add(relation(control.size(), "c", "b"));
    return control;
  }

  /** What was known already, what changes it, and a deletion. */
  @Override
  List<RawRecord> after() {
    List<RawRecord> control = new ArrayList<>();
    control.add(node(10, "UPSERT", "a", "HOST"));
    control.add(relation(11, "a", "b"));
    control.add(node(12, "UPSERT", "c", "ROUTER"));
    control.add(node(13, "DELETE", "a", "HOST"));
    return control;
  }

  private static RawRecord node(int second, String op, String id, String type) {
    return record(
        second, "{\"op\":\"%s\",\"node\":{\"id\":\"%s\",\"type\":\"%s\"}}".formatted(op, id, type));
  }

  private static RawRecord relation(int second, String from, String to) {
    return record(
        second,
        "{\"relation\":{\"from\":\"%s\",\"to\":\"%s\",\"type\":\"CONNECTED_TO\"}}"
            .formatted(from, to));
  }

  private static RawRecord record(int second, String topology) {
    byte[] bytes =
        "{\"id\":\"r%d\",\"op\":\"UPSERT\",\"topology\":%s}"
            .formatted(second, topology)
            .getBytes(StandardCharsets.UTF_8);
    return new RawRecord("lull.control", 0, second, START + second * 1000L, null, Map.of(), bytes);
  }

  @Override
  LullConfig config() {
    return LullConfig.defaults();
  }

  @Override
  void build(StreamExecutionEnvironment env, LullConfig config, Story story, TestingSinks sinks) {
    TopologyJob.build(
        env,
        story.source(),
        null,
        new TopologyJob.Sinks(sinks.topology(), sinks.deadLetters()),
        config);
  }

  @Override
  String story() {
    return "topology";
  }

  @Override
  void holds(String name, TestingSinks sinks) {
    List<TopologyChange> changes = sinks.collectedTopology();
    assertThat(changes)
        .as("what was known is no news")
        .noneMatch(
            c ->
                c.getOp() == ChangeOp.UPSERT
                    && c.getNode() != null
                    && c.getNode().getId().equals("a"));
    assertThat(changes)
        .filteredOn(c -> c.getOp() == ChangeOp.UPSERT && c.getNode() != null)
        .anyMatch(c -> c.getNode().getType().equals("ROUTER"));
    assertThat(changes)
        .filteredOn(c -> c.getOp() == ChangeOp.DELETE)
        .anyMatch(c -> c.getNode() != null && c.getNode().getId().equals("a"));
  }

  @Override
  boolean isTold(TestingSinks sinks) {
    return sinks.collectedTopology().size() >= 5;
  }
}
