package io.lull.job.incidents;

import java.util.ArrayList;
import java.util.List;

/** Text as a terminal shows it: harmless, and measured in columns instead of characters. */
final class DisplayText {
  private static final String ELLIPSIS = "…";
  private static final int REPLACEMENT = 0xFFFD;

  private DisplayText() {}

  /**
   * The text on one line without anything a terminal would act on: line breaks and tabs become
   * blanks, control characters (escape sequences begin with one), direction overrides and unpaired
   * surrogates become U+FFFD, so that what was tried stays visible.
   */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
                plain.append(' ');
              } else {
                plain.appendCodePoint(harmful(c) ? REPLACEMENT : c);
              }
            });
    return plain.toString().strip();
  }

  private static boolean harmful(int c) {
    int type = Character.getType(c);
    boolean joiner = c == 0x200C || c == 0x200D; // Needed in several scripts and in emoji.
    return type == Character.CONTROL
        || type == Character.SURROGATE
        || type == Character.FORMAT && !joiner;
  }

  /** Columns a plain text takes. */
  static int width(String text) {
    return text.codePoints().map(DisplayText::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return wide(c) ? 2 : 1;
  }

  /** The blocks of Unicode's East Asian Width W and F, and of emoji. */
  private static boolean wide(int c) {
    return c >= 0x1100 && c <= 0x115F
        || c >= 0x2E80 && c <= 0xA4CF && c != 0x303F
        || c >= 0xAC00 && c <= 0xD7A3
        || c >= 0xF900 && c <= 0xFAFF
        || c >= 0xFE30 && c <= 0xFE6F
        || c >= 0xFF00 && c <= 0xFF60
        || c >= 0xFFE0 && c <= 0xFFE6
        || c >= 0x1F300 && c <= 0x1FAFF
        || c >= 0x20000 && c <= 0x3FFFD;
  }

  /** The text cut to a width; where something is left out it ends in an ellipsis. */
  static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    return columns < 1 ? "" : head(text, columns - 1).stripTrailing() + ELLIPSIS;
  }

  private static String head(String text, int columns) {
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      used += width(c);
      if (used > columns) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }

  /** The text cut or filled with blanks to exactly a width. */
  static String pad(String text, int columns) {
    String fitted = fit(text, columns);
    return fitted + " ".repeat(Math.max(0, columns - width(fitted)));
  }

  /** The text broken at blanks into lines of at most a width; longer words are broken anywhere. */
  static List<String> wrap(String text, int columns) {
    int room = Math.max(2, columns);
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (String word : text.strip().split(" +")) {
      int width = width(word);
      if (used > 0 && used + 1 + width > room) {
        lines.add(line.toString());
        line.setLength(0);
        used = 0;
      }
      if (used > 0) {
        line.append(' ');
        used++;
      }
      String rest = word;
      while (used + width(rest) > room) {
        String head = head(rest, room - used);
        lines.add(line.append(head).toString());
        rest = rest.substring(head.length());
        line.setLength(0);
        used = 0;
      }
      line.append(rest);
      used += width(rest);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
