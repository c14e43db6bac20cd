package io.lull.benchmark;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaPorts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.job.EventsJob;
import io.lull.job.JobEnvironment;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.schema.Event;
import io.lull.schema.Incident;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The two jobs. Both read the same topics with the same source, up to what is there at start. */
final class Jobs {
  private static final List<String> RAW = List.of(StormWriter.SNMP_TOPIC, StormWriter.SYSLOG_TOPIC);

  private final LullConfig config;
  private final KafkaSettings settings;
  private final boolean tap;

  /**
   * @param tap whether events are written to Kafka too, as the job in production does
   */
  Jobs(LullConfig config, boolean tap) {
    this.config = config;
    this.settings = KafkaBinding.settings(config);
    this.tap = tap;
  }

  /** Kafka → discard. */
  StreamGraph bare() {
    StreamExecutionEnvironment env = JobEnvironment.create(config);
    env.fromSource(source(RAW), WatermarkStrategy.noWatermarks(), "raw topics")
        .uid("raw")
        .sinkTo(new CountingSink<>("raw records"))
        .uid("discard")
        .name("discard");
    return graph(env, "bare");
  }

  /** The events job as it is submitted, between bounded sources and sinks that count. */
  StreamGraph events() {
    StreamExecutionEnvironment env = JobEnvironment.create(config);
    EventsJob.build(env, sources(), sinks(), config);
    return graph(env, EventsJob.NAME);
  }

  /** The events job up to the changes of alarms, which are counted and discarded. */
  StreamGraph alarms() {
    StreamExecutionEnvironment env = JobEnvironment.create(config);
    EventsJob.buildAlarms(
        env, sources(), tapped(), new AlarmSink(), new CountingSink<>("dead letters"), config);
    return graph(env, "lull-alarms");
  }

  private EventsJob.Sources sources() {
    return new EventsJob.Sources(
        source(RAW),
        source(List.of(settings.topics().control())),
        source(List.of(settings.topics().topology())));
  }

  private static StreamGraph graph(StreamExecutionEnvironment env, String name) {
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(name);
    return graph;
  }

  private KafkaSource<RawRecord> source(List<String> topics) {
    return KafkaSource.<RawRecord>builder()
        .setProperties(clientProperties())
        .setTopics(topics)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setDeserializer(new NotingDeserializer())
        .build();
  }

  private Properties clientProperties() {
    Properties properties = settings.clientProperties();
    // As KafkaPorts has them.
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("max.partition.fetch.bytes", Integer.toString(64 << 10));
    return properties;
  }

  private EventsJob.Sinks sinks() {
    Contracts contracts = new Contracts(settings);
    return new EventsJob.Sinks(
        tapped(),
        incidents(new CountingSerializer(contracts.incidents(), true)),
        incidents(new CountingSerializer(contracts.incidentsJson(), false)),
        new CountingSink<>("suppressed"),
        new CountingSink<>("late events"),
        new CountingSink<>("dead letters"),
        new CountingSink<>("models"),
        new CountingSink<>("health"));
  }

  private Sink<Event> tapped() {
    return tap
        ? new KafkaPorts(settings)
            .atLeastOnce(new Contracts(settings).events(settings.topics().events()))
        : new CountingSink<>("events");
  }

  private Sink<Incident> incidents(CountingSerializer serializer) {
    // As KafkaPorts has them.
    Properties properties = settings.clientProperties();
    properties.setProperty("compression.type", "lz4");
    properties.setProperty("linger.ms", "5");
    return KafkaSink.<Incident>builder()
        .setKafkaProducerConfig(properties)
        .setRecordSerializer(serializer)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }
}
