package io.lull.job.replay;

import io.lull.connector.files.HistoryRecord;
import io.lull.connector.files.SortedRuns;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Reads the history on the task's own thread: local files do not block for long. */
final class HistoryReader implements SourceReader<HistoryRecord, HistorySource.Split> {
  private static final int MAX_GATHERED_BYTES = 1 << 20;

  private final HistorySource source;
  private final Runnable splitRequest;
  private CompletableFuture<Void> assigned = new CompletableFuture<>();
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

  private SortedRuns.@Nullable Cursor<HistoryRecord> cursor;
  private @Nullable HistoryRecord ahead;
  private long position;
  private long last = Long.MIN_VALUE;
  private boolean noMoreSplits;

  HistoryReader(HistorySource source, Runnable splitRequest) {
    this.source = source;
    this.splitRequest = splitRequest;
  }

  @Override
  public void start() {
    splitRequest.run();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<HistoryRecord> output) throws IOException {
    if (cursor == null) {
      return noMoreSplits ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }
    HistoryRecord record = ahead == null ? cursor.next() : ahead;
    ahead = null;
    if (record == null) {
      closeCursor();
      end(output);
      if (!noMoreSplits) {
        // The word that there are no more splits fails the job if it finds the task gone.
        assigned = new CompletableFuture<>();
        return InputStatus.NOTHING_AVAILABLE;
      }
      return InputStatus.END_OF_INPUT;
    }
    position++;
    if (record.kind == HistoryRecord.METRICS) {
      record = gather(record, cursor);
    }
    output.collect(record, record.timeMillis);
    last = record.timeMillis;
    return InputStatus.MORE_AVAILABLE;
  }

  /**
   * Says how far event time went. All that is due until then happens in every subtask alike;
   * without it the end would come earlier to those that have nothing of the last records.
   */
  private void end(ReaderOutput<HistoryRecord> output) {
    if (last != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(last));
    }
  }

  /** The samples of one resource at one time travel together: see {@link SplitHistory}. */
  private HistoryRecord gather(HistoryRecord first, SortedRuns.Cursor<HistoryRecord> from)
      throws IOException {
    gathered.reset();
    DataOutputStream out = new DataOutputStream(gathered);
    append(first, out);
    HistoryRecord next = from.next();
    while (next != null && belongsTo(first, next) && gathered.size() < MAX_GATHERED_BYTES) {
      append(next, out);
      position++;
      next = from.next();
    }
    ahead = next;
    return new HistoryRecord(first.timeMillis, first.kind, first.key, gathered.toByteArray());
  }

  private static boolean belongsTo(HistoryRecord first, HistoryRecord next) {
    return next.kind == HistoryRecord.METRICS
        && next.timeMillis == first.timeMillis
        && next.key.equals(first.key);
  }

  private static void append(HistoryRecord record, DataOutputStream out) throws IOException {
    out.writeInt(record.payload.length);
    out.write(record.payload);
  }

  @Override
  public List<HistorySource.Split> snapshotState(long checkpointId) {
    return cursor == null ? List.of() : List.of(new HistorySource.Split(position));
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return assigned;
  }

  @Override
  public void addSplits(List<HistorySource.Split> splits) {
    try {
      for (HistorySource.Split split : splits) {
        cursor = source.history().open();
        for (position = 0; position < split.position(); position++) {
          cursor.next();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assigned.complete(null);
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    assigned.complete(null);
  }

  private void closeCursor() throws IOException {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeCursor();
  }
}
