package io.lull.benchmark;

import io.lull.job.EventsJob;
import io.lull.job.JobEnvironment;
import io.lull.job.JobMain;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.config.RuntimeOptions;
import io.lull.job.config.SourceBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a live event takes until an incident on the topic names it. */
@Command(
    name = "benchmarks/run latency",
    description = "Time from an event's arrival to the first revision that names it, live.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class LatencyBenchmark implements Callable<Integer> {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  @Option(names = "--rate", description = "Raw events a second.")
  int rate = 20_000;

  @Option(names = "--seconds", description = "Measured time.")
  int seconds = 60;

  @Option(names = "--warm-up", description = "Seconds before, not counted.")
  int warmUp = 40;

  @Option(names = "--cis", description = "CIs that send; half of them are in the topology.")
  int cis = 50_000;

  @Option(names = "--parallelism", description = "Of the job.")
  int parallelism = 2;

  @Option(names = "--out-of-orderness", description = "The bound of the job, milliseconds.")
  long outOfOrdernessMillis = 1_000;

  public static void main(String[] args) {
    System.exit(new CommandLine(new LatencyBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("lull-latency");
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
      LullConfig config = config(broker.bootstrap(), directory);
      JobMain.ensureTopics(config);
      long events = (long) rate * (warmUp + seconds);
      try (BenchmarkCluster cluster = BenchmarkCluster.start(directory, parallelism);
          StormWriter writer = new StormWriter(KafkaBinding.settings(config))) {
        writer.writeTopology(plan(events, 0));
        StreamExecutionEnvironment env = JobEnvironment.create(config);
        EventsJob.build(env, config);
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName(EventsJob.NAME);
        JobID job = cluster.submit(graph);
        report(measure(config, writer, events));
        cluster.cancel(job);
      }
      return 0;
    } finally {
      delete(directory);
    }
  }

  private StormPlan plan(long events, long startMillis) {
    return new StormPlan(events, cis, 0.9, 0.1, startMillis, events * 1_000 / rate);
  }

  /** Sends the storm at its pace and returns what each event took that was named, ascending. */
  private long[] measure(LullConfig config, StormWriter writer, long events) throws Exception {
    Arrivals arrivals = new Arrivals();
    try (IncidentWatch watch = new IncidentWatch(KafkaBinding.settings(config), arrivals)) {
      StormPlan plan = plan(events, System.currentTimeMillis());
      Storm storm = new Storm(plan);
      long counted = plan.startMillis() + warmUp * 1_000L;
      while (storm.hasNext()) {
        Storm.Message message = storm.next();
        for (long ahead = message.timeMillis() - System.currentTimeMillis();
            ahead > 0;
            ahead = message.timeMillis() - System.currentTimeMillis()) {
          LockSupport.parkNanos(ahead * 1_000_000);
        }
        writer.send(message, arrivals::sent);
      }
      // The last ones have their bound and a while more.
      Thread.sleep(outOfOrdernessMillis + 15_000);
      return watch.latencies(counted);
    }
  }

  private void report(long[] latencies) {
    System.out.printf(
        Locale.ROOT,
        "%d events a second for %d s after %d s, out-of-orderness %d ms, parallelism %d:"
            + " %d events were named first%n",
        rate,
        seconds,
        warmUp,
        outOfOrdernessMillis,
        parallelism,
        latencies.length);
    if (latencies.length == 0) {
      throw new IllegalStateException("no incident named an event of the measured time");
    }
    System.out.printf("%8s %12s %22s%n", "", "ms", "ms beyond the bound");
    for (double share : new double[] {0.5, 0.9, 0.99, 1}) {
      long latency = latencies[(int) Math.min(latencies.length - 1, share * latencies.length)];
      System.out.printf(
          Locale.ROOT,
          "%8s %12d %22d%n",
          share == 1 ? "max" : "p" + Math.round(100 * share),
          latency,
          latency - outOfOrdernessMillis);
    }
  }

  private LullConfig config(String bootstrap, Path directory) {
    return LullConfig.defaults()
        .with(KafkaOptions.BOOTSTRAP, bootstrap)
        .with(KafkaOptions.PARTITIONS, 4)
        .with(KafkaOptions.RETENTION, FOR_EVER)
        .with(
            KafkaOptions.SOURCES,
            List.of(
                SourceBinding.topic(StormWriter.SNMP_TOPIC, "snmp"),
                SourceBinding.topic(StormWriter.SYSLOG_TOPIC, "syslog")))
        .with(PipelineOptions.OUT_OF_ORDERNESS, Duration.ofMillis(outOfOrdernessMillis))
        .with(RuntimeOptions.PARALLELISM, parallelism)
        .with(RuntimeOptions.FLINK, BenchmarkCluster.jobSettings(directory, "rocksdb", "30s"));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
