package io.lull.job;

import io.lull.connector.format.RawRecord;
import io.lull.connector.janusgraph.CmdbSink;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaPorts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.config.CmdbSection;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.decode.ContractStage;
import io.lull.schema.TopologyChange;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The reconciled topology to the CMDB's graph.
 *
 * <p>A job of its own, with its own offsets of {@code lull.topology}: a graph that is down holds up
 * this job and nothing else. What the topic holds that cannot be decoded is the events job's to
 * tell.
 */
public final class CmdbJob {
  public static final String NAME = "lull-cmdb";

  private CmdbJob() {}

  public static void main(String[] args) throws Exception {
    JobMain.run(NAME, args, CmdbJob::build);
  }

  /** The whole job over Kafka and the graph of the configuration. */
  public static void build(StreamExecutionEnvironment env, LullConfig config) {
    KafkaSettings settings = KafkaBinding.settings(config);
    KafkaPorts ports = new KafkaPorts(settings);
    String topic = settings.topics().topology();
    build(
        env,
        ports.compacted("cmdb", List.of(topic)),
        new CmdbSink(
            CmdbSection.settings(config),
            CmdbSection.sink(config),
            settings.serdes(),
            topic,
            ports.atLeastOnce(new Contracts(settings).deadLetters())),
        config);
  }

  /** The whole job over any ports. */
  public static void build(
      StreamExecutionEnvironment env,
      Source<RawRecord, ?, ?> topologyTopic,
      Sink<TopologyChange> cmdb,
      LullConfig config) {
    ContractStage.topology(
            JobSources.state(env, topologyTopic, "topology"),
            KafkaBinding.settings(config).serdes())
        .sinkTo(cmdb)
        .uid("cmdb-sink")
        .name("CMDB")
        .setParallelism(1);
  }
}
