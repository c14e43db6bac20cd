package io.lull.benchmark;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Runs one job and measures it. */
final class Runner {
  private final BenchmarkCluster cluster;
  private final BrokerProcess broker;
  private final long records;

  /**
   * @param records raw records on the topics
   */
  Runner(BenchmarkCluster cluster, BrokerProcess broker, long records) {
    this.cluster = cluster;
    this.broker = broker;
    this.records = records;
  }

  Round run(StreamGraph graph) throws Exception {
    Tally.reset();
    FinalMetrics.reset();
    System.gc(); // What the round before has left is not this one's.
    Usage before = Usage.now(broker);
    long submitted = System.nanoTime();
    AccessExecutionGraph job = cluster.run(graph);
    long ended = System.nanoTime();
    Usage usage = Usage.now(broker).since(before);
    CheckpointStatsSnapshot checkpoints = job.getCheckpointStatsSnapshot();
    boolean known = checkpoints != null;
    return new Round(
        graph.getJobName(),
        records,
        Tally.endNanos() - Tally.firstRecordNanos(),
        ended - submitted,
        usage,
        counts(),
        Tally.checksum(),
        known ? checkpoints.getCounts().getNumberOfCompletedCheckpoints() : 0,
        known ? checkpoints.getSummaryStats().getEndToEndDurationStats().getMaximum() : 0,
        known ? checkpoints.getSummaryStats().getCheckpointedSize().getMaximum() : 0,
        known ? checkpoints.getSummaryStats().getStateSizeStats().getMaximum() : 0);
  }

  private static Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>(FinalMetrics.values());
    counts.putAll(Tally.counts());
    return counts;
  }
}
