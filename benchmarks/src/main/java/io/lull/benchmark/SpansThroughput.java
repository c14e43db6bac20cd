package io.lull.benchmark;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.JobEnvironment;
import io.lull.job.JobMain;
import io.lull.job.TopologyJob;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.config.RuntimeOptions;
import io.lull.job.config.SourceBinding;
import io.lull.standalone.simulate.EstateBuilder;
import io.lull.standalone.simulate.ShopTraces;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Spans from Kafka, as a collector exports them, to facts of who calls whom and on to the topology:
 * the topology job as it is submitted, between a bounded source and sinks that count.
 */
@Command(
    name = "benchmarks/run spans",
    description =
        "Spans a second from OTLP on Kafka through the topology job, checkpoints and RocksDB on.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class SpansThroughput implements Callable<Integer> {
  private static final long START = Instant.parse("2026-01-15T03:10:00Z").toEpochMilli();
  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final String TOPIC = "lull.raw.otlp-traces";
  private static final String NOTHING = "lull.control";

  @Option(names = "--spans", description = "Spans on the topic, about.")
  long spans = 5_000_000;

  @Option(names = "--rate", description = "Spans a second of event time.")
  long rate = 100_000;

  @Option(names = "--requests", description = "To each entry of the shop in one export.")
  int requests = 20;

  @Option(names = "--parallelism", description = "Of the job.")
  int parallelism = 2;

  @Option(names = "--partitions", description = "Of the topic.")
  int partitions = 4;

  @Option(names = "--rounds", description = "Rounds; the first is to warm up.")
  int rounds = 3;

  @Option(names = "--checkpoint-interval", description = "Such as 30s.")
  String checkpointInterval = "5s";

  public static void main(String[] args) {
    System.exit(new CommandLine(new SpansThroughput()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("lull-spans");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
      LullConfig config = config(broker.bootstrap(), directory);
      JobMain.ensureTopics(config);
      long written = write(KafkaBinding.settings(config), out);
      try (BenchmarkCluster cluster = BenchmarkCluster.start(directory, parallelism)) {
        Runner runner = new Runner(cluster, broker, written);
        long changes = 0;
        for (int i = 1; i <= rounds; i++) {
          Round round = runner.run(job(config));
          changes = round.count("changes");
          report(out, i, round);
        }
        return changes > 0 ? 0 : 1;
      }
    } finally {
      FileUtils.deleteDirectory(directory.toFile());
    }
  }

  private long write(KafkaSettings settings, PrintStream out) {
    Properties properties = settings.clientProperties();
    properties.setProperty("compression.type", "lz4");
    ShopTraces traces = new ShopTraces(EstateBuilder.build(1), 1);
    long bytes = 0;
    long records = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      while (traces.spans() < spans) {
        long time = START + traces.spans() * 1000 / rate;
        byte[] export = traces.export(requests, time);
        int partition = (int) (records++ % partitions);
        bytes += export.length;
        var unused = producer.send(new ProducerRecord<>(TOPIC, partition, time, null, export));
      }
    }
    out.printf(
        "%d spans in %d exports, %d bytes a span; parallelism %d, checkpoints every %s, java %s%n",
        traces.spans(),
        records,
        bytes / traces.spans(),
        parallelism,
        checkpointInterval,
        System.getProperty("java.version"));
    return traces.spans();
  }

  private StreamGraph job(LullConfig config) {
    StreamExecutionEnvironment env = JobEnvironment.create(config);
    TopologyJob.build(
        env,
        source(config, NOTHING),
        new TopologyJob.Discovery(source(config, TOPIC), new CountingSink<>("notes")),
        new TopologyJob.Sinks(new CountingSink<>("changes"), new CountingSink<>("dead letters")),
        config);
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(TopologyJob.NAME);
    return graph;
  }

  private static KafkaSource<RawRecord> source(LullConfig config, String topic) {
    Properties properties = KafkaBinding.settings(config).clientProperties();
    properties.setProperty("isolation.level", "read_committed");
    return KafkaSource.<RawRecord>builder()
        .setProperties(properties)
        .setTopics(topic)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setDeserializer(new NotingDeserializer())
        .build();
  }

  private static void report(PrintStream out, int number, Round round) {
    out.printf(
        "round %d: %,.0f spans/s, %.2f µs of processor time a span (compiler left out), steal"
            + " %.1f %%, %d changes, %d dead letters, %d checkpoints (longest %d ms, largest %.1f"
            + " MiB)%n",
        number,
        round.perSecond(),
        round.warmMicrosPerRecord(),
        round.usage().stealPercent(),
        round.count("changes"),
        round.count("dead letters"),
        round.checkpoints(),
        round.checkpointMillis(),
        round.checkpointBytes() / (double) (1 << 20));
  }

  private LullConfig config(String bootstrap, Path directory) {
    return LullConfig.defaults()
        .with(KafkaOptions.BOOTSTRAP, bootstrap)
        .with(KafkaOptions.PARTITIONS, partitions)
        .with(KafkaOptions.RETENTION, FOR_EVER)
        .with(KafkaOptions.SOURCES, List.of(SourceBinding.topic(TOPIC, "otlp-traces")))
        // A bounded Kafka source fails when alignment pauses a split that has just ended.
        .with(PipelineOptions.ALIGNMENT, FOR_EVER)
        .with(RuntimeOptions.PARALLELISM, parallelism)
        .with(
            RuntimeOptions.FLINK,
            BenchmarkCluster.jobSettings(directory, "rocksdb", checkpointInterval));
  }
}
