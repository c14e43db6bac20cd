package io.lull.job;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.ContractSerializer;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaPorts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.DiscoverySection;
import io.lull.job.config.Formats;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.decode.ContractStage;
import io.lull.job.decode.ControlOwner;
import io.lull.job.decode.DecodeOptions;
import io.lull.job.decode.DecodeStage;
import io.lull.job.decode.LineFormat;
import io.lull.job.decode.TopologyDecode;
import io.lull.job.rules.ServiceMapFiles;
import io.lull.pipeline.reconcile.CallStage;
import io.lull.pipeline.reconcile.ReconcileStage;
import io.lull.pipeline.topology.TopologyStage;
import io.lull.schema.ControlRecord;
import io.lull.schema.DeadLetter;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Topology files, the control topic and, with discovery, inventories to the reconciled topology.
 */
public final class TopologyJob {
  public static final String NAME = "lull-topology";

  /** Where the job writes. */
  public record Sinks(Sink<TopologyChange> topology, Sink<DeadLetter> deadLetters) {}

  private TopologyJob() {}

  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, TopologyJob::build);
  }

  /**
   * What discovery reads and says.
   *
   * @param raw inventories, facts of telemetry, and what moves event time on
   * @param notes what people should know
   */
  public record Discovery(Source<RawRecord, ?, ?> raw, Sink<DiscoveryNote> notes) {}

  /** The whole job over Kafka. */
  public static void build(StreamExecutionEnvironment env, LullConfig config) {
    KafkaSettings settings = KafkaBinding.settings(config);
    KafkaPorts ports = new KafkaPorts(settings);
    Contracts contracts = new Contracts(settings);
    build(
        env,
        ports.compacted("topology-control", List.of(settings.topics().control())),
        config.get(DiscoverySection.ENABLED) ? discovery(config, settings, ports) : null,
        new Sinks(
            ports.atLeastOnce(contracts.topology()), ports.atLeastOnce(contracts.deadLetters())),
        config);
  }

  private static Discovery discovery(LullConfig config, KafkaSettings settings, KafkaPorts ports) {
    return new Discovery(
        ports.raw(
            "topology",
            KafkaBinding.topicsOf(config, Formats::isTopology),
            KafkaBinding.patternsOf(config, Formats::isTopology),
            config.get(PipelineOptions.IDLENESS)),
        ports.atLeastOnce(
            new ContractSerializer<>(
                settings.topics().discovery(),
                () -> DiscoveryJson::toBytes,
                DiscoveryNote::getCi,
                note -> null)));
  }

  /** The whole job over any ports, without discovery. */
  public static void build(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> controlTopic,
      Sinks sinks,
      LullConfig config) {
    build(env, controlTopic, null, sinks, config);
  }

  /** The whole job over any ports; without discovery where there is none. */
  public static void build(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> controlTopic,
      @Nullable Discovery discovery,
      Sinks sinks,
      LullConfig config) {
    AvroSerdes serdes = KafkaBinding.settings(config).serdes();
    SingleOutputStreamOperator<ControlRecord> control =
        ContractStage.control(
            JobSources.state(env, controlTopic, "control"), serdes, ControlOwner.TOPOLOGY);
    DataStream<TopologyChange> reported = TopologyDecode.ofControl(control);
    DataStream<DeadLetter> deadLetters = control.getSideOutput(DecodeStage.DEAD_LETTERS);

    List<Path> files = config.get(PipelineOptions.TOPOLOGY_FILES);
    if (!files.isEmpty()) {
      SingleOutputStreamOperator<TopologyChange> ofFiles =
          TopologyDecode.ofLines(files(env, files));
      reported = reported.union(ofFiles);
      deadLetters = deadLetters.union(ofFiles.getSideOutput(DecodeStage.DEAD_LETTERS));
    }
    if (config.get(CmdbSection.FOLLOW)) {
      reported = reported.union(JobSources.cmdb(env, CmdbSection.source(config)));
    }
    reported = reported.union(JobSources.ended(env, reported.getType()));
    if (discovery != null) {
      SingleOutputStreamOperator<Event> decoded =
          DecodeStage.connectWithSpans(
              JobSources.raw(env, discovery.raw(), config), DecodeOptions.of(config));
      DataStream<Fact> facts =
          decoded
              .getSideOutput(DecodeStage.FACTS)
              .union(
                  CallStage.connect(
                      decoded.getSideOutput(DecodeStage.SPANS),
                      config.get(DiscoverySection.CALL_WINDOW).toMillis()));
      deadLetters = deadLetters.union(ofInventories(decoded));
      reported = discover(env, facts, reported, discovery, config);
    }
    SingleOutputStreamOperator<TopologyChange> reconciled =
        TopologyStage.connect(reported, config.get(PipelineOptions.DOMAIN_SIZE));
    deadLetters =
        deadLetters.union(
            TopologyDecode.refused(reconciled.getSideOutput(TopologyStage.REFUSED), serdes));
    reconciled
        .sinkTo(sinks.topology())
        .uid("topology-sink")
        .name("lull.topology")
        .setParallelism(1);
    deadLetters.sinkTo(sinks.deadLetters()).uid("dead-letters-sink").name("lull.dead-letters");
  }

  /** Of traces that cannot be decoded the events job says so. */
  private static DataStream<DeadLetter> ofInventories(SingleOutputStreamOperator<Event> decoded) {
    return decoded
        .getSideOutput(DecodeStage.DEAD_LETTERS)
        .filter(letter -> !letter.getFormat().startsWith("otlp-traces"))
        .uid("inventory-dead-letters")
        .name("Dead letters of inventories");
  }

  private static DataStream<TopologyChange> discover(
      StreamExecutionEnvironment env,
      DataStream<Fact> facts,
      DataStream<TopologyChange> declared,
      Discovery discovery,
      LullConfig config) {
    SingleOutputStreamOperator<TopologyChange> found =
        DiscoveryGraph.connect(
            facts.union(DiscoveryGraph.mapsBefore(env)),
            declared,
            ServiceMapFiles.allFacts(config),
            DiscoverySection.of(config));
    found
        .getSideOutput(ReconcileStage.NOTES)
        .sinkTo(discovery.notes())
        .uid("discovery-sink")
        .name("lull.discovery")
        .setParallelism(1);
    return found;
  }

  /** One subtask reads: of a node that stands in two lines the later holds. */
  private static DataStream<RawRecord> files(StreamExecutionEnvironment env, List<Path> files) {
    org.apache.flink.core.fs.Path[] paths =
        files.stream()
            .map(file -> new org.apache.flink.core.fs.Path(file.toUri()))
            .toArray(org.apache.flink.core.fs.Path[]::new);
    FileSource<RawRecord> source = FileSource.forBulkFileFormat(new LineFormat(), paths).build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "topology files")
        .uid("topology-files")
        .setParallelism(1);
  }
}
