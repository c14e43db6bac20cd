package io.lull.connector.format.syslog;

import io.lull.connector.format.Timestamps;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the time stamps of syslog lines that are not RFC 5424: {@code Aug 4 10:19:44.199}, with a
 * year before or after the time or in front, with a weekday, with a zone name after it; and ISO
 * 8601 with or without zone. Reused; holds the last stamp that was found.
 */
final class TimestampScanner {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String WEEKDAYS = "MonTueWedThuFriSatSun";
  private static final int NO_OFFSET = Integer.MIN_VALUE;

  /** A line is not seen before it is written, give or take a wrong zone and a wrong clock. */
  private static final long AHEAD_MILLIS = 2L * 24 * 60 * 60_000;

  /** Minutes east of UTC. Where a name means several zones, the one network gear is set to most. */
  private static final Map<String, Integer> ZONES =
      Map.ofEntries(
          Map.entry("UTC", 0),
          Map.entry("GMT", 0),
          Map.entry("Z", 0),
          Map.entry("WET", 0),
          Map.entry("WEST", 60),
          Map.entry("BST", 60),
          Map.entry("CET", 60),
          Map.entry("MET", 60),
          Map.entry("CEST", 120),
          Map.entry("MEST", 120),
          Map.entry("EET", 120),
          Map.entry("EEST", 180),
          Map.entry("MSK", 180),
          Map.entry("IST", 330),
          Map.entry("SGT", 480),
          Map.entry("HKT", 480),
          Map.entry("JST", 540),
          Map.entry("KST", 540),
          Map.entry("AEST", 600),
          Map.entry("AEDT", 660),
          Map.entry("NZST", 720),
          Map.entry("NZDT", 780),
          Map.entry("EST", -300),
          Map.entry("EDT", -240),
          Map.entry("CST", -360),
          Map.entry("CDT", -300),
          Map.entry("MST", -420),
          Map.entry("MDT", -360),
          Map.entry("PST", -480),
          Map.entry("PDT", -420),
          Map.entry("AKST", -540),
          Map.entry("AKDT", -480),
          Map.entry("HST", -600));

  private int year;
  private int month;
  private int day;
  private int secondsOfDay;
  private int millis;
  private int offsetMinutes;

  /** Set where the stamp says all by itself. */
  private long instant;

  /** Looks for a stamp at {@code at}; returns where it ends, or -1 where there is none. */
  int scan(String text, int at) {
    year = -1;
    millis = 0;
    offsetMinutes = NO_OFFSET;
    instant = Timestamps.INVALID;
    int end = scanIso(text, at);
    return end >= 0 ? end : scanZone(text, scanMonthFirst(text, at));
  }

  /**
   * The time of the last stamp, milliseconds since the epoch; null where there is no such day. A
   * missing year is the latest one by which the line was not written after it was seen, a missing
   * zone is the given one.
   */
  @Nullable Long resolve(ZoneId zone, long observedMillis) {
    if (instant != Timestamps.INVALID) {
      return instant;
    }
    if (year >= 0) {
      return inYear(year, zone);
    }
    int observedYear = Timestamps.year(observedMillis);
    for (int candidate = observedYear + 1; candidate >= observedYear - 1; candidate--) {
      Long time = inYear(candidate, zone);
      if (time != null && time <= observedMillis + AHEAD_MILLIS) {
        return time;
      }
    }
    return null;
  }

  private @Nullable Long inYear(int inYear, ZoneId zone) {
    int hour = secondsOfDay / 3600;
    long local =
        Timestamps.local(inYear, month, day, hour, secondsOfDay / 60 % 60, secondsOfDay % 60);
    if (local == Timestamps.INVALID) {
      return null;
    }
    local += millis;
    if (offsetMinutes != NO_OFFSET) {
      return local - offsetMinutes * 60_000L;
    }
    return toInstant(local, zone);
  }

