package io.lull.connector.format.inventory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of CSV as RFC 4180 has them, each with the line on which it starts. */
final class CsvReader {
  /**
   * A record.
   *
   * @param line line on which it starts, from 1
   * @param fields its fields, without their quotes
   * @param whole whether its last quote was closed
   * @param ended whether a line end follows
   * @param text the record as it was written
   */
  record Row(int line, List<String> fields, boolean whole, boolean ended, String text) {
    boolean isBlank() {
      return whole && fields.size() == 1 && fields.get(0).isBlank();
    }
  }

  private final String text;
  private int at;
  private int line = 1;

  CsvReader(String text) {
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** The next record; null at the end. */
  @Nullable Row next() {
    if (at >= text.length()) {
      return null;
    }
    int start = at;
    int startLine = line;
    List<String> fields = new ArrayList<>();
    boolean whole = true;
    boolean more = true;
    while (more) {
      StringBuilder field = new StringBuilder();
      whole = field(field);
      fields.add(field.toString());
      more = at < text.length() && text.charAt(at) == ',';
      if (more) {
        at++;
      }
    }
    int end = at;
    if (at < text.length() && text.charAt(at) == '\r') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '\n') {
      at++;
    }
    line++;
    return new Row(startLine, fields, whole, at > end, text.substring(start, end));
  }

  /** Reads up to a comma or the end of the line; returns whether quotes were closed. */
  private boolean field(StringBuilder into) {
    boolean quoted = at < text.length() && text.charAt(at) == '"';
    if (quoted) {
      at++;
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (quoted && c == '"') {
        at++;
        if (at < text.length() && text.charAt(at) == '"') {
          into.append('"');
          at++;
        } else {
          quoted = false;
        }
      } else if (!quoted && (c == ',' || c == '\n' || c == '\r')) {
        return true;
      } else {
        if (c == '\n') {
          line++;
        }
        into.append(c);
        at++;
      }
    }
    return !quoted;
  }
}
