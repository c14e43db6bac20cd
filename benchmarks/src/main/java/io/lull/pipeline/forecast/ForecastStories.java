package io.lull.pipeline.forecast;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricKind;
import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How well crossings of limits are foretold, on stories of which it is known when they cross. */
public final class ForecastStories {
  private static final long START = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
  private static final int[] INTERVALS = {15, 30, 60, 60, 300};
  private static final int[] SERIES = {0};
  private static final ScrapeLayout LAYOUT =
      new ScrapeLayout.Builder().add("m", Map.of(), MetricKind.GAUGE, "").build();
  private static final double HOUR = 3_600_000;

  private final int days;
  private final boolean detail;
  private final Tally all = new Tally();
  private final Map<Story, Tally> byStory = new EnumMap<>(Story.class);
  private long samples;

  private ForecastStories(int days, boolean detail) {
    this.days = days;
    this.detail = detail;
  }

  /** What was told, and what came. */
  private static final class Tally {
    int stories;
    int crossed;
    int missed;
    int told;
    int held;
    int early; // it came before the interval
    int late;
    int firstTold;
    int firstHeld;
    int withdrawn;
    double weeks;
    final List<Double> lead = new ArrayList<>();
    final List<Double> width = new ArrayList<>();

    void add(Tally other) {
      stories += other.stories;
      crossed += other.crossed;
      missed += other.missed;
      told += other.told;
      held += other.held;
      early += other.early;
      late += other.late;
      firstTold += other.firstTold;
      firstHeld += other.firstHeld;
      withdrawn += other.withdrawn;
      weeks += other.weeks;
      lead.addAll(other.lead);
      width.addAll(other.width);
    }

    String row(String name) {
      return String.format(
          "| %s | %d | %d | %d | %d | %s | %s | %.1f %% / %.1f %% | %s h | %s | %.3f |",
          name,
          stories,
          crossed,
          missed,
          told,
          share(held, told),
          share(firstHeld, firstTold),
          told == 0 ? 0 : 100.0 * early / told,
          told == 0 ? 0 : 100.0 * late / told,
          median(lead),
          median(width),
          withdrawn / Math.max(1e-9, weeks));
    }

    private static String share(int part, int whole) {
      return whole == 0 ? "" : String.format("%.1f %%", 100.0 * part / whole);
    }

    private static String median(List<Double> values) {
      if (values.isEmpty()) {
        return "";
      }
      double[] sorted = values.stream().mapToDouble(d -> d).sorted().toArray();
      return String.format("%.2f", sorted[sorted.length / 2]);
    }
  }

  private void run(Story story, long seed) {
    Random random = new Random(seed * 1_000_003L + story.name().hashCode());
    Story.Course course = story.course(random);
    long interval = INTERVALS[random.nextInt(INTERVALS.length)] * 1000L;
    LimitSet rules =
        new LimitSet(
            List.of(
                LimitRules.parse("s", "limits: [{id: s, metric: m, at: " + course.limit() + "}]")),
            Map.of());
    ResourceForecaster forecaster = new ResourceForecaster(ForecastOptions.DEFAULT);
    ResourceForecasts state = new ResourceForecasts();
    List<Event> events = new ArrayList<>();
    Listener out = new Listener(events);
    long crossing = 0;
    long time = START + random.nextInt(86_400) * 1000L;
    long begin = time;
    for (; time < begin + days * 86_400_000L; time += interval) {
      double value = course.measured().at((time - begin) / HOUR);
      forecaster.take(state, scrape(time, value), SERIES, rules, out);
      samples++;
      if (value >= course.limit()) {
        crossing = time;
        break;
      }
    }
    score(story, events, crossing, time - begin);
  }

  private static Scrape scrape(long time, double value) {
    long[] values = {Scrape.bits(value)};
    return new Scrape("r", time, time, "s", null, 0, 0, Scrape.NO_LABELS, LAYOUT, values);
  }

