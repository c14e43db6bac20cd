package io.lull.connector.files;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorted files, read as one sorted sequence.
 *
 * @param files the runs; among equal records those of an earlier file come first
 * @param order how records compare and are read
 * @param <T> the records
 */
public record SortedRuns<T>(List<Path> files, ExternalSort.Order<T> order) {
  private static final int BUFFER_BYTES = 1 << 16;

  public SortedRuns {
    files = List.copyOf(files);
  }

  /** Starts to read from the beginning. */
  public Cursor<T> open() throws IOException {
    List<Run<T>> runs = new ArrayList<>();
    try {
      for (int i = 0; i < files.size(); i++) {
        runs.add(new Run<>(i, Files.newInputStream(files.get(i)), order));
      }
      return new Cursor<>(runs, order);
    } catch (IOException e) {
      for (Run<T> run : runs) {
        run.close();
      }
      throw e;
    }
  }

  /** A position in the sequence. */
  public static final class Cursor<T> implements Closeable {
    private final List<Run<T>> runs;
    private final PriorityQueue<Run<T>> heads;

    private Cursor(List<Run<T>> runs, ExternalSort.Order<T> order) throws IOException {
      this.runs = runs;
      this.heads =
          new PriorityQueue<>(
              Math.max(1, runs.size()),
              (a, b) -> {
                int byRecord = order.compare(a.head(), b.head());
                return byRecord != 0 ? byRecord : Integer.compare(a.index, b.index);
              });
      for (Run<T> run : runs) {
        if (run.advance()) {
          heads.add(run);
        }
      }
    }

    /** The next record, or null after the last. */
    public @Nullable T next() throws IOException {
      Run<T> run = heads.poll();
      if (run == null) {
        return null;
      }
      T record = run.head();
      if (run.advance()) {
        heads.add(run);
      }
      return record;
    }

    @Override
    public void close() throws IOException {
      for (Run<T> run : runs) {
        run.close();
      }
    }
  }

  private static final class Run<T> implements Closeable {
    private final int index;
    private final InputStream buffered;
    private final DataInputStream in;
    private final ExternalSort.Order<T> order;
    private @Nullable T head;

    Run(int index, InputStream file, ExternalSort.Order<T> order) {
      this.index = index;
      this.buffered = new BufferedInputStream(file, BUFFER_BYTES);
      this.in = new DataInputStream(buffered);
      this.order = order;
    }

    T head() {
      T record = head;
      if (record == null) {
        throw new IllegalStateException("run " + index + " is at its end");
      }
      return record;
    }

    boolean advance() throws IOException {
      buffered.mark(1);
      if (buffered.read() < 0) {
        head = null;
        return false;
      }
      buffered.reset();
      head = order.read(in);
      return true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
