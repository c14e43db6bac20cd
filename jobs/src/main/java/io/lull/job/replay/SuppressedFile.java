package io.lull.job.replay;

import io.lull.connector.files.Csv;
import io.lull.connector.files.ExternalSort;
import io.lull.connector.files.HistoryRecord;
import io.lull.schema.SuppressionState;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes {@code suppressed.csv}: a line for each alarm that was held back, as it ended. */
final class SuppressedFile {
  static final String NAME = "suppressed.csv";

  private static final String HEADER =
      Csv.line(
          "event",
          "state",
          "held",
          "updated",
          "resource",
          "type",
          "qualifier",
          "severity",
          "count",
          "rules",
          "path",
          "why");

  private final Path parts;
  private final Map<SuppressionState, Long> states = new EnumMap<>(SuppressionState.class);
  private @Nullable HistoryRecord last;

  SuppressedFile(Path parts) {
    this.parts = parts;
  }

  /** Writes it, sorted by the time since which alarms were held, then by event. */
  void write(Path file) throws IOException {
    ExternalSort<HistoryRecord> sort = Parts.sortByTime(parts, "suppressed-last");
    // By event and time: the last of an event holds.
    Parts.forEach(Parts.byKey(parts, ReplayGraph.SUPPRESSED), record -> take(record, sort));
    end(sort);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      out.write(HEADER.getBytes(StandardCharsets.UTF_8));
      Parts.forEach(sort.finish(), record -> out.write(record.payload));
    }
  }

  private void take(HistoryRecord record, ExternalSort<HistoryRecord> sort) throws IOException {
    if (last != null && !last.key.equals(record.key)) {
      end(sort);
    }
    last = record;
  }

  private void end(ExternalSort<HistoryRecord> sort) throws IOException {
    if (last == null) {
      return;
    }
    String[] fields = new String(last.payload, StandardCharsets.UTF_8).split("\0", 3);
    states.merge(SuppressionState.valueOf(fields[1]), 1L, Long::sum);
    byte[] line = fields[2].getBytes(StandardCharsets.UTF_8);
    sort.add(new HistoryRecord(Long.parseLong(fields[0]), last.kind, last.key, line));
    last = null;
  }

  /** Alarms that were held back, by what became of them. */
  Map<SuppressionState, Long> states() {
    return states;
  }
}
