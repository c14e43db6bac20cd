package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.connector.janusgraph.CmdbSink;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.Contracts;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.LullConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.io.TempDir;

/**
 * Savepoints of the CMDB job, taken while the graph is down: what it had not taken by then is state
 * only, and gets into the graph of the release of today.
 */
class CmdbSavepointsTest extends SavepointsContract {
  private static final long START = 1_764_000_000_000L;

  @TempDir private Path graph;

  /** Pending at the savepoint: two hosts, what is between them, and one that is gone again. */
  private static List<RawRecord> before() throws Exception {
    return List.of(
        change(1, host("UPSERT", "a", "ams")),
        change(2, host("UPSERT", "b", "ams")),
        change(
            3,
            "\"op\":\"UPSERT\",\"relation\":{\"from\":\"a\",\"to\":\"b\",\"type\":\"DEPENDS_ON\",\"attributes\":{\"share\":\"0.5\"}}"),
        change(4, host("UPSERT", "c", "ams")),
        change(5, host("DELETE", "c", "ams")));
  }

  /** Another word on a host, for the same time: the last one holds. */
  private static List<RawRecord> after() throws Exception {
    return List.of(change(1, host("UPSERT", "a", "fra")), change(6, host("UPSERT", "d", "ams")));
  }

  private static String host(String op, String id, String site) {
    return "\"op\":\"%s\",\"node\":{\"id\":\"%s\",\"type\":\"HOST\",\"attributes\":{\"site\":\"%s\"}}"
        .formatted(op, id, site);
  }

  private static RawRecord change(int second, String body) throws Exception {
    long time = START + second * 1000L;
    return TestingRecords.topology(
        second, time, "{\"time\":\"%s\",%s}".formatted(Instant.ofEpochMilli(time), body));
  }

  private static StreamExecutionEnvironment job(
      TestingSource topic, Path graph, TestingSinks sinks, Configuration flink, int parallelism) {
    LullConfig config = LullConfig.defaults();
    StreamExecutionEnvironment env = JobEnvironment.create(config, flink);
    env.setParallelism(parallelism);
    CmdbJob.build(
        env,
        topic,
        new CmdbSink(
            CmdbSettings.embedded(graph),
            CmdbSection.sink(config),
            AvroSerdes.SINGLE_OBJECT,
            "lull.topology",
            sinks.deadLetters()),
        config);
    return env;
  }

  private static TestingSource topic(int pauseAt) throws Exception {
    return new TestingSource(Stream.concat(before().stream(), after().stream()).toList(), pauseAt);
  }

  @Override
  String story() {
    return "cmdb";
  }

  @Override
  void goesOn(String name, Configuration flink, int parallelism) throws Exception {
    try (TestingSinks sinks = new TestingSinks();
        Cmdb cmdb = Cmdb.open(CmdbSettings.embedded(graph))) {
      job(topic(Integer.MAX_VALUE), graph, sinks, flink, parallelism).execute(name);
      assertThat(at(cmdb, 4)).containsExactly("a fra", "a|DEPENDS_ON|b 0.5", "b ams", "c ams");
      assertThat(at(cmdb, 60)).containsExactly("a fra", "a|DEPENDS_ON|b 0.5", "b ams", "d ams");
      assertThat(sinks.collectedDeadLetters()).isEmpty();
    }
  }

  private static List<String> at(Cmdb cmdb, int second) {
    List<String> estate = new ArrayList<>();
    cmdb.at(
        START + second * 1000L,
        change ->
            estate.add(
                Contracts.topologyKey(change)
                    + " "
                    + (change.getNode() == null
                        ? change.getRelation().getAttributes().get("share")
                        : change.getNode().getAttributes().get("site"))));
    return estate.stream().sorted().toList();
  }

  @Override
  void tell(Path directory) throws Exception {
    TestingSource topic = topic(before().size());
    Path noDirectory = Files.createFile(graph.resolve("file")); // No graph can be opened there.
    try (TestingSinks sinks = new TestingSinks()) {
      GoldenSavepoints.write(
          job(topic, noDirectory, sinks, new Configuration(), 1).executeAsync("write"),
          directory,
          topic::paused);
    }
  }
}
