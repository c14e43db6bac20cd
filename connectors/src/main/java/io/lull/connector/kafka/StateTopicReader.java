package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka reader that is active until it handed out what its first partitions held when it began,
 * and idle from then on.
 *
 * <p>The offsets of the last records are looked up beside the task's thread ({@link Lookup}), whose
 * answer makes this reader available.
 */
final class StateTopicReader extends NotingReader {
  /** Finds the last records beside the task. */
  interface Lookup extends AutoCloseable {
    /** Completes with the offset of each partition's last record; never exceptionally. */
    CompletableFuture<Map<TopicPartition, Long>> start(Collection<TopicPartition> partitions);

    @Override
    void close();
  }

  private final Lookup lookup;

  /** The offset from which a partition has not been handed out yet. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private CompletableFuture<Map<TopicPartition, Long>> last = new CompletableFuture<>();
  private boolean started;
  private boolean looked; // at what the look-up found
  private boolean caughtUp;

  StateTopicReader(SourceReader<RawRecord, KafkaPartitionSplit> reader, Lookup lookup) {
    super(reader);
    this.lookup = lookup;
  }

  /** The first ones are waited for; of partitions that are found later nothing was there before. */
  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    reader.addSplits(splits);
    if (caughtUp) {
      return;
    }
    for (KafkaPartitionSplit split : splits) {
      next.put(split.getTopicPartition(), Math.max(0, split.getStartingOffset()));
    }
    if (!started) {
      started = true;
      last = lookup.start(List.copyOf(next.keySet()));
    }
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RawRecord> output) throws Exception {
    if (caughtUp) {
      return reader.pollNext(output);
    }
    InputStatus status = pollNoting(output);
    looked = last.isDone();
    if (looked && last.join().entrySet().stream().allMatch(this::isRead)) {
      caughtUp = true;
      next.clear();
      lookup.close();
      output.markIdle();
    }
    return status;
  }

  private boolean isRead(Map.Entry<TopicPartition, Long> end) {
    return end.getValue() < next.getOrDefault(end.getKey(), 0L);
  }

  @Override
  Note noteOf(String split) {
    return (record, output) -> take(record);
  }

  private void take(RawRecord record) {
    if (caughtUp) {
      return; // the delegate keeps the outputs that it was given
    }
    next.put(new TopicPartition(record.source(), record.partition()), record.position() + 1);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> available = reader.isAvailable();
    // Once the last records are known this has to look once more, for there may be nothing to read;
    // that may also have been since it looked.
    return looked || available.isDone()
        ? available
        : CompletableFuture.anyOf(available, last).thenApply(any -> null);
  }

  @Override
  public void close() throws Exception {
    lookup.close();
    super.close();
  }
}
