package io.lull.benchmark;

import io.lull.connector.kafka.ContractSerializer;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.JobMain;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.config.RuntimeOptions;
import io.lull.job.config.SourceBinding;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The events job with a large topology and no events: from the start of the job until both stages
 * that hold the topology, a subtask each, have all of it.
 */
public final class TopologyFromKafka {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final long HEAP_SAMPLE_MILLIS = 5_000;

  /**
   * What it took.
   *
   * @param seconds from the submission of the job to its end
   * @param cpuSeconds processor time of this process, collector and compiler included
   * @param liveBytes most that was on the heap after a full collection, of several
   */
  public record Result(
      double seconds,
      double cpuSeconds,
      long liveBytes,
      long checkpoints,
      long checkpointBytes,
      long longestCheckpointMillis) {}

  private final Path directory;
  private final String checkpointInterval;

  /**
   * @param directory for the broker's log and for checkpoints
   */
  public TopologyFromKafka(Path directory, String checkpointInterval) {
    this.directory = directory;
    this.checkpointInterval = checkpointInterval;
  }

  /** Writes the changes to a broker of its own and runs the job. */
  public Result run(int size, IntFunction<TopologyChange> changes) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
      LullConfig config = config(broker.bootstrap());
      JobMain.ensureTopics(config);
      write(KafkaBinding.settings(config), size, changes);
      try (BenchmarkCluster cluster = BenchmarkCluster.start(directory, 1);
          LiveHeap heap = new LiveHeap()) {
        Usage before = Usage.now(broker);
        long start = System.nanoTime();
        AccessExecutionGraph job = cluster.run(new Jobs(config, false).events());
        double seconds = (System.nanoTime() - start) / 1e9;
        Usage usage = Usage.now(broker).since(before);
        CheckpointStatsSnapshot checkpoints = job.getCheckpointStatsSnapshot();
        if (checkpoints == null) {
          throw new IllegalStateException("no statistics of checkpoints");
        }
        return new Result(
            seconds,
            usage.cpuNanos() / 1e9,
            heap.most(),
            checkpoints.getCounts().getNumberOfCompletedCheckpoints(),
            checkpoints.getSummaryStats().getCheckpointedSize().getMaximum(),
            checkpoints.getSummaryStats().getEndToEndDurationStats().getMaximum());
      }
    }
  }

  private LullConfig config(String bootstrap) {
    return LullConfig.defaults()
        .with(KafkaOptions.BOOTSTRAP, bootstrap)
        .with(KafkaOptions.RETENTION, FOR_EVER)
        .with(
            KafkaOptions.SOURCES,
            List.of(
                SourceBinding.topic(StormWriter.SNMP_TOPIC, "snmp"),
                SourceBinding.topic(StormWriter.SYSLOG_TOPIC, "syslog")))
        .with(PipelineOptions.ALIGNMENT, FOR_EVER)
        .with(RuntimeOptions.PARALLELISM, 1)
        .with(
            RuntimeOptions.FLINK,
            BenchmarkCluster.jobSettings(directory, "rocksdb", checkpointInterval));
  }

  private static void write(KafkaSettings settings, int size, IntFunction<TopologyChange> changes)
      throws IOException {
    Properties properties = settings.clientProperties();
    properties.setProperty("linger.ms", "50");
    properties.setProperty("batch.size", Integer.toString(256 << 10));
    properties.setProperty("compression.type", "lz4");
    ContractSerializer<TopologyChange> serializer = new Contracts(settings).topology();
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < size; i++) {
        var unused =
            producer.send(
                serializer.toRecord(changes.apply(i)),
                (metadata, e) -> {
                  if (e != null) {
                    failure.compareAndSet(null, e);
                  }
                });
      }
    }
    Exception refused = failure.get();
    if (refused != null) {
      throw new IOException("a change was not written", refused);
    }
  }

  /** Collects now and then, and notes what is left. Its work is part of the processor time. */
  private static final class LiveHeap implements AutoCloseable {
    private final Thread sampler = new Thread(this::sample, "live-heap");
    private volatile long most;

    LiveHeap() {
      sampler.setDaemon(true);
      sampler.start();
    }

    private void sample() {
      try {
        while (true) {
          Thread.sleep(HEAP_SAMPLE_MILLIS);
          System.gc();
          Runtime runtime = Runtime.getRuntime();
          most = Math.max(most, runtime.totalMemory() - runtime.freeMemory());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    long most() {
      return most;
    }

    @Override
    public void close() {
      sampler.interrupt();
    }
  }
}
