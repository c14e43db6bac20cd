package io.lull.job.replay;

import io.lull.connector.files.HistoryRecord;
import io.lull.connector.files.SortedRuns;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted history as a bounded stream with time stamps in ascending order.
 *
 * <p>All kinds of input come out of one reader, so none runs ahead of another and nothing needs to
 * be held back for long downstream. There is one split, so parallelism beyond one has no use. Its
 * position, the number of records given out, is in checkpoints; a restored reader skips as many.
 */
public final class HistorySource
    implements Source<HistoryRecord, HistorySource.Split, Long>, Serializable {
  private static final long serialVersionUID = 1L;

  private final List<String> files;

  public HistorySource(SortedRuns<HistoryRecord> history) {
    this.files = List.copyOf(history.files().stream().map(Path::toString).toList());
  }

  SortedRuns<HistoryRecord> history() {
    return new SortedRuns<>(files.stream().map(Path::of).toList(), HistoryRecord.byTime());
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SplitEnumerator<Split, Long> createEnumerator(SplitEnumeratorContext<Split> context) {
    return new Enumerator(context, 0L);
  }

  @Override
  public SplitEnumerator<Split, Long> restoreEnumerator(
      SplitEnumeratorContext<Split> context, Long position) {
    return new Enumerator(context, position);
  }

  @Override
  public SimpleVersionedSerializer<Split> getSplitSerializer() {
    return new SplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<Long> getEnumeratorCheckpointSerializer() {
    return new PositionSerializer();
  }

  @Override
  public SourceReader<HistoryRecord, Split> createReader(SourceReaderContext context) {
    return new HistoryReader(this, context::sendSplitRequest);
  }

  /**
   * The whole history from a position on.
   *
   * @param position records already given out
   */
  public record Split(long position) implements SourceSplit {
    @Override
    public String splitId() {
      return "history";
    }
  }

  /** Gives the one split to the first reader that asks. Its state: the position, -1 once given. */
  private static final class Enumerator implements SplitEnumerator<Split, Long> {
    private static final long GIVEN = -1;

    private final SplitEnumeratorContext<Split> context;
    private final Queue<Split> waiting = new ArrayDeque<>();

    Enumerator(SplitEnumeratorContext<Split> context, long position) {
      this.context = context;
      if (position != GIVEN) {
        waiting.add(new Split(position));
      }
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
      Split split = waiting.poll();
      if (split != null) {
        context.assignSplit(split, subtask);
      }
      context.signalNoMoreSplits(subtask);
    }

    @Override
    public void addSplitsBack(List<Split> splits, int subtask) {
      waiting.addAll(splits);
    }

    @Override
    public void addReader(int subtask) {}

    @Override
    public Long snapshotState(long checkpoint) {
      Split split = waiting.peek();
      return split == null ? GIVEN : split.position();
    }

    @Override
    public void close() {}
  }

  private static final class SplitSerializer implements SimpleVersionedSerializer<Split> {
    @Override
    public int getVersion() {
      return PositionSerializer.VERSION;
    }

    @Override
    public byte[] serialize(Split split) {
      return PositionSerializer.toBytes(split.position());
    }

    @Override
    public Split deserialize(int version, byte[] bytes) {
      return new Split(PositionSerializer.fromBytes(version, bytes));
    }
  }

  private static final class PositionSerializer implements SimpleVersionedSerializer<Long> {
    static final int VERSION = 1;

    static byte[] toBytes(long position) {
      return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    }

    static long fromBytes(int version, byte[] bytes) {
      if (version != VERSION) {
        throw new IllegalArgumentException("expected version " + VERSION + ", found " + version);
      }
      return ByteBuffer.wrap(bytes).getLong();
    }

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(Long position) {
      return toBytes(position);
    }

    @Override
    public Long deserialize(int version, byte[] bytes) {
      return fromBytes(version, bytes);
    }
  }
}
