package io.lull.connector.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up what partitions hold, with a consumer and a thread of its own, and waits before each.
 *
 * <p>Cost: the ends of all partitions twice a second, a request a broker; of silent ones that end
 * beyond what was read also their last records, unless that was looked up at the same end before:
 * what lies there may be marks of transactions.
 */
final class KafkaEnds implements RawTopicReader.Ends {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaEnds.class);
  private static final long PACE_MILLIS = 500;
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Properties properties;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread lookup = new Thread(task, "ends-of-partitions");
            lookup.setDaemon(true);
            return lookup;
          });

  private volatile boolean closed;

  // Made and closed by the thread; others may only wake it up.
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  // Owned by the thread.
  private final Map<TopicPartition, Long> starts = new HashMap<>();

  /** Of partitions that hold nothing further: the end at which that was found. */
  private final Map<TopicPartition, Long> empty = new HashMap<>();

  /**
   * Looks where a reader of these properties reads.
   *
   * @param properties those of the source's consumer, with its group
   */
  KafkaEnds(Properties properties) {
    this.properties = new Properties();
    properties
        .stringPropertyNames()
        .forEach(name -> this.properties.setProperty(name, properties.getProperty(name)));
    this.properties.remove("client.id");
    this.properties.setProperty("enable.auto.commit", "false");
    this.properties.setProperty("auto.offset.reset", "earliest");
    this.properties.setProperty("allow.auto.create.topics", "false");
  }

  @Override
  public CompletableFuture<Set<TopicPartition>> unread(
      Map<TopicPartition, Long> next, Set<TopicPartition> silent) {
    CompletableFuture<Set<TopicPartition>> found = new CompletableFuture<>();
    thread.execute(() -> lookUp(next, silent, found));
    return found;
  }

  private void lookUp(
      Map<TopicPartition, Long> next,
      Set<TopicPartition> silent,
      CompletableFuture<Set<TopicPartition>> found) {
    while (!found.isDone() && pause()) {
      try {
        found.complete(find(next, silent));
      } catch (WakeupException e) {
        return; // closed
      } catch (KafkaException e) {
        LOG.warn("The ends of {} partitions cannot be looked up, trying again", next.size(), e);
        disconnect();
      }
    }
  }

  private boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closed;
  }

  private Set<TopicPartition> find(Map<TopicPartition, Long> next, Set<TopicPartition> silent) {
    Consumer<byte[], byte[]> kafka = consumer;
    if (kafka == null) {
      kafka =
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer = kafka;
    }
    Map<TopicPartition, Long> ends = kafka.endOffsets(next.keySet());
    Set<TopicPartition> unread = new HashSet<>();
    for (Map.Entry<TopicPartition, Long> entry : next.entrySet()) {
      TopicPartition partition = entry.getKey();
      long end = ends.getOrDefault(partition, 0L);
      if (silent.contains(partition) && !isRead(kafka, partition, entry.getValue(), end)) {
        unread.add(partition);
      }
    }
    return unread;
  }

  private boolean isRead(
      Consumer<byte[], byte[]> kafka, TopicPartition partition, long next, long end) {
    if (empty.getOrDefault(partition, -1L) == end) {
      return true;
    }
    long from = next >= 0 ? next : start(kafka, partition, next);
    if (from < end && LastRecords.find(kafka, partition, from, end) != LastRecords.NONE) {
      return false;
    }
    empty.put(partition, end);
    return true;
  }

  /** Where a partition of which nothing was read yet is read from. */
  private long start(Consumer<byte[], byte[]> kafka, TopicPartition partition, long marker) {
    Long known = starts.get(partition);
    if (known == null) {
      Set<TopicPartition> one = Set.of(partition);
      OffsetAndMetadata committed =
          marker == KafkaPartitionSplit.COMMITTED_OFFSET
              ? kafka.committed(one).get(partition)
              : null;
      known =
          committed == null
              ? (Long) kafka.beginningOffsets(one).getOrDefault(partition, 0L)
              : (Long) committed.offset();
      starts.put(partition, known);
    }
    return known;
  }

  private void disconnect() {
    Consumer<byte[], byte[]> kafka = consumer;
    consumer = null;
    if (kafka != null) {
      kafka.close(CLOSE);
    }
  }

  /** Waits for nothing: the thread ends when it has closed its consumer. */
  @Override
  public void close() {
    closed = true;
    Consumer<byte[], byte[]> kafka = consumer;
    if (kafka != null) {
      kafka.wakeup();
    }
    thread.execute(this::disconnect);
    thread.shutdown();
  }
}
