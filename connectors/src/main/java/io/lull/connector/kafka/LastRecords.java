package io.lull.connector.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the last record that a partition holds now. It need not be the one before the partition's
 * end: the marks of transactions have offsets too, and so has what they gave up.
 *
 * <p>Cost: a fetch a partition, and one more for each doubling of the number of such offsets at its
 * end.
 */
final class LastRecords {
  /** The offset of a partition that holds no record. */
  static final long NONE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(LastRecords.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Polls in a row without progress, after which one looks farther back. */
  private static final int PATIENCE = 60;

  private LastRecords() {}

  /**
   * The offsets of the last records.
   *
   * @param properties those of the source's consumer
   * @throws org.apache.kafka.common.KafkaException where Kafka cannot be used
   */
  static Map<TopicPartition, Long> find(
      Properties properties, Collection<TopicPartition> partitions) {
    Properties own = new Properties();
    properties.stringPropertyNames().forEach(n -> own.setProperty(n, properties.getProperty(n)));
    own.remove("group.id");
    own.remove("client.id");
    own.setProperty("enable.auto.commit", "false");
    own.setProperty("auto.offset.reset", "earliest");
    own.setProperty("allow.auto.create.topics", "false");
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return find(consumer, partitions);
    }
  }

  static Map<TopicPartition, Long> find(
      Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> last = new HashMap<>();
    for (TopicPartition partition : partitions) {
      last.put(
          partition, find(consumer, partition, offset(begins, partition), offset(ends, partition)));
    }
    return last;
  }

  /** The offset of the last record of a part of a partition. */
  static long find(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long begin, long end) {
    consumer.assign(List.of(partition));
    long from = end;
    long last = NONE;
    while (last == NONE && from > begin) {
      from = Math.max(begin, end - Math.max(1, 2 * (end - from)));
      last = lastFrom(consumer, partition, from, end);
    }
    return last;
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return Objects.requireNonNull(offsets.get(partition));
  }

  private static long lastFrom(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
    consumer.seek(partition, from);
    long last = NONE;
    long position = from;
    int idle = 0;
    while (position < end && idle < PATIENCE) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          last = record.offset();
        }
      }
      long now = consumer.position(partition);
      idle = now > position ? 0 : idle + 1;
      position = now;
    }
    if (position < end) {
      LOG.warn("{} gave nothing from {} on, though it ends at {}", partition, position, end);
    }
    return last;
  }
}
