package io.lull.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The Flink cluster both jobs run on, one after the other. */
final class BenchmarkCluster implements AutoCloseable {
  private static final int MANAGED_MEBIBYTES = 512;

  private final MiniCluster cluster;

  private BenchmarkCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  static BenchmarkCluster start(Path directory, int slots) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(MANAGED_MEBIBYTES));
    configuration.set(
        CoreOptions.TMP_DIRS, Files.createDirectories(directory.resolve("work")).toString());
    configuration.setString("metrics.reporters", "final");
    configuration.setString(
        "metrics.reporter.final.factory.class", FinalMetrics.Factory.class.getName());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress("127.0.0.1")
                .build());
    cluster.start();
    return new BenchmarkCluster(cluster);
  }

  /** The settings of a job here: those of an installation, in this directory. */
  static Map<String, String> jobSettings(Path directory, String backend, String interval) {
    return Map.of(
        StateBackendOptions.STATE_BACKEND.key(),
        backend,
        CheckpointingOptions.INCREMENTAL_CHECKPOINTS.key(),
        "true",
        CheckpointingOptions.CHECKPOINTS_DIRECTORY.key(),
        directory.resolve("checkpoints").toUri().toString(),
        CheckpointingOptions.CHECKPOINTING_INTERVAL.key(),
        interval,
        RestartStrategyOptions.RESTART_STRATEGY.key(),
        "none",
        // The topology's source ends long before the storm; without this no checkpoint would be
        // taken from then on.
        CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH.key(),
        "true");
  }

  /**
   * Runs a job to its end.
   *
   * @return the job as it ended
   * @throws Exception that of the job, if it failed
   */
  AccessExecutionGraph run(StreamGraph graph) throws Exception {
    JobID id = cluster.submitJob(graph).get().getJobID();
    JobResult result = cluster.requestJobResult(id).get();
    result.toJobExecutionResult(BenchmarkCluster.class.getClassLoader());
    return cluster.getExecutionGraph(id).get();
  }

  /** Starts a job that has no end. */
  JobID submit(StreamGraph graph) throws Exception {
    return cluster.submitJob(graph).get().getJobID();
  }

  /** Ends a job that has none, unless it failed: then this does with its exception. */
  void cancel(JobID id) throws Exception {
    if (cluster.getJobStatus(id).get().isGloballyTerminalState()) {
      cluster.requestJobResult(id).get().toJobExecutionResult(getClass().getClassLoader());
    } else {
      var unused = cluster.cancelJob(id).get();
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
