package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.JsonLines;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.kafka.Contracts;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.LullConfig;
import io.lull.schema.TopologyChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  private static void await(TestingSinks sinks, String told) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!told(sinks).contains(told)) {
      assertThat(System.nanoTime()).as(told + " in " + told(sinks)).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
