package io.lull.connector.format;

import java.nio.charset.StandardCharsets;

/** Text from the wire, made fit to store and to show. */
public final class Text {
  private Text() {}

  /** UTF-8 text; malformed bytes become U+FFFD. */
  public static String utf8(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
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
