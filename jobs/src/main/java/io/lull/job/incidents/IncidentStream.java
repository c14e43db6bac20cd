package io.lull.job.incidents;

import io.lull.connector.files.LineReader;
import io.lull.connector.kafka.TopicFollower;
import io.lull.connector.kafka.TopicsException;
import io.lull.job.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Incidents as JSON, from wherever they come. */
interface IncidentStream extends AutoCloseable {

  /** What has come, waiting at most so long for the first. */
  List<byte[]> poll(Duration timeout);

  /** Whether all that was there when reading began has been given out. */
  boolean caughtUp();

  @Override
  void close();

  /** A Kafka topic. */
  static IncidentStream of(TopicFollower topic) {
    return new IncidentStream() {
      @Override
      public List<byte[]> poll(Duration timeout) {
        try {
          return topic.poll(timeout);
        } catch (TopicsException e) {
          throw CommandException.failed(e.reason(), e);
        }
      }

      @Override
      public boolean caughtUp() {
        return topic.caughtUp();
      }

      @Override
      public void close() {
        topic.close();
      }
    };
  }

  /** An {@code incidents.jsonl}, plain or gzip; it has an end. */
  static IncidentStream of(Path file) {
    if (!Files.isRegularFile(file)) {
      throw CommandException.invalid("--file " + file + ": no such file");
    }
    try {
      return new FileStream(LineReader.open(file));
    } catch (IOException e) {
      throw CommandException.failed("--file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The lines of a file, some at a time. */
  final class FileStream implements IncidentStream {
    private static final int BATCH = 1000;

    private final LineReader lines;
    private boolean ended;

    FileStream(LineReader lines) {
      this.lines = lines;
    }

    @Override
    public List<byte[]> poll(Duration timeout) {
      List<byte[]> values = new ArrayList<>();
      try {
        while (!ended && values.size() < BATCH) {
          LineReader.Line line = lines.next();
          ended = line == null;
          if (line != null && !line.blank()) {
            values.add(line.bytes());
          }
        }
      } catch (IOException e) {
        String reason = "cannot be read on after line " + lines.number() + ": " + e.getMessage();
        throw CommandException.failed(reason, e);
      }
      return values;
    }

    @Override
    public boolean caughtUp() {
      return ended;
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
