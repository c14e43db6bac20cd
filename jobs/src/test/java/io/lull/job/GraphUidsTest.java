package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.job.config.CmdbSection;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A uid is the address of state in every savepoint: one that is changed or lost loses state. The
 * golden lists change only by additions.
 */
class GraphUidsTest {

  @TempDir static Path directory;

  private static StreamGraph graph(String job) throws Exception {
    Path map =
        Files.writeString(directory.resolve("map.yaml"), "services: [{name: a, dependsOn: b}]");
    LullConfig config =
        LullConfig.defaults()
            .with(PipelineOptions.TOPOLOGY_FILES, List.of(Path.of("topology.jsonl")))
            .with(PipelineOptions.METRICS_TAP, true)
            .with(CmdbSection.FOLLOW, true)
            .with(DiscoverySection.ENABLED, true)
            .with(DiscoverySection.MAPS, List.of(map));
    StreamExecutionEnvironment env = JobEnvironment.create(config);
    switch (job) {
      case EventsJob.NAME -> EventsJob.build(env, config);
      case MetricsJob.NAME -> MetricsJob.build(env, config);
      case TopologyJob.NAME -> TopologyJob.build(env, config);
      case CmdbJob.NAME -> CmdbJob.build(env, config);
      default -> throw new IllegalArgumentException(job);
    }
    return env.getStreamGraph();
  }

  private static List<String> golden(String job) throws IOException {
    try (InputStream in = GraphUidsTest.class.getResourceAsStream("/uids/" + job + ".txt")) {
      String text =
          new String(Objects.requireNonNull(in, job).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {EventsJob.NAME, MetricsJob.NAME, TopologyJob.NAME, CmdbJob.NAME})
  void everyOperatorHasTheUidItAlwaysHad(String job) throws Exception {
    List<String> uids =
        graph(job).getStreamNodes().stream()
            .map(node -> Objects.requireNonNullElse(node.getTransformationUID(), "none: " + node))
            .distinct()
            .sorted()
            .toList();
    assertThat(uids).isEqualTo(golden(job));
  }

  @ParameterizedTest
  @ValueSource(strings = {EventsJob.NAME, MetricsJob.NAME, TopologyJob.NAME, CmdbJob.NAME})
  void maxParallelismIsFixedAndNamesAreSet(String job) throws Exception {
    assertThat(graph(job).getStreamNodes())
        .isNotEmpty()
        .allSatisfy(
            node -> {
              assertThat(node.getOperatorName()).isNotBlank();
              assertThat(maxParallelism(node)).isEqualTo(JobEnvironment.MAX_PARALLELISM);
            });
  }

  private static int maxParallelism(StreamNode node) {
    // Operators without a setting of their own take the job's.
    return node.getMaxParallelism() == -1
        ? JobEnvironment.MAX_PARALLELISM
        : node.getMaxParallelism();
  }
}
