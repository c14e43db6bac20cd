package io.lull.connector.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the values of a topic as they come, on and on; no consumer group remembers a position. */
public final class TopicFollower implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final String bootstrap;

  private TopicFollower(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, String bootstrap) {
    this.consumer = consumer;
    this.ends = ends;
    this.bootstrap = bootstrap;
  }

  /**
   * Starts to read.
   *
   * @param fromBeginning from the oldest record; else only what comes from now on
   * @throws TopicsException where the topic does not exist or Kafka cannot be used
   */
  public static TopicFollower open(KafkaSettings settings, String topic, boolean fromBeginning)
      throws TopicsException {
    Properties properties = settings.adminProperties();
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("allow.auto.create.topics", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions == null || partitions.isEmpty()) {
        throw new TopicsException("topic " + topic + " does not exist", null);
      }
      List<TopicPartition> assigned =
          partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
      consumer.assign(assigned);
      if (fromBeginning) {
        consumer.seekToBeginning(assigned);
      } else {
        consumer.seekToEnd(assigned);
      }
      return new TopicFollower(consumer, consumer.endOffsets(assigned), settings.bootstrap());
    } catch (KafkaException e) {
      consumer.close();
      throw cannotRead(settings.bootstrap(), e);
    } catch (TopicsException e) {
      consumer.close();
      throw e;
    }
  }

  private static TopicsException cannotRead(String bootstrap, KafkaException e) {
    return new TopicsException("Kafka at " + bootstrap + " cannot be read: " + e.getMessage(), e);
  }

  /** Values that came within a time; tombstones are left out. */
  public List<byte[]> poll(Duration timeout) throws TopicsException {
    List<byte[]> values = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
        if (record.value() != null) {
          values.add(record.value());
        }
      }
    } catch (KafkaException e) {
      throw cannotRead(bootstrap, e);
    }
    return values;
  }

  /** Whether all that was there when reading began has been read. */
  public boolean caughtUp() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
