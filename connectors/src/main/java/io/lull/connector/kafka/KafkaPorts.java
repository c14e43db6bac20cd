package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Kafka sources and sinks of Flink for the topics of an installation. */
public final class KafkaPorts {
  private static final Duration DISCOVERY = Duration.ofSeconds(30);

  /**
   * The consumer hands out what it fetched of one partition before it turns to the next. Large
   * fetches of a backlog (Kafka's default is 1 MiB, tens of thousands of compressed events) would
   * leave the other partitions waiting until they are held to be idle, and their events late.
   */
  private static final int PARTITION_FETCH_BYTES = 64 << 10;

  private final KafkaSettings settings;

  public KafkaPorts(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * Reads raw topics from the group's committed offsets, from the beginning where there are none. A
   * checkpoint's offsets win over both. Topics and partitions that appear later are found.
   *
   * @param purpose completes the consumer group's name
   * @param topics whole names
   * @param patterns regular expressions of further names
   * @param idleness silence after which a partition that holds nothing more is idle, for watermarks
   */
  public Source<RawRecord, ?, ?> raw(
      String purpose, Collection<String> topics, Collection<String> patterns, Duration idleness) {
    Properties properties = consumerProperties();
    properties.setProperty("group.id", group(purpose));
    return new RawTopicSource(
        source(purpose, topics, patterns)
            .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
            .build(),
        properties,
        idleness.toMillis());
  }

  private String group(String purpose) {
    return settings.group() + "-" + purpose;
  }

  /**
   * Reads compacted topics from the beginning, since their content is state; a checkpoint's offsets
   * win. It is idle, for watermarks, once it has read what was there when it began.
   */
  public Source<RawRecord, ?, ?> compacted(String purpose, Collection<String> topics) {
    return new StateTopicSource(
        source(purpose, topics, List.of())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .build(),
        consumerProperties());
  }

  private KafkaSourceBuilder<RawRecord> source(
      String purpose, Collection<String> topics, Collection<String> patterns) {
    Properties properties = consumerProperties();
    properties.setProperty("partition.discovery.interval.ms", Long.toString(DISCOVERY.toMillis()));
    KafkaSourceBuilder<RawRecord> builder =
        KafkaSource.<RawRecord>builder()
            .setProperties(properties)
            .setGroupId(group(purpose))
            .setDeserializer(new RawRecordDeserializer());
    return patterns.isEmpty()
        ? builder.setTopics(List.copyOf(topics))
        : builder.setTopicPattern(union(topics, patterns));
  }

  private Properties consumerProperties() {
    Properties properties = settings.clientProperties();
    // Transactions that were given up must not be read as incidents or thresholds.
    properties.putIfAbsent("isolation.level", "read_committed");
    properties.putIfAbsent("max.partition.fetch.bytes", Integer.toString(PARTITION_FETCH_BYTES));
    return properties;
  }

  static Pattern union(Collection<String> topics, Collection<String> patterns) {
    StringBuilder union = new StringBuilder();
    for (String topic : topics) {
      union.append(union.isEmpty() ? "" : "|").append(Pattern.quote(topic));
    }
    for (String pattern : patterns) {
      union.append(union.isEmpty() ? "" : "|").append("(?:").append(pattern).append(')');
    }
    return Pattern.compile(union.toString());
  }

  /** A sink that writes at once, and again after a failure. */
  public <T> Sink<T> atLeastOnce(ContractSerializer<T> serializer) {
    return sink(serializer, SinkGuarantee.AT_LEAST_ONCE, "", Duration.ZERO);
  }

  /**
   * A sink of one contract.
   *
   * @param purpose names the transactions; stable across releases
   * @param transactionTimeout only for exactly-once
   */
  public <T> Sink<T> sink(
      ContractSerializer<T> serializer,
      SinkGuarantee guarantee,
      String purpose,
      Duration transactionTimeout) {
    Properties properties = settings.clientProperties();
    properties.putIfAbsent("compression.type", "lz4");
    properties.putIfAbsent("linger.ms", "5");
    KafkaSinkBuilder<T> builder =
        KafkaSink.<T>builder().setRecordSerializer(serializer).setKafkaProducerConfig(properties);
    if (guarantee == SinkGuarantee.EXACTLY_ONCE) {
      properties.setProperty(
          "transaction.timeout.ms", Long.toString(transactionTimeout.toMillis()));
      return builder
          .setKafkaProducerConfig(properties)
          .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
          .setTransactionalIdPrefix(settings.group() + "-" + purpose)
          .build();
    }
    return builder.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
  }
}
