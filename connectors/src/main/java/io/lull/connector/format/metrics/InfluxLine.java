package io.lull.connector.format.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of Influx line protocol at a time from a buffer:
 *
 * <pre>measurement[,tag=value…] field=value[,field=value…] [timestamp]</pre>
 *
 * <p>A backslash escapes only a comma, a space and (in tags and field keys) an equals sign, and in
 * a quoted string only a quote and a backslash; before anything else it stands for itself. A quoted
 * string may hold line feeds, so where a line ends is known only once it is read; after an error
 * reading goes on behind the first line feed. Reused from line to line.
 */
final class InfluxLine {

  /** A numeric or boolean (1 or 0) field. */
  record Field(String key, double value) {}

  /** Raised and caught inside this package for each bad line, hence without a stack trace. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message, null, false, false);
    }
  }

  private final byte[] buffer;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

  // The line read last.
  private String measurement = "";
  private Map<String, String> tags = Map.of();
  private final List<Field> fields = new ArrayList<>();
  private @Nullable Long timestamp;

  private int start;
  private int position;

  InfluxLine(byte[] buffer) {
    this.buffer = buffer;
  }

  String measurement() {
    return measurement;
  }

  /** Tags in the order of the line; belongs to the caller. */
  Map<String, String> tags() {
    return tags;
  }

  /** Fields that have a numeric value; valid until the next line is read. */
  List<Field> fields() {
    return fields;
  }

  @Nullable Long timestamp() {
    return timestamp;
  }

  /** Reads the line that starts at {@code from}; returns where the next one starts. */
  int read(int from) throws SyntaxException {
    start = from;
    position = from;
    tags = new LinkedHashMap<>();
    fields.clear();
    timestamp = null;
    skipSpaces();
    measurement = token(", ", ", ");
    require(!measurement.isEmpty(), "measurement is empty");
    while (take(',')) {
      readTag();
    }
    require(take(' '), "expected a space and fields after the tags");
    skipSpaces();
    do {
      readField();
    } while (take(','));
    skipSpaces();
    readTimestamp();
    return position < buffer.length ? position + 1 : position;
  }

  private void readTag() throws SyntaxException {
    String key = token("=, ", ",= ");
    require(!key.isEmpty(), "tag key is empty");
    require(take('='), "tag '" + key + "' has no value");
    String value = token(", ", ",= ");
    require(!value.isEmpty(), "tag '" + key + "' has an empty value");
    tags.put(key, value);
  }

  private void readField() throws SyntaxException {
    String key = token("=, ", ",= ");
    require(!key.isEmpty(), "field key is empty");
    require(take('='), "field '" + key + "' has no value");
    if (take('"')) {
      skipString(key);
      return;
    }
    fields.add(new Field(key, number(key, token(", ", ""))));
  }

  private void readTimestamp() throws SyntaxException {
    int from = position;
    while (!atEnd() && buffer[position] != ' ') {
      position++;
    }
    if (position > from) {
      String text = text(from, position);
      try {
        timestamp = Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw error("timestamp '" + shorten(text) + "' is not a 64-bit integer");
      }
    }
    skipSpaces();
    if (position < buffer.length && buffer[position] == '\r') {
      position++;
    }
    require(position >= buffer.length || buffer[position] == '\n', "text after the timestamp");
  }

  /** Strings are no samples; what matters is where they end and that they are text. */
  private void skipString(String key) throws SyntaxException {
    int from = position;
    while (position < buffer.length && buffer[position] != '"') {
      boolean escape =
          buffer[position] == '\\'
              && position + 1 < buffer.length
              && (buffer[position + 1] == '"' || buffer[position + 1] == '\\');
      position += escape ? 2 : 1;
    }
    require(position < buffer.length, "string of field '" + key + "' has no closing quote");
    text(from, position);
    position++;
  }

  private double number(String key, String text) throws SyntaxException {
    if (text.isEmpty()) {
      throw error("field '" + key + "' has an empty value");
    }
    switch (text) {
      case "t", "T", "true", "True", "TRUE":
        return 1;
      case "f", "F", "false", "False", "FALSE":
        return 0;
      default:
        break;
    }
    try {
      String digits = text.substring(0, text.length() - 1);
      switch (text.charAt(text.length() - 1)) {
        case 'i':
          return Long.parseLong(digits);
        case 'u':
          return unsigned(Long.parseUnsignedLong(digits));
        default:
          if (isDecimal(text)) {
            return Double.parseDouble(text);
          }
      }
    } catch (NumberFormatException e) {
      // Falls through to the message, which names what is allowed.
    }
    throw error(
        "field '"
            + key
            + "': '"
            + shorten(text)
            + "' is no float, integer (42i), unsigned (42u), boolean or quoted string");
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** Keeps out what Java reads and the protocol does not know: NaN, Infinity, 0x1p3, 1d. */
  private static boolean isDecimal(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
  }

  /**
   * Reads up to an unescaped character of {@code stops}, or the end of the line, and takes the
   * backslashes away from before characters of {@code escapable}.
   */
  private String token(String stops, String escapable) throws SyntaxException {
    int from = position;
    boolean escaped = false;
    while (!atEnd() && stops.indexOf(buffer[position]) < 0) {
      boolean escape =
          buffer[position] == '\\'
              && position + 1 < buffer.length
              && escapable.indexOf(buffer[position + 1]) >= 0;
      escaped |= escape;
      position += escape ? 2 : 1;
    }
    String text = text(from, position);
    return escaped ? unescape(text, escapable) : text;
  }

  private static String unescape(String text, String escapable) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      boolean escape =
          text.charAt(i) == '\\'
              && i + 1 < text.length()
              && escapable.indexOf(text.charAt(i + 1)) >= 0;
      plain.append(text.charAt(escape ? ++i : i));
    }
    return plain.toString();
  }

  private String text(int from, int to) throws SyntaxException {
    try {
      return utf8.decode(ByteBuffer.wrap(buffer, from, to - from)).toString();
    } catch (CharacterCodingException e) {
      throw error("not UTF-8 at or after byte " + (from - start + 1) + " of the line");
    }
  }

  private boolean take(char expected) {
    if (position < buffer.length && buffer[position] == expected) {
      position++;
      return true;
    }
    return false;
  }

  private void skipSpaces() {
    while (position < buffer.length && buffer[position] == ' ') {
      position++;
    }
  }

  private boolean atEnd() {
    return position >= buffer.length
        || buffer[position] == '\n'
        || (buffer[position] == '\r'
            && (position + 1 == buffer.length || buffer[position + 1] == '\n'));
  }

  private void require(boolean condition, String problem) throws SyntaxException {
    if (!condition) {
      throw error(problem);
    }
  }

  private SyntaxException error(String problem) {
    return new SyntaxException(problem + " (byte " + (position - start + 1) + ")");
  }

  private static String shorten(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