  private void score(Story story, List<Event> events, long crossing, long span) {
    if (detail) {
      System.out.println(story + " " + (crossing - START) / HOUR);
    }
    Tally tally = byStory.computeIfAbsent(story, s -> new Tally());
    tally.stories++;
    tally.crossed += crossing > 0 ? 1 : 0;
    tally.weeks += span / (7 * 24 * HOUR);
    long since = 0;
    for (Event event : events) {
      if (event.getStatus() == EventStatus.CLEARED) {
        tally.withdrawn += event.getTimeMillis() != crossing ? 1 : 0;
        since = event.getTimeMillis() == crossing ? since : 0;
        continue;
      }
      boolean first = since == 0;
      since = first ? event.getTimeMillis() : since;
      if (detail) {
        detail(event, crossing);
      }
      if (crossing > 0) {
        told(tally, event, crossing, first);
      }
    }
    if (crossing > 0) {
      tally.missed += since == 0 ? 1 : 0;
      tally.lead.add(since == 0 ? 0 : (crossing - since) / HOUR);
    }
  }

  private static void told(Tally tally, Event event, long crossing, boolean first) {
    long from = time(event, "crossesFrom");
    long to = time(event, "crossesTo");
    boolean holds = from <= crossing && crossing <= to + 999;
    tally.told++;
    tally.held += holds ? 1 : 0;
    tally.early += crossing < from ? 1 : 0;
    tally.late += crossing > to + 999 ? 1 : 0;
    tally.firstTold += first ? 1 : 0;
    tally.firstHeld += first && holds ? 1 : 0;
    tally.width.add((to - from) / (double) Math.max(1, crossing - event.getTimeMillis()));
  }

  private static void detail(Event event, long crossing) {
    double now = event.getTimeMillis();
    System.out.printf(
        "  told at %.2f h of %.2f to %.2f, crossed after %.2f; %s%n",
        (now - START) / HOUR,
        (time(event, "crossesFrom") - now) / HOUR,
        (time(event, "crossesTo") - now) / HOUR,
        crossing == 0 ? Double.NaN : (crossing - now) / HOUR,
        event.getAttributes().get("value"));
  }

  private static long time(Event event, String attribute) {
    return Instant.parse(event.getAttributes().get(attribute)).toEpochMilli();
  }

  private record Listener(List<Event> events) implements ResourceForecaster.Output {
    @Override
    public void event(Event event) {
      events.add(event);
    }

    @Override
    public void outOfOrder() {
      throw new IllegalStateException("a story is in order");
    }

    @Override
    public void refused() {
      throw new IllegalStateException("a story has one series");
    }
  }

  private void print(long nanos) {
    System.out.println(
        "| story | series | cross | missed | told | in the interval | of the first told |"
            + " before / after it | lead, median | width to lead | withdrawn a series and week |");
    System.out.println("|" + " --- |".repeat(11));
    Tally never = new Tally();
    Tally crossing = new Tally();
    byStory.forEach(
        (story, tally) -> {
          System.out.println(tally.row(story.name()));
          all.add(tally);
          (story.crosses() ? crossing : never).add(tally);
        });
    System.out.println(crossing.row("**all that cross**"));
    System.out.println(never.row("**all that never do**"));
    System.out.println(all.row("**all**"));
    System.out.printf(
        "%,d samples, %.2f µs of processor time each%n", samples, nanos / 1000.0 / samples);
  }

  /** Runs all stories. */
  public static void main(String[] args) {
    List<String> given = Arrays.asList(args);
    if (given.contains("--help")) {
      System.out.println(
          "benchmarks/run forecasts [--seeds N] [--from SEED] [--days N] [--story NAME] [--detail]\n"
              + "N series of each story (100), from this seed on (1000), for days (14).\n"
              + "Constants were chosen on the seeds below 100.");
      return;
    }
    int seeds = Integer.parseInt(option(given, "--seeds", "100"));
    long from = Long.parseLong(option(given, "--from", "1000"));
    int days = Integer.parseInt(option(given, "--days", "14"));
    ForecastStories stories = new ForecastStories(days, given.contains("--detail"));
    String only = option(given, "--story", "");
    long before = cpuNanos();
    for (Story story : Story.values()) {
      for (long seed = from; seed < from + seeds; seed++) {
        if (only.isEmpty() || story.name().equals(only)) {
          stories.run(story, seed);
        }
      }
    }
    stories.print(cpuNanos() - before);
  }

  private static long cpuNanos() {
    return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static String option(List<String> given, String name, String absent) {
    int at = given.indexOf(name);
    return at < 0 ? absent : given.get(at + 1);
  }
}
