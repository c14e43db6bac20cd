package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.job.config.LullConfig;
import io.lull.schema.ChangeOp;
import io.lull.schema.TopologyChange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Savepoints of the topology job go on in the release of today. */
class TopologySavepointsTest extends SavepointsContract {
  private static final long START = 1_750_000_000_000L;

  /** Before it: three nodes and two relations. */
  private static List<RawRecord> before() {
    List<RawRecord> control = new ArrayList<>();
    for (String node : List.of("a", "b", "c")) {
      control.add(node(control.size(), "UPSERT", node, "HOST"));
    }
    control.add(relation(control.size(), "a", "b"));
    control.add(relation(control.size(), "c", "b"));
    return control;
  }

  /** What was known already, what changes it, and a deletion. */
  private static List<RawRecord> after() {
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

  private static StreamExecutionEnvironment job(
      TestingSinks sinks, Configuration flink, int parallelism, boolean pause) {
    LullConfig config = LullConfig.defaults();
    List<RawRecord> control = Stream.concat(before().stream(), after().stream()).toList();
    StreamExecutionEnvironment env = JobEnvironment.create(config, flink);
    env.setParallelism(parallelism);
    TopologyJob.build(
        env,
        pause ? new TestingSource(control, before().size()) : new TestingSource(control),
        null,
        new TopologyJob.Sinks(sinks.topology(), sinks.deadLetters()),
        config);
    return env;
  }

  @Override
  String story() {
    return "topology";
  }

  @Override
  void goesOn(String name, Configuration flink, int parallelism) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      job(sinks, flink, parallelism, false).execute(name);
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
      assertThat(sinks.collectedDeadLetters()).isEmpty();
    }
  }

  @Override
  void tell(Path directory) throws Exception {
    try (TestingSinks sinks = new TestingSinks()) {
      GoldenSavepoints.write(
          job(sinks, new Configuration(), 1, true).executeAsync("write"),
          directory,
          () -> sinks.collectedTopology().size() >= 5);
    }
  }
}
