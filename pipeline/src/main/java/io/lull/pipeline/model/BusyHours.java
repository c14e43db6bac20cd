package io.lull.pipeline.model;

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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a service makes its revenue: how much an hour counts beside the hour its revenue share is
 * said for.
 *
 * <pre>Mon-Fri 08:00-20:00 Europe/Berlin; Sat 10:00-16:00 Europe/Berlin 0.5; else 0.1</pre>
 *
 * Entries are parted by semicolons or commas, the first that holds counts: days (one, or a span;
 * default all), hours (until before the end; over midnight where the end is the smaller), a zone
 * (default UTC), a weight (default 1). {@code else} says what all other hours weigh (default
 * {@value #QUIET}). What cannot be read is no entry, and {@link #problem} says so; a text without
 * any entry is no calendar, and every hour counts whole.
 *
 * @param entries in order
 * @param otherwise weight of the hours that none is about
 */
public record BusyHours(List<Entry> entries, double otherwise) {
  public static final BusyHours ALWAYS = new BusyHours(List.of(), 1);

  private static final Pattern PARTS = Pattern.compile("[;,]");
  private static final String EXPECTED =
      "expected days, hours, a time zone and a weight such as 'Mon-Fri 08:00-20:00 Europe/Berlin;"
          + " Sat 10:00-16:00 Europe/Berlin 0.5; else 0.1'";

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
  public double weightAt(long timeMillis) {
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

  /** Reads what can be read. */
  public static BusyHours read(String text) {
    List<Entry> entries = new ArrayList<>();
    double otherwise = QUIET;
    for (String part : PARTS.split(text)) {
      String[] words = part.strip().split("\\s+");
      try {
        if (isElse(words)) {
          otherwise = otherwise(words);
        } else if (!part.isBlank()) {
          entries.add(entry(words));
        }
      } catch (DateTimeException | IllegalArgumentException e) {
        continue; // no entry, as problem() says
      }
    }
    return entries.isEmpty() ? ALWAYS : new BusyHours(entries, otherwise);
  }

  /** What is wrong with the first part that cannot be read; null if nothing is. */
  public static @Nullable String problem(String text) {
    boolean any = false;
    for (String part : PARTS.split(text)) {
      String[] words = part.strip().split("\\s+");
      try {
        if (isElse(words)) {
          otherwise(words);
        } else if (!part.isBlank()) {
          entry(words);
          any = true;
        }
      } catch (DateTimeException | IllegalArgumentException e) {
        return "'" + part.strip() + "' (" + e.getMessage() + "), " + EXPECTED;
      }
    }
    return any ? null : "'" + text.strip() + "' (no hours), " + EXPECTED;
  }

  private static boolean isElse(String[] words) {
    return words[0].equalsIgnoreCase("else");
  }

  private static double otherwise(String[] words) {
    if (words.length != 2) {
      throw new IllegalArgumentException("else needs one weight");
    }
    return weight(words[1]);
  }

  private static Entry entry(String[] words) {
    boolean everyDay = !words[0].isEmpty() && Character.isDigit(words[0].charAt(0));
    String[] days = (everyDay ? "Mon-Sun" : words[0]).split("-");
    int next = everyDay ? 0 : 1;
    String[] hours = words.length > next ? words[next].split("-") : words;
    if (days.length > 2 || hours.length != 2 || words.length > next + 3) {
      throw new IllegalArgumentException("not days and hours");
    }
    ZoneId zone = ZoneOffset.UTC;
    double weight = 1;
    for (String word : List.of(words).subList(next + 1, words.length)) {
      if (Character.isDigit(word.charAt(0))) {
        weight = weight(word);
      } else {
        zone = ZoneId.of(word);
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
