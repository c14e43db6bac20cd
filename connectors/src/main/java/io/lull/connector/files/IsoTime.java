package io.lull.connector.files;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * ISO-8601 times in and out, fast enough for a metric file of many million lines.
 *
 * <p>Read: date, {@code T} or a blank, time with optional seconds, any number of fraction digits
 * (cut to milliseconds), and an offset ({@code Z}, {@code +01:00}, {@code +0100}, {@code +01}). An
 * offset is required: a local time does not say when. Written: UTC, always with milliseconds.
 */
public final class IsoTime {
  private static final String EXPECTED =
      "expected an ISO-8601 time with an offset, such as 2026-01-31T03:17:00.000Z";
  private static final int MILLIS_PER_SECOND = 1000;
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private IsoTime() {}

  /** Milliseconds since 1970-01-01T00:00:00Z. */
  public static long parse(String text) throws BadLineException {
    return new Parser(text).parse();
  }

  /** Such as {@code 2026-01-31T03:17:00.000Z}. */
  public static String format(long millis) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, MILLIS_PER_DAY));
    int ofDay = (int) Math.floorMod(millis, MILLIS_PER_DAY);
    StringBuilder out = new StringBuilder(24).append(date).append('T');
    pad(out, ofDay / 3_600_000, 2).append(':');
    pad(out, ofDay / 60_000 % 60, 2).append(':');
    pad(out, ofDay / MILLIS_PER_SECOND % 60, 2).append('.');
    return pad(out, ofDay % MILLIS_PER_SECOND, 3).append('Z').toString();
  }

  private static StringBuilder pad(StringBuilder out, int value, int width) {
    String digits = Integer.toString(value);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    return out.append(digits);
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    long parse() throws BadLineException {
      int year = digits(4);
      expect('-');
      int month = digits(2);
      expect('-');
      int day = digits(2);
      char separator = at < text.length() ? text.charAt(at++) : '?';
      check(separator == 'T' || separator == 't' || separator == ' ');
      long millis = epochDay(year, month, day) * MILLIS_PER_DAY + timeOfDay();
      millis -= offsetMillis();
      check(at == text.length());
      return millis;
    }

    private long epochDay(int year, int month, int day) throws BadLineException {
      try {
        return LocalDate.of(year, month, day).toEpochDay();
      } catch (DateTimeException e) {
        throw bad();
      }
    }

    private int timeOfDay() throws BadLineException {
      int hour = digits(2);
      expect(':');
      int minute = digits(2);
      int second = 0;
      int fraction = 0;
      if (peek() == ':') {
        at++;
        second = digits(2);
        if (peek() == '.' || peek() == ',') {
          at++;
          fraction = fractionMillis();
        }
      }
      // A leap second (60) is taken as the start of the next minute.
      check(hour < 24 && minute < 60 && second <= 60);
      return ((hour * 60 + minute) * 60 + second) * MILLIS_PER_SECOND + fraction;
    }

    private int fractionMillis() throws BadLineException {
      int start = at;
      int millis = 0;
      for (int weight = 100; isDigit(peek()); weight /= 10) {
        millis += (peek() - '0') * weight;
        at++;
      }
      check(at > start);
      return millis;
    }

    private long offsetMillis() throws BadLineException {
      char sign = peek();
      at++;
      if (sign == 'Z' || sign == 'z') {
        return 0;
      }
      check(sign == '+' || sign == '-');
      int hours = digits(2);
      int minutes = 0;
      if (at < text.length()) {
        if (peek() == ':') {
          at++;
        }
        minutes = digits(2);
      }
      check(hours <= 18 && minutes < 60);
      long millis = (hours * 60L + minutes) * 60 * MILLIS_PER_SECOND;
      return sign == '-' ? -millis : millis;
    }

    private int digits(int count) throws BadLineException {
      int value = 0;
      for (int i = 0; i < count; i++) {
        check(isDigit(peek()));
        value = value * 10 + peek() - '0';
        at++;
      }
      return value;
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : '\0';
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private void expect(char c) throws BadLineException {
      check(peek() == c);
      at++;
    }

    private void check(boolean ok) throws BadLineException {
      if (!ok) {
        throw bad();
      }
    }

    private BadLineException bad() {
      String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
      return new BadLineException(EXPECTED + ", found '" + shown + "'");
    }
  }
}
