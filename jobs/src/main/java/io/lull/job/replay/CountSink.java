package io.lull.job.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts a stream; the sum over its subtasks is read when the graph has finished. */
final class CountSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String name;

  CountSink(Path directory, String name) {
    this.directory = directory.toString();
    this.name = name;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    Path counts = Files.createDirectories(Path.of(directory, name));
    int subtask = context.getTaskInfo().getIndexOfThisSubtask();
    return new Writer<>(counts.resolve(Integer.toString(subtask)));
  }

  static long read(Path directory, String name) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      for (Path file : files.toList()) {
        sum += Long.parseLong(Files.readString(file));
      }
    }
    return sum;
  }

  private static final class Writer<T> implements SinkWriter<T> {
    private final Path file;
    private long count;

    Writer(Path file) {
      this.file = file;
    }

    @Override
    public void write(T element, Context context) {
      count++;
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      if (endOfInput) {
        Files.writeString(file, Long.toString(count));
      }
    }

    @Override
    public void close() {}
  }
}
