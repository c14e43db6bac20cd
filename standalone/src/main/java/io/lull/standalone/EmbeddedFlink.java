package io.lull.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink MiniCluster with its web UI, RocksDB state and incremental checkpoints on disk.
 *
 * <p>A job has a fixed id derived from its name, so that its checkpoints are found again: it
 * resumes from the newest complete one, whether the process was stopped or killed.
 */
final class EmbeddedFlink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final long STOP_SECONDS = 30;

  private final MiniCluster cluster;
  private final Path checkpoints;

  private EmbeddedFlink(MiniCluster cluster, Path checkpoints) {
    this.cluster = cluster;
    this.checkpoints = checkpoints;
  }

  /**
   * Starts the cluster.
   *
   * @param directory where checkpoints and RocksDB's working files are kept
   * @param webPort port of the web UI on loopback, 0 for a free one
   * @param slots parallel slots, shared by all jobs
   */
  static EmbeddedFlink start(Path directory, int webPort, int slots) throws Exception {
    Path checkpoints = Files.createDirectories(directory.resolve("checkpoints"));
    MiniClusterConfiguration configuration =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration(directory, checkpoints, webPort))
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(slots)
            .setCommonBindAddress("127.0.0.1")
            .build();
    MiniCluster cluster = new MiniCluster(configuration);
    cluster.start();
    return new EmbeddedFlink(cluster, checkpoints);
  }

  /** The settings of a job here, to build its graph with. */
  static Configuration jobSettings(Path directory, Duration checkpointInterval, int parallelism) {
    Configuration settings = stateSettings(directory);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    return settings;
  }

  private static Configuration stateSettings(Path directory) {
    Configuration settings = new Configuration();
    settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
    return settings;
  }

  URI webUi() {
    return cluster.getRestAddress().join();
  }

  /** Submits a job, from its newest complete checkpoint where there is one. */
  JobID submit(StreamGraph graph) throws IOException {
    JobID id = jobId(graph.getJobName());
    graph.setJobId(id);
    Optional<Path> checkpoint = newestCheckpoint(checkpoints.resolve(id.toHexString()));
    checkpoint.ifPresent(
        path -> {
          LOG.info("{} resumes from {}", graph.getJobName(), path);
          graph.setSavepointRestoreSettings(
              SavepointRestoreSettings.forPath(
                  path.toUri().toString(), false, RecoveryClaimMode.CLAIM));
        });
    cluster.submitJob(graph).join();
    return id;
  }

  JobStatus status(JobID job) {
    return cluster.getJobStatus(job).join();
  }

  /** Whether every task of the job runs, or has come to its end, as sources of files do. */
  boolean isFullyRunning(JobID job) {
    return status(job) == JobStatus.RUNNING
        && StreamSupport.stream(
                cluster.getExecutionGraph(job).join().getAllExecutionVertices().spliterator(),
                false)
            .allMatch(
                vertex ->
                    vertex.getExecutionState() == ExecutionState.RUNNING
                        || vertex.getExecutionState() == ExecutionState.FINISHED);
  }

  /** Takes a last checkpoint, so that a clean stop repeats nothing. */
  void checkpointNow(JobID job) {
    try {
      cluster.triggerCheckpoint(job).get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("No last checkpoint of job {}; it resumes from the one before", job, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes a savepoint of a job and stops it. */
  String stopWithSavepoint(JobID job, Path target) {
    return cluster
        .stopWithSavepoint(job, target.toUri().toString(), false, SavepointFormatType.CANONICAL)
        .join();
  }

  @Override
  public void close() throws Exception {
    cluster.closeAsync().get(STOP_SECONDS, TimeUnit.SECONDS);
  }

  static JobID jobId(String name) {
    UUID hash = UUID.nameUUIDFromBytes(("lull/" + name).getBytes(StandardCharsets.UTF_8));
    return new JobID(hash.getLeastSignificantBits(), hash.getMostSignificantBits());
  }

  /** The complete checkpoint that was written last, by modification time and number. */
  static Optional<Path> newestCheckpoint(Path jobDirectory) throws IOException {
    if (!Files.isDirectory(jobDirectory)) {
      return Optional.empty();
    }
    try (Stream<Path> children = Files.list(jobDirectory)) {
      List<Path> complete =
          children
              .filter(path -> path.getFileName().toString().matches("chk-\\d+"))
              .filter(path -> Files.exists(path.resolve("_metadata")))
              .toList();
      return complete.stream().max(Comparator.comparingLong(EmbeddedFlink::number));
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  private static Configuration configuration(Path directory, Path checkpoints, int webPort)
      throws IOException {
    Configuration configuration = stateSettings(directory);
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, Integer.toString(webPort));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    configuration.set(
        CoreOptions.TMP_DIRS, Files.createDirectories(directory.resolve("work")).toString());
    LOG.debug("Checkpoints in {}", checkpoints);
    return configuration;
  }
}
