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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's command line: one broker, scrapes of a fleet, several jobs by turns. */
@Command(
    name = "benchmarks/run metrics",
    description =
        "Samples a second through the metrics job, beside a bare Kafka → discard job, the job one"
            + " would write first, and random cut forests.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class MetricsThroughput implements Callable<Integer> {
  private static final long START = Instant.parse("2026-01-15T03:10:00Z").toEpochMilli();
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  @Option(names = "--series", description = "All series.")
  int series = 1_000_000;

  @Option(names = "--resources", description = "Hosts that they are of.")
  int resources = 50_000;

  @Option(names = "--scrapes", description = "Of each host.")
  int scrapes = 60;

  @Option(
      names = "--interval",
      description = "Seconds of event time from one scrape of a host to its next.")
  int intervalSeconds = 60;

  @Option(names = "--record-scrapes", description = "Scrapes in one Kafka record.")
  int scrapesEachRecord = 1;

  @Option(names = "--format", description = "One of ${COMPLETION-CANDIDATES}.")
  MetricsFormat format = MetricsFormat.otlp;

  @Option(names = "--compression", description = "Of the Kafka producer; none is the Collector's.")
  String compression = "none";

  @Option(
      names = "--jobs",
      split = ",",
      description = "What is run, by turns: bare, metrics, obvious, forest.")
  List<String> jobs = List.of("bare", "metrics", "obvious", "forest");

  @Option(names = "--parallelism", description = "Of all jobs.")
  int parallelism = 2;

  @Option(names = "--partitions", description = "Of the raw topic.")
  int partitions = 4;

  @Option(names = "--rounds", description = "Measured rounds of each job.")
  int rounds = 1;

  @Option(names = "--warm-up", description = "Rounds before, shown and not counted.")
  int warmUp = 1;

  @Option(names = "--state-backend", description = "rocksdb or hashmap.")
  String backend = "rocksdb";

  @Option(names = "--checkpoint-interval", description = "Such as 30s.")
  String checkpointInterval = "30s";

  @Option(names = "--forest-samples", description = "Samples that a random cut forest takes.")
  int forestSamples = 20_000;

  @Option(
      names = "--data",
      description =
          "Directory for the broker's log and for checkpoints; emptied at the end."
              + " Default: a new one in the system's temporary directory.")
  @Nullable Path data;

  public static void main(String[] args) {
    System.exit(new CommandLine(new MetricsThroughput()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    MetricsPlan plan =
        new MetricsPlan(
            resources,
            series / resources,
            scrapes,
            intervalSeconds * 1000L,
            START,
            scrapesEachRecord);
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

  private boolean run(MetricsPlan plan, Path directory, BrokerProcess broker) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    LullConfig config = config(broker.bootstrap(), directory);
    JobMain.ensureTopics(config);
    write(plan, config, out);
    MetricsJobs graphs = new MetricsJobs(config);
    MetricsReport report = new MetricsReport(out, plan);
    List<String> names = new ArrayList<>(jobs);
    boolean forest = names.remove("forest");
    if (format != MetricsFormat.otlp) {
      names.remove(MetricsJobs.OBVIOUS); // it reads OTLP only
    }
    HeapWatch.install();
    try (BenchmarkCluster cluster = BenchmarkCluster.start(directory, parallelism)) {
      Runner runner = new Runner(cluster, broker, plan.samples());
      report.header();
      for (int i = 1 - warmUp; i <= rounds; i++) {
        for (String name : names) {
          HeapWatch.reset();
          Round round = runner.run(graphs.job(name));
          String label = name + " " + (i < 1 ? "warm-up" : Integer.toString(i));
          report.row(label, round, HeapWatch.mostBytes());
          if (i >= 1) {
            report.add(name, round);
          }
        }
      }
    }
    return report.summary(forest ? ForestCost.samplesPerSecond(forestSamples) : 0);
  }

  private void write(MetricsPlan plan, LullConfig config, PrintStream out) throws IOException {
    long started = System.nanoTime();
    try (MetricsWriter writer = new MetricsWriter(KafkaBinding.settings(config), compression)) {
      writer.write(plan, format);
      out.printf(
          "%d samples of %d series of %d resources, each scraped %d times every %d s, as %s:%n"
              + "%d records of %d bytes, %.1f bytes a sample, compression %s, written in %.1f s%n",
          plan.samples(),
          plan.series(),
          plan.resources(),
          plan.scrapes(),
          intervalSeconds,
          format,
          writer.records(),
          writer.bytes() / writer.records(),
          (double) writer.bytes() / plan.samples(),
          compression,
          (System.nanoTime() - started) / 1e9);
    }
    out.printf(
        "parallelism %d, %s, exactly-once checkpoints every %s, java %s, %d processors%n%n",
        parallelism,
        backend,
        checkpointInterval,
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
            List.of(SourceBinding.topic(MetricsWriter.TOPIC, format.decoder())))
        // A bounded Kafka source fails when alignment pauses a split that has just ended.
        .with(PipelineOptions.ALIGNMENT, FOR_EVER)
        .with(RuntimeOptions.PARALLELISM, parallelism)
        .with(
            RuntimeOptions.FLINK,
            BenchmarkCluster.jobSettings(directory, backend, checkpointInterval));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
