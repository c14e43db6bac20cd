package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds now, from its beginning to where it ended when the scan began. */
public final class TopicScan {
  private static final Duration POLL = Duration.ofSeconds(1);

  private TopicScan() {}

  /** Takes one record. */
  @FunctionalInterface
  public interface Handler {
    /** Whether to go on. */
    boolean take(RawRecord record);
  }

  /**
   * Reads the whole topic; nothing is remembered in a consumer group.
   *
   * @throws TopicsException where the topic does not exist or Kafka cannot be used
   */
  public static void scan(KafkaSettings settings, String topic, Handler handler)
      throws TopicsException {
    Properties properties = settings.adminProperties();
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("allow.auto.create.topics", "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions == null || partitions.isEmpty()) {
        throw new TopicsException("topic " + topic + " does not exist", null);
      }
      List<TopicPartition> assigned =
          partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
      consumer.assign(assigned);
      consumer.seekToBeginning(assigned);
      readToEnd(consumer, consumer.endOffsets(assigned), handler);
    } catch (KafkaException e) {
      throw new TopicsException(
          "Kafka at " + settings.bootstrap() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void readToEnd(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Handler handler) {
    Map<TopicPartition, Long> open = new HashMap<>(ends);
    while (true) {
      open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (open.isEmpty()) {
        return;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
        boolean inside = end != null && record.offset() < end;
        if (inside && !handler.take(RawRecordDeserializer.toRaw(record))) {
          return;
        }
      }
    }
  }
}
