package io.lull.connector.files;

import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts more records than memory holds: sorted chunks are written to files, the files merged as
 * they are read. Stable: equal records keep the order they were added in.
 *
 * <p>Natural runs are kept: a chunk that continues where the last ended is appended to it, so input
 * that is already in order is one file and needs no merge. Cost: one write and one read of all
 * records, and one more for each factor of {@value #MAX_FAN_IN} beyond {@value #MAX_FAN_IN} runs.
 *
 * @param <T> the records
 */
public final class ExternalSort<T> {
  static final int MAX_FAN_IN = 64;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path directory;
  private final String name;
  private final Order<T> order;
  private final long memoryBytes;

  private List<Path> runs = new ArrayList<>();
  private List<T> chunk = new ArrayList<>();
  private long chunkBytes;
  private @Nullable T lastOfRun;
  private int files;

  /**
   * @param directory where to write; must exist
   * @param name prefix of the files
   * @param memoryBytes how much to hold before writing, by {@link Order#sizeOf}
   */
  public ExternalSort(Path directory, String name, Order<T> order, long memoryBytes) {
    this.directory = directory;
    this.name = name;
    this.order = order;
    this.memoryBytes = memoryBytes;
  }

  public void add(T record) throws IOException {
    chunk.add(record);
    chunkBytes += order.sizeOf(record);
    if (chunkBytes >= memoryBytes) {
      spill();
    }
  }

  /** Ends the input. The runs may be read any number of times. */
  public SortedRuns<T> finish() throws IOException {
    if (!chunk.isEmpty()) {
      spill();
    }
    chunk = List.of();
    while (runs.size() > MAX_FAN_IN) {
      runs = mergeNeighbours(runs);
    }
    return new SortedRuns<>(runs, order);
  }

  private void spill() throws IOException {
    chunk.sort(order);
    T last = lastOfRun;
    boolean continues = last != null && order.compare(last, chunk.get(0)) <= 0;
    if (!continues) {
      runs.add(directory.resolve(name + "-" + files++));
    }
    Path run = runs.get(runs.size() - 1);
    try (DataOutputStream out = open(run)) {
      for (T record : chunk) {
        order.write(record, out);
      }
    }
    lastOfRun = chunk.get(chunk.size() - 1);
    chunk.clear();
    chunkBytes = 0;
  }

  /** Neighbours only: what was added first stays first among equals. */
  private List<Path> mergeNeighbours(List<Path> before) throws IOException {
    List<Path> after = new ArrayList<>();
    for (int from = 0; from < before.size(); from += MAX_FAN_IN) {
      List<Path> group = before.subList(from, Math.min(before.size(), from + MAX_FAN_IN));
      Path merged = directory.resolve(name + "-" + files++);
      try (SortedRuns.Cursor<T> cursor = new SortedRuns<>(group, order).open();
          DataOutputStream out = open(merged)) {
        for (T record = cursor.next(); record != null; record = cursor.next()) {
          order.write(record, out);
        }
      }
      for (Path file : group) {
        Files.delete(file);
      }
      after.add(merged);
    }
    return after;
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            BUFFER_BYTES));
  }

  /** The order of records, and how they are written. */
  public interface Order<T> extends Comparator<T> {
    void write(T record, DataOutput out) throws IOException;

    T read(DataInput in) throws IOException;

    /** About how many bytes the record takes on the heap. */
    int sizeOf(T record);
  }
}
