package io.lull.connector.files;

import io.lull.connector.format.Timestamps;
import java.time.LocalDate;

/**
 * ISO-8601 times of files: read as {@link Timestamps} does, with a reason where it is none; written
 * in UTC, always with milliseconds.
 */
public final class IsoTime {
  private static final String EXPECTED =
      "expected an ISO-8601 time with an offset, such as 2026-01-31T03:17:00.000Z";
  private static final int MILLIS_PER_SECOND = 1000;
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private IsoTime() {}

  /** Milliseconds since 1970-01-01T00:00:00Z. */
  public static long parse(String text) throws BadLineException {
    long millis = Timestamps.parse(text);
    if (millis == Timestamps.INVALID) {
      String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
      throw new BadLineException(EXPECTED + ", found '" + shown + "'");
    }
    return millis;
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
}
