package io.lull.connector.format.syslog;

import io.lull.connector.format.EventDraft;
import io.lull.connector.format.Timestamps;
import org.jspecify.annotations.Nullable;

/** RFC 5424: the header after the priority, structured data, message. */
final class Rfc5424Parser {
  static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String text;
  private final SyslogLine line;
  private int at;

  private Rfc5424Parser(String text, int at, SyslogLine line) {
    this.text = text;
    this.at = at;
    this.line = line;
  }

  /**
   * Reads the line from its version on; false, with the line untouched, where it is not RFC 5424.
   */
  static boolean parse(String text, int at, SyslogLine line) {
    return new Rfc5424Parser(text, at, line).parse();
  }

  private boolean parse() {
    if (!text.startsWith("1 ", at)) {
      return false;
    }
    at += 2;
    int stamp = at;
    int end = fieldEnd();
    boolean nil = isNil(stamp, end);
    long time = nil ? Timestamps.INVALID : Timestamps.parse(text, stamp, end);
    if (time == Timestamps.INVALID && !nil) {
      return false;
    }
    line.timeMillis = nil ? null : time;
    line.host = field();
    line.process = field();
    line.pid = field();
    line.messageId = field();
    structuredData();
    String message = at < text.length() ? text.substring(at) : "";
    line.message = withoutMark(message.strip());
    return true;
  }

  private static String withoutMark(String message) {
    return !message.isEmpty() && message.charAt(0) == BYTE_ORDER_MARK
        ? message.substring(1).strip()
        : message;
  }

  /** The next field and the space after it; null for '-', the nil value, and at the end. */
  private @Nullable String field() {
    int start = at;
    int end = fieldEnd();
    return isNil(start, end) ? null : text.substring(start, end);
  }

  /** Where the field that starts here ends; goes on after the space behind it. */
  private int fieldEnd() {
    int space = text.indexOf(' ', at);
    int end = space < 0 ? text.length() : space;
    at = space < 0 ? end : end + 1;
    return end;
  }

  private boolean isNil(int start, int end) {
    return start == end || end == start + 1 && text.charAt(start) == '-';
  }

  private void structuredData() {
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
      return;
    }
    int start = at;
    while (at < text.length() && text.charAt(at) == '[') {
      at++;
      if (!element()) {
        // The rest may be the message with data that somebody cut: keep all of it for people.
        line.malformed = "structured data";
        at = start;
        return;
      }
    }
  }

  private boolean element() {
    String id = name();
    if (id.isEmpty()) {
      return false;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == ']') {
        return true;
      }
      if (c != ' ') {
        return false;
      }
      if (at < text.length() && text.charAt(at) == ']') {
        continue;
      }
      String name = name();
      if (name.isEmpty() || !text.startsWith("=\"", at)) {
        return false;
      }
      at += 2;
      String value = value();
      if (value == null) {
        return false;
      }
      if (line.structuredData.size() < EventDraft.MAX_ATTRIBUTES) {
        line.addStructuredData("sd." + id + '.' + name, value);
      }
    }
    return false;
  }

  private String name() {
    int start = at;
    while (at < text.length() && !endsName(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean endsName(char c) {
    return c == ' ' || c == '=' || c == ']' || c == '"';
  }

  /** Up to the closing quote; a backslash hides quote, backslash and bracket. */
  private @Nullable String value() {
    int start = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++);
    }
    StringBuilder value = new StringBuilder().append(text, start, at);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && at < text.length() && "\"\\]".indexOf(text.charAt(at)) >= 0) {
        value.append(text.charAt(at++));
      } else {
        value.append(c);
      }
    }
    return null;
  }
}
