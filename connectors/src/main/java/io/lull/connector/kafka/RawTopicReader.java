package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka reader that says itself which of its partitions are idle: those that are silent, and of
 * which is known that they hold nothing that has not been handed out.
 *
 * <p>Silence alone says little. On a busy machine, or while a backlog is read, a partition may be
 * silent for longer than any limit because its records are on their way; were it held to be idle,
 * event time would go on without it, and what it brings would be late: another history than the log
 * has. What partitions hold is looked up beside the task ({@link Ends}) about twice a second. While
 * that is overdue no partition is idle, for nobody knows.
 *
 * <p>One thread, but for the look-ups.
 */
final class RawTopicReader extends NotingReader {
  /** A look-up that began before this is out of date; less than a bound on disorder should be. */
  private static final long OVERDUE_NANOS = 2_500_000_000L;

  /** Looks beside the task what partitions hold. */
  interface Ends extends AutoCloseable {
    /**
     * Completes with the partitions that hold a record at or after an offset; never exceptionally,
     * and not at once, so that it can be asked again and again.
     *
     * @param next the offsets; below 0 as in {@link KafkaPartitionSplit}
     * @param silent the partitions of which it matters
     */
    CompletableFuture<Set<TopicPartition>> unread(
        Map<TopicPartition, Long> next, Set<TopicPartition> silent);

    @Override
    void close();
  }

  private final Ends ends;
  private final long idleNanos;
  private final LongSupplier nanoTime;
  private final Map<String, Partition> partitions = new HashMap<>();

  private CompletableFuture<Set<TopicPartition>> look = new CompletableFuture<>();
  private boolean looking;
  private long lookedNanos; // when the last look-up that has come back began
  private long beganNanos; // when the one under way began
  private boolean anyIdle;

  /** A partition, and how far it was handed out. */
  private static final class Partition {
    final TopicPartition topic;
    long next;
    boolean heard = true;
    long silentSinceNanos;
    boolean idle;

    Partition(TopicPartition topic, long next) {
      this.topic = topic;
      this.next = next;
    }
  }

  /**
   * Wraps a reader.
   *
   * @param idleMillis how long a partition that holds nothing may bring nothing until it is idle
   * @param nanoTime as {@link System#nanoTime}
   */
  RawTopicReader(
      SourceReader<RawRecord, KafkaPartitionSplit> reader,
      Ends ends,
      long idleMillis,
      LongSupplier nanoTime) {
    super(reader);
    this.ends = ends;
    this.idleNanos = idleMillis * 1_000_000L;
    this.nanoTime = nanoTime;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    reader.addSplits(splits);
    for (KafkaPartitionSplit split : splits) {
      partitions.put(
          split.splitId(), new Partition(split.getTopicPartition(), split.getStartingOffset()));
    }
    if (!looking) {
      ask();
    }
  }

  private void ask() {
    looking = true;
    beganNanos = nanoTime.getAsLong();
    Map<TopicPartition, Long> next = new HashMap<>();
    Set<TopicPartition> silent = new HashSet<>();
    for (Partition partition : partitions.values()) {
      if (partition.heard) {
        partition.heard = false;
        partition.silentSinceNanos = beganNanos;
      }
      next.put(partition.topic, partition.next);
      if (beganNanos - partition.silentSinceNanos >= idleNanos) {
        silent.add(partition.topic);
      }
    }
    look = ends.unread(next, silent);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RawRecord> output) throws Exception {
    if (anyIdle && nanoTime.getAsLong() - lookedNanos > OVERDUE_NANOS) {
      partitions.forEach((split, partition) -> active(partition, output, split));
      anyIdle = false;
    }
    if (looking && look.isDone()) {
      judge(look.join(), output);
      ask();
    }
    return pollNoting(output);
  }

  private void judge(Set<TopicPartition> unread, ReaderOutput<RawRecord> output) {
    lookedNanos = beganNanos;
    anyIdle = false;
    boolean known = nanoTime.getAsLong() - lookedNanos <= OVERDUE_NANOS;
    for (Map.Entry<String, Partition> entry : partitions.entrySet()) {
      Partition partition = entry.getValue();
      boolean silent = !partition.heard && lookedNanos - partition.silentSinceNanos >= idleNanos;
      if (!known || !silent || unread.contains(partition.topic)) {
        active(partition, output, entry.getKey());
      } else if (!partition.idle) {
        partition.idle = true;
        output.createOutputForSplit(entry.getKey()).markIdle();
      }
      anyIdle |= partition.idle;
    }
  }

  private static void active(Partition partition, ReaderOutput<RawRecord> output, String split) {
    if (partition.idle) {
      partition.idle = false;
      output.createOutputForSplit(split).markActive();
    }
  }

  @Override
  @Nullable Note noteOf(String split) {
    Partition partition = partitions.get(split);
    return partition == null ? null : (record, output) -> take(partition, record, output);
  }

  @Override
  void released(String split) {
    partitions.remove(split);
  }

  /** Notes what is handed out; a partition that speaks is not idle from then on. */
  private static void take(Partition partition, RawRecord record, SourceOutput<RawRecord> output) {
    partition.next = record.position() + 1;
    partition.heard = true;
    if (partition.idle) {
      partition.idle = false;
      output.markActive();
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> available = reader.isAvailable();
    return available.isDone() || !looking
        ? available
        : CompletableFuture.anyOf(available, look).thenApply(any -> null);
  }

  @Override
  public void close() throws Exception {
    ends.close();
    super.close();
  }
}
