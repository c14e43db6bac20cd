package io.lull.pipeline.impact;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When a service makes its revenue: how much an hour counts beside the hour its revenue share is
 * said for.
 *
 * <pre>Mon-Fri 08:00-20:00 Europe/Berlin; Sat 10:00-16:00 Europe/Berlin 0.5; else 0.1</pre>
 *
 * Entries are parted by semicolons, the first that holds counts: days (one, or a span), hours
 * (until before the end; over midnight where the end is the smaller), a zone (default UTC), a
 * weight (default 1). {@code else} says what all other hours weigh (default {@value #QUIET}). What
 * cannot be read is no entry; a text without any entry is no calendar, and every hour counts whole.
 *
 * @param entries in order
 * @param otherwise weight of the hours that none is about
 */
public record BusyHours(List<Entry> entries, double otherwise) {
  static final BusyHours ALWAYS = new BusyHours(List.of(), 1);

  private static final double QUIET = 0.2;
  private static final double MOST_WEIGHT = 100;

  /** Hours of some days of the week. */
  public record Entry(
      DayOfWeek firstDay,
      DayOfWeek lastDay,
      LocalTime from,
      LocalTime to,
      ZoneId zone,
      double weight) {

    boolean holds(Instant time) {
      ZonedDateTime local = time.atZone(zone);
      LocalTime clock = local.toLocalTime();
      boolean overnight = !from.isBefore(to);
      if (!overnight) {
        return isDay(local.getDayOfWeek()) && !clock.isBefore(from) && clock.isBefore(to);
      }
      return !clock.isBefore(from) && isDay(local.getDayOfWeek())
          || clock.isBefore(to) && isDay(local.getDayOfWeek().minus(1));
    }

    private boolean isDay(DayOfWeek day) {
      int span = Math.floorMod(lastDay.getValue() - firstDay.getValue(), 7);
      return Math.floorMod(day.getValue() - firstDay.getValue(), 7) <= span;
    }
  }

  public BusyHours {
    entries = List.copyOf(entries);
  }

  /** What an hour counts, from 0. */
  double weightAt(long timeMillis) {
    if (entries.isEmpty()) {
      return otherwise;
    }
    Instant time = Instant.ofEpochMilli(timeMillis);
    for (Entry entry : entries) {
      if (entry.holds(time)) {
        return entry.weight();
      }
    }
    return otherwise;
  }

  /** Reads a calendar; what cannot be read is left out. */
  public static BusyHours read(String text) {
    return read(text, null);
  }

  /** What is wrong with a text, and what was expected; null if nothing is. */
  public static @Nullable String problem(String text) {
    List<String> problems = new ArrayList<>();
    read(text, problems);
    return problems.isEmpty() ? null : String.join("; ", problems);
  }

  private static BusyHours read(String text, @Nullable List<String> problems) {
    List<Entry> entries = new ArrayList<>();
    double otherwise = QUIET;
    for (String line : text.split(";")) {
      String[] words = line.strip().split("\\s+");
      try {
        if (words.length == 2 && words[0].equalsIgnoreCase("else")) {
          otherwise = weight(words[1]);
        } else {
          entries.add(entry(words));
        }
      } catch (DateTimeException | IllegalArgumentException e) {
        if (problems != null) {
          problems.add(
              "expected days, hours, a zone and a weight such as 'Mon-Fri 08:00-20:00"
                  + " Europe/Berlin 1', or 'else 0.2', found '"
                  + line.strip()
                  + "' ("
                  + e.getMessage()
                  + ")");
        }
      }
    }
    return entries.isEmpty() ? ALWAYS : new BusyHours(entries, otherwise);
  }

  private static Entry entry(String[] words) {
    if (words.length < 2) {
      throw new IllegalArgumentException("not days and hours");
    }
    String[] days = words[0].split("-");
    String[] hours = words[1].split("-");
    if (days.length > 2 || hours.length != 2 || words.length > 4) {
      throw new IllegalArgumentException("not days and hours");
    }
    ZoneId zone = ZoneOffset.UTC;
    double weight = 1;
    for (int i = 2; i < words.length; i++) {
      if (Character.isDigit(words[i].charAt(0))) {
        weight = weight(words[i]);
      } else {
        zone = ZoneId.of(words[i]);
      }
    }
    return new Entry(
        day(days[0]), day(days[days.length - 1]), clock(hours[0]), clock(hours[1]), zone, weight);
  }

  private static LocalTime clock(String text) {
    return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
  }

  private static DayOfWeek day(String text) {
    String word = text.toUpperCase(Locale.ROOT);
    for (DayOfWeek day : DayOfWeek.values()) {
      if (word.length() >= 2 && day.name().startsWith(word)) {
        return day;
      }
    }
    throw new IllegalArgumentException("no day of the week: " + text);
  }

  private static double weight(String text) {
    double weight = Double.parseDouble(text);
    if (!(weight >= 0 && weight <= MOST_WEIGHT)) {
      throw new IllegalArgumentException("no weight: " + text);
    }
    return weight;
  }
}
