package io.lull.job.replay;

import io.lull.connector.files.ExternalSort;
import io.lull.connector.files.HistoryRecord;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes a stream to sorted runs on local disk, some for each subtask; {@link Parts} merges them.
 * For graphs that run in this process and either finish or are thrown away.
 *
 * @param <T> elements
 */
final class PartSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;
  private static final long SORT_BYTES = 16L << 20;

  private final String directory;
  private final String name;
  private final Format<T> format;
  private final boolean byKey;

  private PartSink(Path directory, String name, Format<T> format, boolean byKey) {
    this.directory = directory.toString();
    this.name = name;
    this.format = format;
    this.byKey = byKey;
  }

  /** Sorted by time, then key. */
  static <T> PartSink<T> byTime(Path directory, String name, Format<T> format) {
    return new PartSink<>(directory, name, format, false);
  }

  /** Sorted by key, then time. */
  static <T> PartSink<T> byKey(Path directory, String name, Format<T> format) {
    return new PartSink<>(directory, name, format, true);
  }

  /** What of an element is written, and its place in the order. */
  interface Format<T> extends Serializable {
    /**
     * One record for the element.
     *
     * @param timestamp the element's time stamp, milliseconds since the epoch
     */
    HistoryRecord write(T element, long timestamp);
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    int subtask = context.getTaskInfo().getIndexOfThisSubtask();
    Path part = Files.createDirectories(Path.of(directory, name, Integer.toString(subtask)));
    return new Writer(
        part,
        new ExternalSort<>(
            part, "run", byKey ? HistoryRecord.byKey() : HistoryRecord.byTime(), SORT_BYTES));
  }

  private final class Writer implements SinkWriter<T> {
    private final Path part;
    private final ExternalSort<HistoryRecord> sort;

    Writer(Path part, ExternalSort<HistoryRecord> sort) {
      this.part = part;
      this.sort = sort;
    }

    @Override
    public void write(T element, Context context) throws IOException {
      Long timestamp = context.timestamp();
      sort.add(format.write(element, timestamp == null ? Long.MIN_VALUE : timestamp));
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      if (endOfInput) {
        List<String> runs = new ArrayList<>();
        sort.finish().files().forEach(file -> runs.add(file.toString()));
        Files.write(part.resolve(Parts.DONE), runs);
      }
    }

    @Override
    public void close() {}
  }
}
