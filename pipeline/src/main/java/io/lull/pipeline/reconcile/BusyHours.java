package io.lull.pipeline.reconcile;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a service is busy: {@code Mon-Fri 08:00-20:00 Europe/Berlin}; several parted by commas. */
final class BusyHours {
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:([A-Za-z]{3})(?:-([A-Za-z]{3}))? )?(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)(?: (\\S+))?");

  private BusyHours() {}

  /** What is wrong with a text; null if nothing is. */
  static @Nullable String problem(String text) {
    for (String part : text.strip().split("\\s*,\\s*")) {
      Matcher matcher = TEXT.matcher(part.strip());
      if (!matcher.matches() || !isDay(matcher.group(1)) || !isDay(matcher.group(2))) {
        return "expected days, hours and a time zone such as 'Mon-Fri 08:00-20:00 Europe/Berlin',"
            + " found '"
            + part
            + "'";
      }
      try {
        LocalTime.parse(matcher.group(3));
        if (!matcher.group(4).equals("24:00")) {
          LocalTime.parse(matcher.group(4));
        }
        if (matcher.group(5) != null) {
          ZoneId.of(matcher.group(5));
        }
      } catch (DateTimeException e) {
        return "'" + part + "': " + e.getMessage();
      }
    }
    return null;
  }

  private static boolean isDay(@Nullable String text) {
    return text == null || DAYS.contains(text.toLowerCase(Locale.ROOT));
  }
}
