package io.lull.benchmark;

import io.lull.job.JobMain;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.config.RuntimeOptions;
import io.lull.job.config.SourceBinding;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's command line: one broker, one storm, bare and events job by turns. */
@Command(
    name = "benchmarks/run events",
    description =
        "Raw events a second through decode → incidents, beside a bare Kafka → discard job.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class EventsThroughput implements Callable<Integer> {
  private static final long START = Instant.parse("2026-01-15T03:10:00Z").toEpochMilli();
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** State back ends. */
  enum Backend {
    rocksdb,
    hashmap
  }

  @Option(names = "--events", description = "Raw events of the storm.")
  long events = 2_000_000;

  @Option(names = "--cis", description = "CIs that send; half of them are in the topology.")
  int cis = 50_000;

  @Option(names = "--parallelism", description = "Of both jobs.")
  int parallelism = 2;

  @Option(names = "--partitions", description = "Of each raw topic.")
  int partitions = 4;

  @Option(names = "--repeat-share", description = "Events that speak of an alarm known already.")
  double repeatShare = 0.9;

  @Option(names = "--clear-share", description = "Repeats that clear their alarm.")
  double clearShare = 0.1;

  @Option(
      names = "--rate",
      description =
          "Raw events a second of event time. At the default a run that keeps up with the storm is"
              + " one that gets through it at this speed; at a lower rate it is history that is"
              + " replayed.")
  long rate = 100_000;

  @Option(names = "--rounds", description = "Measured rounds of each job.")
  int rounds = 3;

  @Option(names = "--warm-up", description = "Rounds of each job before, shown and not counted.")
  int warmUp = 1;

  @Option(names = "--state-backend", description = "One of ${COMPLETION-CANDIDATES}.")
  Backend backend = Backend.rocksdb;

  @Option(names = "--checkpoint-interval", description = "Such as 30s.")
  String checkpointInterval = "5s";

  /** How far the job goes. */
  enum Stage {
    alarms,
    incidents
  }

  @Option(
      names = "--stage",
      description =
          "How far the events job goes, one of ${COMPLETION-CANDIDATES}; alarms: changes of alarms"
              + " are counted and discarded where correlation would begin.")
  Stage stage = Stage.incidents;

  @Option(names = "--tap", description = "Write classified events to Kafka too, as in production.")
  boolean tap;

  @Option(
      names = "--data",
      description =
          "Directory for the broker's log and for checkpoints; emptied at the end."
              + " Default: a new one in the system's temporary directory.")
  @Nullable Path data;

  public static void main(String[] args) {
    System.exit(new CommandLine(new EventsThroughput()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    StormPlan plan = new StormPlan(events, cis, repeatShare, clearShare, START, spanMillis());
    Path directory =
        data == null
            ? Files.createTempDirectory("lull-benchmark")
            : Files.createTempDirectory(Files.createDirectories(data), "run");
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
      return run(plan, directory, broker) ? 0 : 1;
    } finally {
      delete(directory);
    }
  }

  private long spanMillis() {
    if (rate < 1) {
      throw new IllegalArgumentException("--rate must be at least 1, but is " + rate);
    }
    return Math.multiplyExact(events, 1000L) / rate;
  }

  private boolean run(StormPlan plan, Path directory, BrokerProcess broker) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    LullConfig config = config(broker.bootstrap(), directory);
    JobMain.ensureTopics(config);
    write(plan, config, out);
    Jobs jobs = new Jobs(config, tap);
    Report report = new Report(out, stage == Stage.incidents);
    try (BenchmarkCluster cluster = BenchmarkCluster.start(directory, parallelism)) {
      Runner runner = new Runner(cluster, broker, plan.events());
      report.header();
      for (int i = 1 - warmUp; i <= rounds; i++) {
        String label = i < 1 ? "warm-up" : Integer.toString(i);
        Round bare = runner.run(jobs.bare());
        report.row("bare " + label, bare);
        Round whole = runner.run(stage == Stage.incidents ? jobs.events() : jobs.alarms());
        report.row("events " + label, whole);
        if (i >= 1) {
          report.add(bare, whole);
        }
      }
    }
    return report.summary();
  }

  private void write(StormPlan plan, LullConfig config, PrintStream out) throws IOException {
    long started = System.nanoTime();
    try (StormWriter writer = new StormWriter(KafkaBinding.settings(config))) {
      writer.write(plan);
      out.printf(
          "%d events of %d bytes on average, from %d CIs, %d a second, written in %.1f s%n",
          plan.events(),
          writer.bytes() / plan.events(),
          plan.cis(),
          rate,
          (System.nanoTime() - started) / 1e9);
    }
    out.printf(
        "parallelism %d, %s, checkpoints every %s, events %s, java %s, %d processors%n%n",
        parallelism,
        backend,
        checkpointInterval,
        tap ? "written to Kafka" : "counted and discarded",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
  }

  private LullConfig config(String bootstrap, Path directory) {
    return LullConfig.defaults()
        .with(KafkaOptions.BOOTSTRAP, bootstrap)
        .with(KafkaOptions.PARTITIONS, partitions)
        .with(KafkaOptions.RETENTION, FOR_EVER)
        .with(
            KafkaOptions.SOURCES,
            List.of(
                SourceBinding.topic(StormWriter.SNMP_TOPIC, "snmp"),
                SourceBinding.topic(StormWriter.SYSLOG_TOPIC, "syslog")))
        // A bounded Kafka source fails when alignment pauses a split that has just ended;
        // partitions
        // are read evenly here.
        .with(PipelineOptions.ALIGNMENT, FOR_EVER)
        .with(RuntimeOptions.PARALLELISM, parallelism)
        .with(
            RuntimeOptions.FLINK,
            BenchmarkCluster.jobSettings(directory, backend.name(), checkpointInterval));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
