package io.lull.connector.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Text from the wire, made fit to store and to show. */
public final class Text {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = ONES << 7;

  private Text() {}

  /** Text of bytes that {@link #isPrintable}. */
  public static String ascii(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** UTF-8 text; malformed bytes become U+FFFD. */
  public static String utf8(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /**
   * Whether all bytes are printable ASCII, and so text of which {@link #clean} leaves every part as
   * it is. Looks at eight bytes at a time [1]: of no byte is the high bit set, nor does it get set
   * when 0x20 is taken from it, or 1 added.
   *
   * <p>[1] H. S. Warren, Hacker's Delight, 2nd ed., chapter 6.
   */
  public static boolean isPrintable(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, at);
      // Without a high bit, no byte carries into the next; a borrow comes only from one below 0x20.
      if (((eight | eight + ONES | eight - ONES * ' ') & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] < ' ' || bytes[at] == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /**
   * Without what harms those who read it (terminal escapes, NUL, halves of surrogate pairs; each
   * becomes U+FFFD; CR LF becomes LF), and at most {@code maxChars} long, the last one then being
   * '…'.
   */
  public static String clean(String text, int maxChars) {
    int length = text.length();
    if (length <= maxChars) {
      int i = 0;
      while (i < length && isPlain(text.charAt(i))) {
        i++;
      }
      if (i == length) {
        return text;
      }
    }
    StringBuilder out = new StringBuilder(Math.min(length, maxChars) + 1);
    for (int i = 0; i < length && out.length() <= maxChars; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        out.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (c != '\r' || i + 1 == length || text.charAt(i + 1) != '\n') {
        out.append('\uFFFD');
      }
    }
    return out.length() <= maxChars ? out.toString() : cut(out, maxChars);
  }

  private static String cut(StringBuilder out, int maxChars) {
    int end = maxChars - 1;
    if (end > 0 && Character.isHighSurrogate(out.charAt(end - 1))) {
      end--;
    }
    out.setLength(end);
    return out.append('…').toString();
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f || c > 0x9f && !Character.isSurrogate(c) || c == '\t' || c == '\n';
  }
}
