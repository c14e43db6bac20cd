package io.lull.benchmark;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Counts and discards. */
final class CountingSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;
  private final String name;

  CountingSink(String name) {
    this.name = name;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new Writer<>(name);
  }

  private static final class Writer<T> implements SinkWriter<T> {
    private final String name;
    private long count;

    Writer(String name) {
      this.name = name;
    }

    @Override
    public void write(T element, Context context) {
      count++;
    }

    @Override
    public void flush(boolean endOfInput) {
      if (endOfInput) {
        Tally.end();
      }
    }

    @Override
    public void close() {
      Tally.add(name, count);
    }
  }
}
