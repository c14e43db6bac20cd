package io.lull.job.replay;

import io.lull.connector.files.ExternalSort;
import io.lull.connector.files.HistoryRecord;
import io.lull.connector.files.SortedRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the subtasks of a {@link PartSink} wrote, as one sorted sequence. */
final class Parts {
  /** Lists the runs of a subtask that came to its end. */
  static final String DONE = "runs.txt";

  private Parts() {}

  static SortedRuns<HistoryRecord> byTime(Path directory, String name) throws IOException {
    return new SortedRuns<>(runs(directory.resolve(name)), HistoryRecord.byTime());
  }

  static SortedRuns<HistoryRecord> byKey(Path directory, String name) throws IOException {
    return new SortedRuns<>(runs(directory.resolve(name)), HistoryRecord.byKey());
  }

  private static List<Path> runs(Path directory) throws IOException {
    List<Path> runs = new ArrayList<>();
    for (int subtask = 0; Files.isDirectory(directory.resolve("" + subtask)); subtask++) {
      Path done = directory.resolve("" + subtask).resolve(DONE);
      Files.readAllLines(done).forEach(run -> runs.add(Path.of(run)));
    }
    return runs;
  }

  /** Gives each record to a taker, in order. */
  static void forEach(SortedRuns<HistoryRecord> runs, Taker taker) throws IOException {
    try (SortedRuns.Cursor<HistoryRecord> cursor = runs.open()) {
      for (HistoryRecord r = cursor.next(); r != null; r = cursor.next()) {
        taker.take(r);
      }
    }
  }

  /** Takes records. */
  interface Taker {
    void take(HistoryRecord record) throws IOException;
  }

  /** A sort in this process, by time and key. */
  static ExternalSort<HistoryRecord> sortByTime(Path directory, String name) throws IOException {
    Path runs = Files.createDirectories(directory.resolve(name));
    return new ExternalSort<>(runs, "run", HistoryRecord.byTime(), 32L << 20);
  }

  /** A sort in this process, by key and time. */
  static ExternalSort<HistoryRecord> sortByKey(Path directory, String name) throws IOException {
    Path runs = Files.createDirectories(directory.resolve(name));
    return new ExternalSort<>(runs, "run", HistoryRecord.byKey(), 32L << 20);
  }
}
