package io.lull.connector.format.syslog;

import io.lull.connector.format.Timestamps;
import java.time.ZoneId;

/**
 * Everything that is not RFC 5424, from after the priority on. What may come, each part optional:
 *
 * <pre>
 *   45: leaf1 RP/0/RP0/CPU0:*Aug  4 10:19:44.199 PDT: bgp[1047]: %ROUTING-BGP-5-ADJCHANGE : text
 *   seq host  node          time                      process    mnemonic                  message
 *   Nov 22 03:17:00 mx1 rpd[1413]: RPD_BGP_NEIGHBOR_STATE_CHANGED: text
 * </pre>
 *
 * After a time stamp, a colon means that the device wrote no host, a space that one follows.
 */
final class LegacyParser {
  private static final int MAX_HOST_CHARS = 255;
  private static final int MAX_WORDS_BEFORE_TIME = 3;

  private final TimestampScanner stamp = new TimestampScanner();
  private final ZoneId zone;

  LegacyParser(ZoneId zone) {
    this.zone = zone;
  }

  void parse(String text, int from, long observedMillis, SyslogLine line) {
    int start = TimestampScanner.skipSpaces(text, from);
    int body = header(text, start, observedMillis, line);
    // A relay puts its own header before the device's.
    if (looksLikeInnerHeader(text, body)) {
      body = header(text, body, observedMillis, line);
    }
    MessageParser.parse(text, body, line);
  }

  /** Reads a header; returns where the body starts, {@code from} where there is no header. */
  private int header(String text, int from, long observedMillis, SyslogLine line) {
    int body = afterSequence(text, from);
    String sequence = body > from ? text.substring(from, text.indexOf(':', from)) : "";
    String host = null;
    String node = null;
    int at = body;
    for (int words = 0; words <= MAX_WORDS_BEFORE_TIME; words++) {
      boolean unset = text.startsWith("*", at);
      int end = stamp.scan(text, unset || text.startsWith(".", at) ? at + 1 : at);
      if (end >= 0 && (host == null || node != null || isColonNext(text, end))) {
        time(line, unset, observedMillis);
        line.host = host == null ? line.host : host;
        line.node = node == null ? line.node : node;
        line.sequence = sequence.isEmpty() ? line.sequence : sequence;
        return afterTime(text, end, line);
      }
      int nodeEnd = nodeEnd(text, at);
      if (nodeEnd > 0) {
        node = text.substring(at, nodeEnd);
        at = TimestampScanner.skipSpaces(text, nodeEnd + 1);
        continue;
      }
      int space = wordEnd(text, at);
      if (end >= 0 || host != null || space == at || space == text.length()) {
        break;
      }
      host = withoutColon(text.substring(at, space));
      at = afterSequence(text, TimestampScanner.skipSpaces(text, space));
    }
    // Numbered, but without a clock.
    return text.startsWith("%", body) ? body : from;
  }

  private void time(SyslogLine line, boolean unset, long observedMillis) {
    Long time = stamp.resolve(zone, observedMillis);
    // A relay's good clock is worth more than a device's that was never set.
    if (time != null && (line.timeMillis == null || !unset)) {
      line.timeMillis = time;
      line.clockUnset = unset;
    }
  }

  private static int afterTime(String text, int end, SyslogLine line) {
    int at = TimestampScanner.skipSpaces(text, end);
    if (at < text.length() && text.charAt(at) == ':') {
      return TimestampScanner.skipSpaces(text, at + 1);
    }
    int space = wordEnd(text, at);
    String word = text.substring(at, space);
    if (word.isEmpty() || isTag(word) || word.length() > MAX_HOST_CHARS || word.charAt(0) == '%') {
      return at;
    }
    line.host = word;
    return TimestampScanner.skipSpaces(text, space);
  }

  private static boolean isColonNext(String text, int at) {
    return text.startsWith(":", TimestampScanner.skipSpaces(text, at));
  }

  /** Skips {@code 45: }, as IOS numbers its messages; NX-OS writes {@code : } without a number. */
  private static int afterSequence(String text, int from) {
    int at = from;
    while (at < text.length() && at - from < 12 && Timestamps.isDigit(text.charAt(at))) {
      at++;
    }
    return text.startsWith(": ", at) ? TimestampScanner.skipSpaces(text, at + 1) : from;
  }

  private boolean looksLikeInnerHeader(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    if (c == '*' || c == '.') {
      return stamp.scan(text, at + 1) >= 0;
    }
    if (Timestamps.isDigit(c) || c == ':') {
      return afterSequence(text, at) > at;
    }
    return nodeEnd(text, at) > 0;
  }

  /** End of a card's name such as {@code RP/0/RP0/CPU0} before its colon; -1 where it is none. */
  private static int nodeEnd(String text, int from) {
    int slashes = 0;
    for (int at = from; at < text.length() && at - from < 24; at++) {
      char c = text.charAt(at);
      if (c == ':') {
        return slashes >= 2 ? at : -1;
      }
      if (c == '/') {
        slashes++;
      } else if (!(c >= 'A' && c <= 'Z' || Timestamps.isDigit(c))) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isTag(String word) {
    return word.endsWith(":") || word.endsWith("]") && word.indexOf('[') > 0;
  }

  static int wordEnd(String text, int from) {
    int at = from;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static String withoutColon(String word) {
    return word.endsWith(":") ? word.substring(0, word.length() - 1) : word;
  }
}
