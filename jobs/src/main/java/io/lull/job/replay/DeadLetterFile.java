package io.lull.job.replay;

import io.lull.connector.files.DeadLetterJson;
import io.lull.schema.DeadLetter;
import io.lull.schema.Origin;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code dead-letters.jsonl}: what could not be used, in the order of files and lines. */
final class DeadLetterFile implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterFile.class);
  private static final int MAX_LOGGED = 5;

  private final BufferedWriter writer;
  private long count;

  DeadLetterFile(Path file) throws IOException {
    writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  void add(String file, long line, String format, String reason, byte[] bytes) {
    if (count++ < MAX_LOGGED) {
      LOG.warn("{} line {}: {}", file, line, reason);
    }
    Origin origin = new Origin(file, -1, line);
    DeadLetter letter =
        new DeadLetter(origin, 0L, format, reason, null, Map.of(), ByteBuffer.wrap(bytes));
    try {
      writer.write(DeadLetterJson.write(letter));
      writer.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that cannot be read on, such as gzip that ends early. */
  void unreadable(String file, long lastLine, String format, IOException cause) {
    String reason = "cannot be read on after line " + lastLine + ": " + cause.getMessage();
    add(file, lastLine + 1, format, reason, new byte[0]);
  }

  long count() {
    return count;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
