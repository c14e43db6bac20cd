package io.lull.connector.exchange;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.JsonLines;
import io.lull.connector.files.LineReader;
import java.io.IOException;
import java.nio.file.Path;

/** Lines of topology.jsonl, as docs/replay.md gives them. */
final class JsonlReader implements EstateReader {
  @Override
  public void read(Path file, Consumer out) throws IOException, InterruptedException {
    try (LineReader lines = LineReader.open(file)) {
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.blank() && line.bytes()[0] != '#') {
          out.accept(entry(line));
        }
      }
    }
  }

  private static Entry entry(LineReader.Line line) {
    try {
      return Entry.of(line.number(), JsonLines.topology(line.text()));
    } catch (BadLineException e) {
      return Entry.bad(line.number(), e.reason());
    }
  }
}
