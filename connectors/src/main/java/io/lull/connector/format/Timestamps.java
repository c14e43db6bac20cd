package io.lull.connector.format;

/** RFC 3339 date-times, read without allocation and without exceptions. */
public final class Timestamps {
  /** Not a time. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final int MIN_LENGTH = "2026-11-22T03:17:00Z".length();

  private Timestamps() {}

  /** Milliseconds since the epoch of a whole text, or {@link #INVALID}. */
  public static long parse(String text) {
    return parse(text, 0, text.length());
  }

  /**
   * Milliseconds since the epoch, or {@link #INVALID}. Takes what RFC 3339 allows, and a space for
   * the T and {@code +0000} for {@code +00:00}, which AWS and others write. The zone is required.
   */
  public static long parse(String text, int from, int to) {
    if (to - from < MIN_LENGTH
        || text.charAt(from + 4) != '-'
        || text.charAt(from + 7) != '-'
        || "Tt ".indexOf(text.charAt(from + 10)) < 0
        || text.charAt(from + 13) != ':'
        || text.charAt(from + 16) != ':') {
      return INVALID;
    }
    int at = from + 19;
    int millis = 0;
    if (text.charAt(at) == '.' || text.charAt(at) == ',') {
      int scale = 100;
      int first = ++at;
      while (at < to && isDigit(text.charAt(at))) {
        millis += scale * (text.charAt(at++) - '0');
        scale /= 10;
      }
      if (at == first) {
        return INVALID;
      }
    }
    int offsetMinutes = offsetMinutes(text, at, to);
    if (offsetMinutes == Integer.MIN_VALUE) {
      return INVALID;
    }
    long local =
        local(
            digits(text, from, 4),
            digits(text, from + 5, 2),
            digits(text, from + 8, 2),
            digits(text, from + 11, 2),
            digits(text, from + 14, 2),
            digits(text, from + 17, 2));
    return local == INVALID ? INVALID : local + millis - offsetMinutes * 60_000L;
  }

  /**
   * Milliseconds of a local date-time as if it were UTC, or {@link #INVALID} where a field is out
   * of range. A leap second counts as the second before it.
   */
  public static long local(int year, int month, int day, int hour, int minute, int second) {
    if (year < 0
        || month < 1
        || day < 1
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 60) {
      return INVALID;
    }
    if (month > 12 || day > daysOf(year, month)) {
      return INVALID;
    }
    long days = epochDay(year, month, day);
    return ((days * 24 + hour) * 60 + minute) * 60_000 + Math.min(second, 59) * 1000L;
  }

  private static int daysOf(int year, int month) {
    if (month != 2) {
      return 30 + (month + (month >> 3) & 1);
    }
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  }

  /**
   * Days since the epoch. Years are made to start in March, so that the leap day is the last one
   * and the months before it have a length that a straight line gives [1].
   *
   * <p>[1] H. Hinnant, chrono-compatible low-level date algorithms, 2014, days_from_civil.
   */
  private static long epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  /** Year of a moment in UTC (civil_from_days of the same source). */
  public static int year(long millis) {
    long day = Math.floorDiv(millis, 86_400_000L) + 719_468;
    long era = Math.floorDiv(day, 146_097L);
    long dayOfEra = day - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    boolean isNext = dayOfYear >= 306; // January and February belong to the year after.
    return (int) (yearOfEra + era * 400 + (isNext ? 1 : 0));
  }

  /** The number in {@code count} decimal digits at {@code at}, or -1 where they are none. */
  public static int digits(String text, int at, int count) {
    if (at + count > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = at; i < at + count; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      number = number * 10 + c - '0';
    }
    return number;
  }

  public static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int offsetMinutes(String text, int at, int to) {
    if (at + 1 == to && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
      return 0;
    }
    boolean colon = at + 6 == to && text.charAt(at + 3) == ':';
    if (!colon && at + 5 != to || text.charAt(at) != '+' && text.charAt(at) != '-') {
      return Integer.MIN_VALUE;
    }
    int hours = digits(text, at + 1, 2);
    int minutes = digits(text, to - 2, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int offset = hours * 60 + minutes;
    return text.charAt(at) == '-' ? -offset : offset;
  }
}
