package io.lull.connector.format.syslog;

import io.lull.connector.format.Timestamps;

/** The body of a line: process, the vendor's mnemonic, and the text for people. */
final class MessageParser {
  /** A mnemonic further into the body is quoted text. */
  private static final int MAX_BEFORE_MNEMONIC = 160;

  private static final int MAX_TAG_CHARS = 64;

  private MessageParser() {}

  /** Reads what follows the header. */
  static void parse(String text, int from, SyslogLine line) {
    if (takeMnemonic(text, from, line)) {
      return;
    }
    int at = takeTag(text, from, from + MAX_TAG_CHARS, line);
    line.message = text.substring(Math.min(at, text.length())).strip();
    takeEventCode(line);
  }

  /** Finds the mnemonic in the message of a line whose header is read already (RFC 5424). */
  static void refine(SyslogLine line) {
    String id = line.messageId;
    if (takeMnemonic(line.message, 0, line)) {
      return;
    }
    takeEventCode(line);
    if (line.type.isEmpty() && id != null && eventCodeEnd(id, 0) == id.length()) {
      line.type = id;
    }
  }

  /** {@code %FACILITY-SUBFACILITY-SEVERITY-MNEMONIC:}, as Cisco and Arista write it. */
  private static boolean takeMnemonic(String text, int from, SyslogLine line) {
    int limit = Math.min(text.length(), from + MAX_BEFORE_MNEMONIC);
    for (int at = text.indexOf('%', from); at >= 0 && at < limit; at = text.indexOf('%', at + 1)) {
      int end = at == from || text.charAt(at - 1) == ' ' ? mnemonicEnd(text, at + 1) : -1;
      if (end < 0) {
        continue;
      }
      line.type = text.substring(at + 1, end);
      line.mnemonicSeverity = severityDigit(text, at + 1, end);
      int colon = text.indexOf(':', end);
      line.message = text.substring(colon + 1).strip();
      takeProcessBefore(text, from, at, line);
      return true;
    }
    return false;
  }

  /** Where the mnemonic ends, before a colon that may have a space before it; -1: it is none. */
  private static int mnemonicEnd(String text, int from) {
    int at = from;
    while (at < text.length() && isMnemonicChar(text.charAt(at))) {
      at++;
    }
    int colon = TimestampScanner.skipSpaces(text, at);
    boolean ends = colon < text.length() && text.charAt(colon) == ':';
    return ends && at > from && severityDigit(text, from, at) >= 0 ? at : -1;
  }

  private static boolean isMnemonicChar(char c) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || Timestamps.isDigit(c)
        || c == '_'
        || c == '-'
        || c == '/';
  }

  /** The lone digit between facility and name, which both must be there; -1: it is no mnemonic. */
  private static int severityDigit(String text, int from, int to) {
    if (!Character.isUpperCase(text.charAt(from))) {
      return -1;
    }
    for (int dash = from + 1; dash + 3 < to; dash++) {
      if (text.charAt(dash) == '-' && text.charAt(dash + 2) == '-') {
        char digit = text.charAt(dash + 1);
        if (digit >= '0' && digit <= '7') {
          return digit - '0';
        }
      }
    }
    return -1;
  }

  /** The word right before the mnemonic, where it is a process and not a clock or a number. */
  private static void takeProcessBefore(String text, int from, int end, SyslogLine line) {
    int last = end;
    while (last > from && text.charAt(last - 1) == ' ') {
      last--;
    }
    int start = last;
    while (start > from && text.charAt(start - 1) != ' ') {
      start--;
    }
    if (start < last && line.process == null) {
      takeTag(text, start, last, line);
    }
  }

  /** Takes {@code name[pid]:} or {@code name:} at {@code from}; returns where the text goes on. */
  private static int takeTag(String text, int from, int limit, SyslogLine line) {
    int end = Math.min(text.length(), limit);
    int at = from;
    while (at < end && isTagChar(text.charAt(at))) {
      at++;
    }
    int nameEnd = at;
    int pidEnd = -1;
    if (at > from && at < text.length() && text.charAt(at) == '[') {
      pidEnd = text.indexOf(']', at);
      if (pidEnd < 0 || pidEnd - at > 24 || text.substring(at, pidEnd).indexOf(' ') >= 0) {
        return from;
      }
      at = pidEnd + 1;
    }
    boolean colon = at < text.length() && text.charAt(at) == ':';
    int next = colon ? at + 1 : at;
    boolean ends = next >= text.length() || Character.isWhitespace(text.charAt(next));
    char first = nameEnd > from ? text.charAt(from) : '0';
    if (!ends
        || !colon && pidEnd < 0
        || !Character.isLetter(first) && first != '/' && first != '_') {
      return from;
    }
    line.process = text.substring(from, nameEnd);
    line.pid = pidEnd < 0 ? line.pid : text.substring(nameEnd + 1, pidEnd);
    return next;
  }

  private static boolean isTagChar(char c) {
    return c > ' ' && c != '[' && c != ']' && c != ':' && c != '%' && c != '"';
  }

  /** {@code SNMP_TRAP_LINK_DOWN: }, as Junos starts its messages. */
  private static void takeEventCode(SyslogLine line) {
    int end = eventCodeEnd(line.message, 0);
    if (end > 0 && line.message.startsWith(":", end)) {
      line.type = line.message.substring(0, end);
      line.message = line.message.substring(end + 1).strip();
    }
  }

  /** End of upper-case words joined by underscores, at least two; -1: there are none. */
  private static int eventCodeEnd(String text, int from) {
    int at = from;
    int underscores = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '_') {
        underscores++;
      } else if (!(c >= 'A' && c <= 'Z') && !(at > from && Timestamps.isDigit(c))) {
        break;
      }
      at++;
    }
    return underscores > 0 && text.charAt(from) != '_' ? at : -1;
  }
}
