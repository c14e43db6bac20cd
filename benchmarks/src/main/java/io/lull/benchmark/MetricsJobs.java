package io.lull.benchmark;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.JobEnvironment;
import io.lull.job.MetricsJob;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The three jobs. All read the same topic with the same source, up to what is there at start. */
final class MetricsJobs {
  static final String BARE = "bare";
  static final String METRICS = "metrics";
  static final String OBVIOUS = "obvious";

  private final LullConfig config;
  private final KafkaSettings settings;

  MetricsJobs(LullConfig config) {
    this.config = config;
    this.settings = KafkaBinding.settings(config);
  }

  StreamGraph job(String name) {
    StreamExecutionEnvironment env = JobEnvironment.create(config);
    switch (name) {
      case BARE ->
          env.fromSource(source(), WatermarkStrategy.noWatermarks(), "raw topics")
              .uid("raw")
              .sinkTo(new CountingSink<>("raw records"))
              .uid("discard")
              .name("discard");
      case METRICS ->
          MetricsJob.build(
              env,
              new MetricsJob.Sources(source(), source(settings.topics().control())),
              new MetricsJob.Sinks(
                  new AlarmCounts("events"),
                  new CountingSink<>("health"),
                  new CountingSink<>("batches"),
                  new CountingSink<>("dead letters")),
              config);
      case OBVIOUS ->
          ObviousJob.connect(
              env.fromSource(source(), WatermarkStrategy.noWatermarks(), "raw topics").uid("raw"));
      default -> throw new IllegalArgumentException("no job " + name);
    }
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(name);
    return graph;
  }

  private KafkaSource<RawRecord> source() {
    return source(MetricsWriter.TOPIC);
  }

  private KafkaSource<RawRecord> source(String topic) {
    Properties properties = settings.clientProperties();
    // As KafkaPorts has them.
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("max.partition.fetch.bytes", Integer.toString(64 << 10));
    return KafkaSource.<RawRecord>builder()
        .setProperties(properties)
        .setTopics(List.of(topic))
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setDeserializer(new NotingDeserializer())
        .build();
  }
}
