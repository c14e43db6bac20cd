package io.lull.job.replay;

import io.lull.connector.files.LineReader;
import io.lull.connector.files.LineReader.Line;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.RawRecord;
import io.lull.job.decode.ServiceMapDecoder;
import io.lull.schema.CallSpan;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Files in a wire format, decoded as from Kafka. Line formats, and files named {@code .jsonl},
 * {@code .ndjson}, {@code .log} or {@code .txt}, have a record a line; every other file is one
 * record.
 *
 * <p>What has no time of its own gets that of the file's last change: there is no collector's
 * clock.
 */
final class RawFileReader {
  private static final Set<String> LINE_FORMATS = Set.of("syslog", "influx");
  private static final Set<String> LINE_SUFFIXES = Set.of(".jsonl", ".ndjson", ".log", ".txt");

  private final DecoderOptions options;
  private final DeadLetterFile deadLetters;
  private final long latestMillis;
  private final Target target;
  private final Map<String, Decoder> decoders = new HashMap<>();

  /**
   * @param latestMillis what is later is a dead letter, milliseconds since the epoch
   */
  RawFileReader(
      DecoderOptions options, DeadLetterFile deadLetters, long latestMillis, Target target) {
    this.options = options;
    this.deadLetters = deadLetters;
    this.latestMillis = latestMillis;
    this.target = target;
  }

  /** Where decoded records go. */
  interface Target {
    void event(Event event);

    void metrics(MetricBatch batch);

    void fact(Fact fact);

    /** Whether spans are taken. */
    boolean wantsSpans();

    void span(CallSpan span);
  }

  /**
   * Reads one file.
   *
   * @param name what the file is called in ids and messages
   * @param progress is told the line that was read
   */
  void read(ReplayFiles.Raw raw, String name, LongConsumer progress) throws IOException {
    long timestamp = Files.getLastModifiedTime(raw.file()).toMillis();
    long last = 0;
    try {
      if (!hasLines(raw)) {
        document(raw, name, timestamp);
        return;
      }
      try (LineReader reader = LineReader.open(raw.file(), options.limits().maxBytes())) {
        for (Line line = reader.next(); line != null; line = reader.next()) {
          last = line.number();
          progress.accept(last);
          if (line.cut()) {
            String reason = "line is too long: expected at most " + line.bytes().length + " bytes";
            deadLetters.add(name, last, raw.format(), reason, line.bytes());
          } else if (!line.blank()) {
            decode(raw.format(), name, last, timestamp, line.bytes());
          }
        }
      }
    } catch (IOException e) {
      deadLetters.unreadable(name, last, raw.format(), e);
    }
  }

  private static boolean hasLines(ReplayFiles.Raw raw) {
    String name = raw.file().getFileName().toString();
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return LINE_FORMATS.contains(raw.format()) || LINE_SUFFIXES.stream().anyMatch(plain::endsWith);
  }

  private void document(ReplayFiles.Raw raw, String name, long timestamp) throws IOException {
    byte[] bytes = readWhole(raw.file());
    decode(raw.format(), name, 1, timestamp, bytes);
  }

  /** One byte more than the limit is enough for the decoder to refuse it. */
  private byte[] readWhole(Path file) throws IOException {
    try (InputStream in = LineReader.openStream(file)) {
      return in.readNBytes(options.limits().maxBytes() + 1);
    }
  }

  private void decode(String format, String name, long line, long timestamp, byte[] bytes) {
    String exact = format.equals(ReplayFiles.OTLP_JSON) ? otlpJson(bytes) : format;
    RawRecord record = new RawRecord(name, -1, line, timestamp, null, Map.of(), bytes);
    ToTarget out = new ToTarget(exact, name, line, bytes);
    decoders.computeIfAbsent(exact, this::decoder).decode(record, out);
    out.end();
  }

  private Decoder decoder(String format) {
    return format.equals(ServiceMapDecoder.FORMAT)
        ? new ServiceMapDecoder()
        : Decoders.create(format, options);
  }

  /** Which of the three OTLP documents it is; one that is none goes where the reason is clear. */
  private static String otlpJson(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.contains("\"resourceMetrics\"")) {
      return "otlp-metrics-json";
    }
    return text.contains("\"resourceSpans\"") ? "otlp-traces-json" : "otlp-logs-json";
  }

  private final class ToTarget implements Decoder.Output {
    private final String format;
    private final String name;
    private final long line;
    private final byte[] bytes;
    private int fromTheFuture;
    private long firstOfThem;

    ToTarget(String format, String name, long line, byte[] bytes) {
      this.format = format;
      this.name = name;
      this.line = line;
      this.bytes = bytes;
    }

    /** One dead letter a record, however many times in it are impossible. */
    void end() {
      if (fromTheFuture > 0) {
        String more = fromTheFuture == 1 ? "" : ", and " + (fromTheFuture - 1) + " more like it";
        reject(HistoryBuilder.fromTheFuture(firstOfThem, latestMillis) + more);
      }
    }

    private boolean refuses(long timeMillis) {
      if (timeMillis <= latestMillis) {
        return false;
      }
      if (fromTheFuture++ == 0) {
        firstOfThem = timeMillis;
      }
      return true;
    }

    @Override
    public void event(Event event) {
      if (!refuses(event.getTimeMillis())) {
        target.event(event);
      }
    }

    @Override
    public void metrics(MetricBatch batch) {
      if (!refuses(batch.getTimeMillis())) {
        target.metrics(batch);
      }
    }

    @Override
    public void fact(Fact fact) {
      Long time = fact.getTimeMillis();
      if (time == null || !refuses(time)) {
        target.fact(fact);
      }
    }

    @Override
    public boolean wantsSpans() {
      return target.wantsSpans();
    }

    @Override
    public void span(CallSpan span) {
      if (!refuses(span.timeMillis)) {
        target.span(span);
      }
    }

    @Override
    public void reject(String reason) {
      deadLetters.add(name, line, format, reason, bytes);
    }

    @Override
    public void rejectPart(String reason, byte[] part) {
      deadLetters.add(name, line, format, reason, part);
    }
  }
}
