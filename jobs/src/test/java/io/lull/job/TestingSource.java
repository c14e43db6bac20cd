package io.lull.job;

import io.lull.connector.format.RawRecord;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Records of a list as one split, by the time stamps that they have. It ends with the list, or
 * pauses before a position, for a savepoint to be taken there.
 */
final class TestingSource implements Source<RawRecord, TestingSource.Split, Integer> {
  private static final long serialVersionUID = 1L;

  private static final int ASSIGNED = 1;
  private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();
  private static final Set<String> PAUSED = ConcurrentHashMap.newKeySet();

  private final ArrayList<Line> lines = new ArrayList<>();
  private final int pauseAt;
  private final int failAt;
  private final String id = UUID.randomUUID().toString();

  /** A raw record that can travel. */
  private record Line(String source, int partition, long position, long timestamp, byte[] value)
      implements Serializable {}

  /** Everything. */
  record Split(int position) implements SourceSplit {
    @Override
    public String splitId() {
      return "all";
    }
  }

  TestingSource(List<RawRecord> records) {
    this(records, Integer.MAX_VALUE);
  }

  /**
   * @param pauseAt how many records come before nothing comes any more
   */
  TestingSource(List<RawRecord> records, int pauseAt) {
    this(records, pauseAt, Integer.MAX_VALUE);
  }

  private TestingSource(List<RawRecord> records, int pauseAt, int failAt) {
    this.pauseAt = pauseAt;
    this.failAt = failAt;
    for (RawRecord r : records) {
      lines.add(new Line(r.source(), r.partition(), r.position(), r.timestampMillis(), r.value()));
    }
  }

  /** Fails once before a position, after a checkpoint that is at least half way there. */
  static TestingSource failing(List<RawRecord> records, int failAt) {
    return new TestingSource(records, Integer.MAX_VALUE, failAt);
  }

  /** Whether it has failed. */
  boolean failed() {
    return FAILED.contains(id);
  }

  /**
   * Whether all that comes before its pause has been handed out, ahead of any savepoint's barrier.
   */
  boolean paused() {
    return PAUSED.contains(id);
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SplitEnumerator<Split, Integer> createEnumerator(SplitEnumeratorContext<Split> context) {
    return new Enumerator(context, false);
  }

  @Override
  public SplitEnumerator<Split, Integer> restoreEnumerator(
      SplitEnumeratorContext<Split> context, Integer checkpoint) {
    return new Enumerator(context, checkpoint == ASSIGNED);
  }

  @Override
  public SimpleVersionedSerializer<Split> getSplitSerializer() {
    return new IntSerializer<>() {
      @Override
      int toInt(Split split) {
        return split.position();
      }

      @Override
      Split ofInt(int value) {
        return new Split(value);
      }
    };
  }

  @Override
  public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
    return new IntSerializer<>() {
      @Override
      int toInt(Integer value) {
        return value;
      }

      @Override
      Integer ofInt(int value) {
        return value;
      }
    };
  }

  @Override
  public SourceReader<RawRecord, Split> createReader(SourceReaderContext context) {
    return new Reader(context);
  }

  private abstract static class IntSerializer<T> implements SimpleVersionedSerializer<T> {
    abstract int toInt(T value);

    abstract T ofInt(int value);

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(T value) {
      return ByteBuffer.allocate(Integer.BYTES).putInt(toInt(value)).array();
    }

    @Override
    public T deserialize(int version, byte[] bytes) {
      return ofInt(ByteBuffer.wrap(bytes).getInt());
    }
  }

  private static final class Enumerator implements SplitEnumerator<Split, Integer> {
    private final SplitEnumeratorContext<Split> context;
    private boolean assigned;

    Enumerator(SplitEnumeratorContext<Split> context, boolean assigned) {
      this.context = context;
      this.assigned = assigned;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<Split> splits, int subtask) {
      splits.forEach(split -> context.assignSplit(split, 0));
    }

    @Override
    public void addReader(int subtask) {
      if (subtask == 0 && !assigned) {
        assigned = true;
        context.assignSplit(new Split(0), 0);
      }
      context.signalNoMoreSplits(subtask);
    }

    @Override
    public Integer snapshotState(long checkpointId) {
      return assigned ? ASSIGNED : 0;
    }

    @Override
    public void close() {}
  }

  private final class Reader implements SourceReader<RawRecord, Split> {
    private final SourceReaderContext context;
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private int next = -1;
    private boolean noMore;
    private final Map<Long, Integer> snapshots = new HashMap<>();
    private int saved = -1;

    Reader(SourceReaderContext context) {
      this.context = context;
    }

    @Override
    public void start() {
      context.sendSplitRequest();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<RawRecord> output) {
      if (next < 0) {
        return noMore ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
      }
      if (next >= pauseAt) {
        PAUSED.add(id);
        if (next >= lines.size()) {
          output.markIdle(); // as a topic of state is, once it is read
        }
        available = new CompletableFuture<>();
        return InputStatus.NOTHING_AVAILABLE;
      }
      if (next == failAt && !FAILED.contains(id)) {
        if (saved < failAt / 2) {
          available = new CompletableFuture<>();
          return InputStatus.NOTHING_AVAILABLE;
        }
        FAILED.add(id);
        throw new IllegalStateException("fails once, as it was told");
      }
      if (next >= lines.size()) {
        return InputStatus.END_OF_INPUT;
      }
      Line line = lines.get(next++);
      output
          .createOutputForSplit("all")
          .collect(
              new RawRecord(
                  line.source(),
                  line.partition(),
                  line.position(),
                  line.timestamp(),
                  null,
                  Map.of(),
                  line.value()),
              line.timestamp());
      return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      saved = Math.max(saved, snapshots.getOrDefault(checkpointId, -1));
      if (saved >= failAt / 2) {
        available.complete(null);
      }
    }

    @Override
    public List<Split> snapshotState(long checkpointId) {
      snapshots.put(checkpointId, next);
      return next < 0 ? List.of() : List.of(new Split(next));
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return available;
    }

    @Override
    public void addSplits(List<Split> splits) {
      next = splits.get(0).position();
      available.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {
      noMore = true;
      available.complete(null);
    }

    @Override
    public void close() {}
  }
}
