package io.lull.job;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaPorts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.config.PipelineOptions;
import io.lull.job.decode.ContractStage;
import io.lull.job.decode.ControlOwner;
import io.lull.job.decode.DecodeStage;
import io.lull.job.decode.LineFormat;
import io.lull.job.decode.TopologyDecode;
import io.lull.pipeline.topology.TopologyStage;
import io.lull.schema.ControlRecord;
import io.lull.schema.DeadLetter;
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

/** Topology files and the control topic to the reconciled topology. */
public final class TopologyJob {
  public static final String NAME = "lull-topology";

  /** Where the job writes. */
  public record Sinks(Sink<TopologyChange> topology, Sink<DeadLetter> deadLetters) {}

  private TopologyJob() {}

  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, TopologyJob::build);
  }

  /** The whole job over Kafka. */
  public static void build(StreamExecutionEnvironment env, LullConfig config) {
    KafkaSettings settings = KafkaBinding.settings(config);
    KafkaPorts ports = new KafkaPorts(settings);
    Contracts contracts = new Contracts(settings);
    build(
        env,
        ports.compacted("topology-control", List.of(settings.topics().control())),
        new Sinks(
            ports.atLeastOnce(contracts.topology()), ports.atLeastOnce(contracts.deadLetters())),
        config);
  }

  /** The whole job over any ports. */
  public static void build(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> controlTopic,
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
    SingleOutputStreamOperator<TopologyChange> reconciled =
        TopologyStage.connect(
            reported.union(JobSources.ended(env, reported.getType())),
            config.get(PipelineOptions.DOMAIN_SIZE));
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
