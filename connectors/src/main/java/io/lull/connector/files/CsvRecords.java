package io.lull.connector.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of CSV as RFC 4180 has them: fields in quotes may hold commas, quotes (doubled) and line
 * ends. Memory is bounded by the longest record allowed.
 */
public final class CsvRecords implements Closeable {
  private static final int MAX_RECORD_CHARS = 1 << 20;

  private final PushbackReader in;
  private long line = 1;

  /**
   * One record.
   *
   * @param line where it begins, from 1
   * @param fields empty with a problem
   * @param problem why it is none; null if it is one
   */
  public record Row(long line, List<String> fields, @Nullable String problem) {}

  public CsvRecords(Reader in) {
    this.in = new PushbackReader(in, 1);
  }

  /** The next record that is not blank, or null after the last. */
  public @Nullable Row next() throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      if (first == '\n') {
        line++;
      } else if (first != '\r') {
        in.unread(first);
        return record();
      }
    }
  }

  private Row record() throws IOException {
    long begin = line;
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    int length = 0;
    while (true) {
      int c = in.read();
      if (++length > MAX_RECORD_CHARS) {
        return new Row(
            begin,
            List.of(),
            "record is longer than " + MAX_RECORD_CHARS + " characters; is a quote not closed?");
      }
      if (c < 0) {
        if (quoted) {
          return new Row(
              begin, List.of(), "the quote that opens here is not closed; is the file cut?");
        }
        fields.add(field.toString());
        return new Row(begin, fields, null);
      }
      if (c == '\n') {
        line++;
      }
      if (quoted) {
        quoted = inQuotes(c, field);
      } else if (c == '"' && field.isEmpty()) {
        quoted = true;
      } else if (c == ',' || c == '\n') {
        fields.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          return new Row(begin, fields, null);
        }
      } else if (c != '\r') {
        field.append((char) c);
      }
    }
  }

  /** Whether the field goes on in quotes. */
  private boolean inQuotes(int c, StringBuilder field) throws IOException {
    if (c != '"') {
      field.append((char) c);
      return true;
    }
    int next = in.read();
    if (next == '"') {
      field.append('"');
      return true;
    }
    if (next >= 0) {
      in.unread(next);
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
