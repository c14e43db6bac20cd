package io.lull.connector.files;

import com.fasterxml.jackson.core.io.NumberOutput;

/** Lines of CSV as RFC 4180 has them, ended by LF. */
public final class Csv {
  private Csv() {}

  /** One line, its end included. */
  public static String line(String... fields) {
    StringBuilder line = new StringBuilder(96);
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        line.append(',');
      }
      append(line, fields[i]);
    }
    return line.append('\n').toString();
  }

  /** One field, in quotes where it needs them. */
  public static String field(String text) {
    StringBuilder field = new StringBuilder(text.length() + 2);
    append(field, text);
    return field.toString();
  }

  /** The shortest decimal that reads back as the same value, the same on every JDK. */
  public static String number(double value) {
    return NumberOutput.toString(value, true);
  }

  private static void append(StringBuilder line, String field) {
    if (!needsQuotes(field)) {
      line.append(field);
      return;
    }
    line.append('"');
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      line.append(c);
      if (c == '"') {
        line.append('"');
      }
    }
    line.append('"');
  }

  private static boolean needsQuotes(String field) {
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ',' || c == '"' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }
}
