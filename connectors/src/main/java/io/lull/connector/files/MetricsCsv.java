package io.lull.connector.files;

import io.lull.connector.files.LineReader.Line;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code metrics.csv} (RFC 4180, header {@code time,resource,metric,value}), in file
 * order.
 *
 * <p>A quoted field may hold line breaks. A quote that is never closed must not swallow the file:
 * if the record does not end within {@value #MAX_RECORD_LINES} lines, its first line alone is bad
 * and reading goes on with the next.
 */
public final class MetricsCsv implements Closeable {
  public static final String HEADER = "time,resource,metric,value";

  private static final int COLUMNS = 4;
  private static final int MAX_RECORD_LINES = 16;
  private static final int MAX_LINE_BYTES = 64 << 10;

  private final LineReader lines;

  /** Lines read ahead for a quoted field, to be read again. */
  private final Deque<Line> pending = new ArrayDeque<>();

  private MetricsCsv(LineReader lines) {
    this.lines = lines;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws BadLineException where the header is another: what the columns mean is not known then
   */
  public static MetricsCsv open(Path file) throws IOException, BadLineException {
    LineReader lines = LineReader.open(file, MAX_LINE_BYTES);
    try {
      Line header = lines.next();
      List<String> names = header == null ? List.of() : split(header.text());
      if (names == null || !String.join(",", names).equals(HEADER)) {
        String found = header == null ? "an empty file" : "'" + header.text() + "'";
        throw new BadLineException("expected the header '" + HEADER + "', found " + found);
      }
      return new MetricsCsv(lines);
    } catch (IOException | BadLineException e) {
      lines.close();
      throw e;
    }
  }

  /** The next row, good or bad; null after the last. Blank lines are skipped. */
  public @Nullable Row next() throws IOException {
    Line line = nextLine();
    while (line != null && line.blank()) {
      line = nextLine();
    }
    if (line == null) {
      return null;
    }
    try {
      return new Row(line, sample(fields(line)), null);
    } catch (BadLineException e) {
      return new Row(line, null, e.reason());
    }
  }

  private @Nullable Line nextLine() throws IOException {
    return pending.isEmpty() ? lines.next() : pending.poll();
  }

  private List<String> fields(Line first) throws IOException, BadLineException {
    List<String> fields = split(first.text());
    if (fields != null) {
      return fields;
    }
    List<Line> ahead = new ArrayList<>();
    try {
      return fieldsAcrossLines(first, ahead);
    } catch (BadLineException e) {
      for (int i = ahead.size() - 1; i >= 0; i--) {
        pending.push(ahead.get(i));
      }
      // Whatever went wrong on a later line, it is this one's quote that reached there.
      throw new BadLineException(
          "a quoted field is not closed: expected '\"' (" + e.reason() + ")");
    }
  }

  private List<String> fieldsAcrossLines(Line first, List<Line> ahead)
      throws IOException, BadLineException {
    StringBuilder record = new StringBuilder(first.text());
    while (ahead.size() < MAX_RECORD_LINES) {
      Line line = nextLine();
      if (line == null) {
        break;
      }
      ahead.add(line);
      List<String> fields = split(record.append('\n').append(line.text()).toString());
      if (fields != null) {
        return fields;
      }
    }
    throw new BadLineException("the record does not end within " + MAX_RECORD_LINES + " lines");
  }

  /** The fields of a record, or null where a quote is still open at its end. */
  private static @Nullable List<String> split(String record) throws BadLineException {
    List<String> fields = new ArrayList<>(COLUMNS);
    int at = 0;
    while (true) {
      if (at < record.length() && record.charAt(at) == '"') {
        StringBuilder field = new StringBuilder();
        at = quoted(record, at + 1, field);
        if (at < 0) {
          return null;
        }
        fields.add(field.toString());
      } else {
        int comma = record.indexOf(',', at);
        int end = comma < 0 ? record.length() : comma;
        fields.add(record.substring(at, end));
        at = end;
      }
      if (at == record.length()) {
        return fields;
      }
      if (record.charAt(at) != ',') {
        throw new BadLineException("expected ',' after a quoted field, column " + (at + 1));
      }
      at++;
    }
  }

  /** Reads a quoted field from after its opening quote; the index after it, or -1 if still open. */
  private static int quoted(String record, int from, StringBuilder field) {
    for (int i = from; i < record.length(); i++) {
      char c = record.charAt(i);
      if (c != '"') {
        field.append(c);
      } else if (i + 1 < record.length() && record.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else {
        return i + 1;
      }
    }
    return -1;
  }

  private static Sample sample(List<String> fields) throws BadLineException {
    if (fields.size() != COLUMNS) {
      throw new BadLineException(
          "expected " + COLUMNS + " fields (" + HEADER + "), found " + fields.size());
    }
    long time = IsoTime.parse(fields.get(0));
    if (fields.get(1).isBlank() || fields.get(2).isBlank()) {
      throw new BadLineException("expected a resource and a metric, found an empty field");
    }
    return new Sample(time, fields.get(1), fields.get(2), number(fields.get(3)));
  }

  private static double number(String text) throws BadLineException {
    String trimmed = text.trim();
    try {
      // Double.parseDouble takes more than CSV writers mean: hexadecimal, and suffixes as in 1d.
      if (!trimmed.isEmpty() && trimmed.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
        double value = Double.parseDouble(trimmed);
        if (Double.isFinite(value)) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    throw new BadLineException("expected a finite decimal number as value, found '" + shown + "'");
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** One measurement; {@code timeMillis} since the epoch. */
  public record Sample(long timeMillis, String resource, String metric, double value) {}

  /**
   * One row of the file.
   *
   * @param line where it starts
   * @param sample what it says; null where it is bad
   * @param reason why it is bad; null where it is good
   */
  public record Row(Line line, @Nullable Sample sample, @Nullable String reason) {}
}