  private static long toInstant(long localMillis, ZoneId zone) {
    if (zone instanceof ZoneOffset offset) {
      return localMillis - offset.getTotalSeconds() * 1000L;
    }
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(localMillis, 1000L),
            (int) Math.floorMod(localMillis, 1000L) * 1_000_000,
            ZoneOffset.UTC);
    return local.atZone(zone).toInstant().toEpochMilli();
  }

  private int scanIso(String text, int at) {
    int limit = Math.min(text.length(), at + 40);
    if (limit - at < 19 || text.charAt(at + 4) != '-' || Timestamps.digits(text, at, 4) < 0) {
      return -1;
    }
    int end = at + 11;
    while (end < limit && text.charAt(end) > ' ') {
      end++;
    }
    if (text.charAt(end - 1) == ':') {
      end--;
    }
    instant = Timestamps.parse(text, at, end);
    if (instant != Timestamps.INVALID) {
      return end;
    }
    long local = Timestamps.parse(text.substring(at, end) + 'Z');
    if (local == Timestamps.INVALID) {
      return -1;
    }
    LocalDateTime fields =
        LocalDateTime.ofEpochSecond(Math.floorDiv(local, 1000L), 0, ZoneOffset.UTC);
    year = fields.getYear();
    month = fields.getMonthValue();
    day = fields.getDayOfMonth();
    secondsOfDay = fields.toLocalTime().toSecondOfDay();
    millis = (int) Math.floorMod(local, 1000L);
    return end;
  }

  private int scanMonthFirst(String text, int from) {
    int at = from;
    if (indexOfName(WEEKDAYS, text, at) >= 0 && at + 3 < text.length()) {
      at = skipSpaces(text, at + 3);
    }
    at = scanYear(text, at);
    int index = indexOfName(MONTHS, text, at);
    if (index < 0 || at + 3 >= text.length() || text.charAt(at + 3) != ' ') {
      return -1;
    }
    month = index + 1;
    at = skipSpaces(text, at + 3);
    int dayDigits = Timestamps.digits(text, at, 2) >= 0 ? 2 : 1;
    day = Timestamps.digits(text, at, dayDigits);
    if (day < 1 || day > 31) {
      return -1;
    }
    at += dayDigits;
    if (at >= text.length() || text.charAt(at) != ' ') {
      return -1;
    }
    at = scanYear(text, skipSpaces(text, at));
    at = scanTime(text, at);
    boolean yearMayFollow = at > 0 && year < 0 && text.startsWith(" ", at);
    return yearMayFollow && scanYear(text, at + 1) > at + 1 ? at + 5 : at;
  }

  /** Takes four digits before a space or colon as a year; returns where the text goes on. */
  private int scanYear(String text, int at) {
    int number = Timestamps.digits(text, at, 4);
    boolean ends = text.startsWith(" ", at + 4) || text.startsWith(":", at + 4);
    if (number < 1970 || number > 2199 || !ends) {
      return at;
    }
    year = number;
    return at + 5;
  }

  private int scanTime(String text, int at) {
    int hour = Timestamps.digits(text, at, 2);
    int minute = Timestamps.digits(text, at + 3, 2);
    int second = Timestamps.digits(text, at + 6, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
      return -1;
    }
    if (text.charAt(at + 2) != ':' || text.charAt(at + 5) != ':') {
      return -1;
    }
    secondsOfDay = (hour * 60 + minute) * 60 + Math.min(second, 59);
    int end = at + 8;
    if (end + 1 < text.length()
        && text.charAt(end) == '.'
        && Timestamps.isDigit(text.charAt(end + 1))) {
      int scale = 100;
      end++;
      while (end < text.length() && Timestamps.isDigit(text.charAt(end))) {
        millis += scale * (text.charAt(end++) - '0');
        scale /= 10;
      }
    }
    return end;
  }

  /** Takes a known zone name, or any upper-case word that stands before {@code : %}. */
  private int scanZone(String text, int at) {
    if (at < 0 || at >= text.length() || text.charAt(at) != ' ') {
      return at;
    }
    int start = at + 1;
    int end = start;
    while (end < text.length() && end - start < 6 && isUpper(text.charAt(end))) {
      end++;
    }
    boolean ends = end == text.length() || text.charAt(end) == ':' || text.charAt(end) == ' ';
    if (end == start || !ends) {
      return at;
    }
    Integer offset = ZONES.get(text.substring(start, end));
    if (offset != null) {
      offsetMinutes = offset;
      return end;
    }
    return text.startsWith(": %", end) ? end : at;
  }

  private static int indexOfName(String names, String text, int at) {
    if (at + 3 > text.length() || !isLetter(text.charAt(at))) {
      return -1;
    }
    char first = text.charAt(at);
    for (int i = 0; i < names.length(); i += 3) {
      boolean mayBe = ((first ^ names.charAt(i)) & 0x1f) == 0 || first > 0x7f;
      if (mayBe && text.regionMatches(true, at, names, i, 3)) {
        return i / 3;
      }
    }
    return -1;
  }

  static int skipSpaces(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  /** Any but an ASCII character that is no letter: 'ſ' is an s without regard to case. */
  private static boolean isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' || c > 0x7f;
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
