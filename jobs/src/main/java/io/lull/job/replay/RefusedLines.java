package io.lull.job.replay;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.JsonLines;
import io.lull.connector.files.LineReader;
import io.lull.connector.files.LineReader.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds what reconciliation refused to the dead letters. A change does not carry where it stood, so
 * the file is read once more, only where there is something to be found. Held on the heap: the
 * refused changes, each different one once.
 */
final class RefusedLines {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedLines.class);
  private static final String FORMAT = "topology";

  private final Path input;
  private final @Nullable Path topology;
  private final DeadLetterFile dead;

  RefusedLines(Path input, ReplayFiles files, DeadLetterFile dead) {
    this.input = input;
    this.topology = files.topology();
    this.dead = dead;
  }

  void add(Path parts) throws IOException {
    Map<String, String> reasons = new HashMap<>();
    Parts.forEach(
        Parts.byTime(parts, ReplayGraph.REFUSED),
        record -> {
          String[] fields = new String(record.payload, StandardCharsets.UTF_8).split("\0", 2);
          reasons.put(fields[1], fields[0]);
        });
    if (topology != null && !reasons.isEmpty()) {
      find(topology, reasons);
    }
  }

  private void find(Path file, Map<String, String> reasons) {
    String name = input.relativize(file).toString();
    try (LineReader reader = LineReader.open(file)) {
      for (Line line = reader.next(); line != null; line = reader.next()) {
        String reason = line.blank() ? null : reasons.get(textOf(line));
        if (reason != null) {
          dead.add(name, line.number(), FORMAT, reason, line.bytes());
        }
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be read on, as was told when it was read first", name, e);
    }
  }

  private static String textOf(Line line) {
    try {
      return JsonLines.topology(line.text()).toString();
    } catch (BadLineException e) {
      return ""; // Told when it was read first.
    }
  }
}
