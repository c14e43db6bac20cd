package io.lull.connector.format.syslog;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Text;
import io.lull.connector.format.Timestamps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code syslog}: one message a record. Any text is an event; only what is empty or no text is
 * refused. Severity and status are left to classification: the level a vendor logs at says little
 * of how bad it is.
 */
public final class SyslogDecoder implements Decoder {
  private static final int NO_PRIORITY = -1;
  private static final int MAX_PRIORITY = 191;
  private static final List<String> SEVERITIES = List.of("0", "1", "2", "3", "4", "5", "6", "7");

  private final DecoderOptions options;
  private final LegacyParser legacy;

  public SyslogDecoder(DecoderOptions options) {
    this.options = options;
    this.legacy = new LegacyParser(options.syslogZone());
  }

  @Override
  public String format() {
    return "syslog";
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    byte[] bytes = raw.value();
    int end = bytes.length;
    // Line ends and the NUL that C programs send with the string.
    while (end > 0 && bytes[end - 1] >= 0 && bytes[end - 1] <= ' ') {
      end--;
    }
    boolean plain = Text.isPrintable(bytes, 0, end);
    String text = plain ? Text.ascii(bytes, 0, end) : Text.utf8(bytes, 0, end);
    if (text.isBlank()) {
      out.reject("empty line, expected a syslog message");
      return;
    }
    if (!plain && !isText(text)) {
      out.reject("not text: more than half of " + text.length() + " characters are unreadable");
      return;
    }
    int start = afterOctetCount(text);
    int priority = priority(text, start);
    int at = priority == NO_PRIORITY ? start : text.indexOf('>', start) + 1;
    if (TimestampScanner.skipSpaces(text, at) == text.length()) {
      out.reject("nothing after the priority, expected a syslog message");
      return;
    }
    SyslogLine line = new SyslogLine();
    if (Rfc5424Parser.parse(text, at, line)) {
      MessageParser.refine(line);
    } else {
      legacy.parse(text, at, raw.timestampMillis(), line);
    }
    if (line.message.isEmpty() && line.type.isEmpty()) {
      line.message = text.substring(at).strip();
    }
    out.event(event(raw, line, priority, plain).build());
  }

  private EventDraft event(RawRecord raw, SyslogLine line, int priority, boolean plain) {
    EventDraft draft = new EventDraft(raw, 0, "syslog", options).plain(plain);
    String host = isOwnAddress(line.host) && raw.header(RawHeaders.PEER) != null ? null : line.host;
    draft.resource(host).type(line.type).message(line.message);
    if (line.timeMillis != null && line.clockUnset) {
      draft.distrustedTime(line.timeMillis);
    } else {
      draft.senderTime(line.timeMillis);
    }
    int severity = priority == NO_PRIORITY ? line.mnemonicSeverity : priority & 7;
    draft
        .attribute("syslogSeverity", severity < 0 ? null : SEVERITIES.get(severity))
        .attribute("facility", priority < 0 ? null : Facilities.name(priority >> 3))
        .attribute("host", line.host)
        .attribute("process", line.process)
        .attribute("process.pid", line.pid)
        .attribute("msgid", line.messageId)
        .attribute("syslog.node", line.node)
        .attribute("syslog.sequence", line.sequence)
        .attribute("syslog.malformed", line.malformed);
    line.structuredData.forEach(draft::attribute);
    return draft;
  }

  private static boolean isOwnAddress(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost") || host.equals("127.0.0.1") || host.equals("::1"));
  }

  private static boolean isText(String text) {
    int unreadable = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\uFFFD' || Character.isISOControl(c) && !Character.isWhitespace(c)) {
        unreadable++;
      }
    }
    return unreadable * 2L <= text.length();
  }

  /**
   * Skips what may stand before the message: the count of RFC 6587, {@code 83 <34>1 …}, that a
   * relay left in, and the byte order mark of a file's first line.
   */
  private static int afterOctetCount(String text) {
    int start = text.charAt(0) == Rfc5424Parser.BYTE_ORDER_MARK ? 1 : 0;
    int at = start;
    while (at < text.length() && at - start < 8 && Timestamps.isDigit(text.charAt(at))) {
      at++;
    }
    boolean count =
        at > start && text.startsWith(" <", at) && priority(text, at + 1) != NO_PRIORITY;
    return count ? at + 1 : start;
  }

  private static int priority(String text, int at) {
    if (at >= text.length() || text.charAt(at) != '<') {
      return NO_PRIORITY;
    }
    int close = text.indexOf('>', at);
    if (close < at + 2 || close > at + 4) {
      return NO_PRIORITY;
    }
    int number = Timestamps.digits(text, at + 1, close - at - 1);
    return number > MAX_PRIORITY ? NO_PRIORITY : number;
  }
}
