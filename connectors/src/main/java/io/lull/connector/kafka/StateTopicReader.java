package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;

/**
 * A Kafka reader that is active until it handed out what its first partitions held when it began,
 * and idle from then on.
 *
 * <p>All but {@link #take} is the delegate's. The offsets of the last records are looked up beside
 * the task's thread ({@link Lookup}), whose answer makes this reader available.
 */
final class StateTopicReader implements SourceReader<RawRecord, KafkaPartitionSplit> {
  /** Finds the last records beside the task. */
  interface Lookup extends AutoCloseable {
    /** Completes with the offset of each partition's last record; never exceptionally. */
    CompletableFuture<Map<TopicPartition, Long>> start(Collection<TopicPartition> partitions);

    @Override
    void close();
  }

  private final SourceReader<RawRecord, KafkaPartitionSplit> reader;
  private final Lookup lookup;

  /** The offset from which a partition has not been handed out yet. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private CompletableFuture<Map<TopicPartition, Long>> last = new CompletableFuture<>();
  private boolean started;
  private boolean looked; // at what the look-up found
  private boolean caughtUp;

  StateTopicReader(SourceReader<RawRecord, KafkaPartitionSplit> reader, Lookup lookup) {
    this.reader = reader;
    this.lookup = lookup;
  }

  @Override
  public void start() {
    reader.start();
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
    InputStatus status = reader.pollNext(new Following(output));
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
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    return reader.snapshotState(checkpointId);
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    reader.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    reader.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    reader.pauseOrResumeSplits(pause, resume);
  }

  @Override
  public void close() throws Exception {
    lookup.close();
    reader.close();
  }

  /** Notes what is handed out. */
  private final class Following implements ReaderOutput<RawRecord> {
    private final ReaderOutput<RawRecord> output;

    Following(ReaderOutput<RawRecord> output) {
      this.output = output;
    }

    @Override
    public SourceOutput<RawRecord> createOutputForSplit(String split) {
      return new FollowingSplit(output.createOutputForSplit(split));
    }

    @Override
    public void releaseOutputForSplit(String split) {
      output.releaseOutputForSplit(split);
    }

    @Override
    public void collect(RawRecord record) {
      take(record);
      output.collect(record);
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
      take(record);
      output.collect(record, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      output.markIdle();
    }

    @Override
    public void markActive() {
      output.markActive();
    }
  }

  private final class FollowingSplit implements SourceOutput<RawRecord> {
    private final SourceOutput<RawRecord> output;

    FollowingSplit(SourceOutput<RawRecord> output) {
      this.output = output;
    }

    @Override
    public void collect(RawRecord record) {
      take(record);
      output.collect(record);
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
      take(record);
      output.collect(record, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      output.markIdle();
    }

    @Override
    public void markActive() {
      output.markActive();
    }
  }
}
