package io.lull.job.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 500ms}, {@code 5s}, {@code 15min}, {@code 2h}. */
public final class Durations {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})\\s*(ms|s|min|m|h|d)");
  private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("d", Duration.ofDays(1));
    UNITS.put("h", Duration.ofHours(1));
    UNITS.put("min", Duration.ofMinutes(1));
    UNITS.put("s", Duration.ofSeconds(1));
    UNITS.put("ms", Duration.ofMillis(1));
  }

  private Durations() {}

  /** The duration, or null where the text is none. A bare number has no unit and is none. */
  public static @Nullable Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String unit = matcher.group(2).equals("m") ? "min" : matcher.group(2);
    Duration one = UNITS.get(unit);
    return one == null ? null : one.multipliedBy(Long.parseLong(matcher.group(1)));
  }

  /** The duration in the largest unit that loses nothing; finer than a millisecond is cut. */
  public static String render(Duration duration) {
    long millis = duration.toMillis();
    for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
      long one = unit.getValue().toMillis();
      if (millis != 0 && millis % one == 0) {
        return millis / one + unit.getKey();
      }
    }
    return "0ms";
  }
}
