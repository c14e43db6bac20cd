package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka reader that another one does the reading for, and that notes what it hands out. All but
 * that, and what the kinds of it add, is the delegate's.
 */
abstract class NotingReader implements SourceReader<RawRecord, KafkaPartitionSplit> {
  final SourceReader<RawRecord, KafkaPartitionSplit> reader;

  NotingReader(SourceReader<RawRecord, KafkaPartitionSplit> reader) {
    this.reader = reader;
  }

  /** Notes the records of a split, each before it is handed out. */
  @FunctionalInterface
  interface Note {
    /**
     * Notes a record.
     *
     * @param output where it is about to go
     */
    void take(RawRecord record, SourceOutput<RawRecord> output);
  }

  /** Who notes the records of a split; null: nobody has to. Asked once an output, not a record. */
  abstract @Nullable Note noteOf(String split);

  /** A split is handed out no more. */
  void released(String split) {}

  /** Polls the delegate, and notes. */
  final InputStatus pollNoting(ReaderOutput<RawRecord> output) throws Exception {
    return reader.pollNext(new NotingOutput(output));
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
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
    reader.close();
  }

  /** The output of the whole reader: has those of splits note what they hand on. */
  private final class NotingOutput extends Noting implements ReaderOutput<RawRecord> {
    private final ReaderOutput<RawRecord> whole;

    NotingOutput(ReaderOutput<RawRecord> whole) {
      super(whole, NotingReader.this::noteByPartition);
      this.whole = whole;
    }

    @Override
    public SourceOutput<RawRecord> createOutputForSplit(String split) {
      SourceOutput<RawRecord> own = whole.createOutputForSplit(split);
      Note note = noteOf(split);
      return note == null ? own : new Noting(own, note);
    }

    @Override
    public void releaseOutputForSplit(String split) {
      released(split);
      whole.releaseOutputForSplit(split);
    }
  }

  /** Of what comes by no output of a split the record says which it is of. */
  private void noteByPartition(RawRecord record, SourceOutput<RawRecord> output) {
    TopicPartition partition = new TopicPartition(record.source(), record.partition());
    Note note = noteOf(KafkaPartitionSplit.toSplitId(partition));
    if (note != null) {
      note.take(record, output);
    }
  }

  /** Hands on, and notes before. */
  private static class Noting implements SourceOutput<RawRecord> {
    private final SourceOutput<RawRecord> output;
    private final Note note;

    Noting(SourceOutput<RawRecord> output, Note note) {
      this.output = output;
      this.note = note;
    }

    @Override
    public void collect(RawRecord record) {
      note.take(record, output);
      output.collect(record);
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
      note.take(record, output);
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
