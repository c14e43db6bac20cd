package io.lull.pipeline.forecast;

import org.jspecify.annotations.Nullable;

/**
 * Says of a history when it will cross a limit.
 *
 * <p>Looks as far ahead as it looks back: each level of the history foretells over its own span.
 * From the finest to the coarsest, the first that is sure (95 %) of a crossing within its span is
 * believed: it is the one that knows most of what is going on now. On its points a {@link
 * TrendMixture} learns the trend; to where that leads the course of the day is added.
 *
 * <p>The time of the first crossing has the distribution P(T ≤ t) = max over s ≤ t of P(y(s) ≥
 * limit): exact where errors of a forecast at different times are of one piece (those of level and
 * slope are), and what is not of one piece, the noise, is in the maxima already.
 *
 * <p>Cost: nothing but a look at the highest and lowest point where a series is too far from its
 * limit to reach it in a span at one and a half times its fastest pace; else some 10 µs a level.
 */
final class Outlook {
  /** What is extrapolated at most, as a part of what was seen. */
  private static final double AHEAD = 1;

  /** How much faster than ever a series may become. */
  private static final double FASTER = 1.5;

  private static final int STEPS = 96;
  private static final int MOST_POINTS = 32;

  private final TrendMixture mixture = new TrendMixture();
  private final double[] times = new double[MOST_POINTS];
  private final double[] values = new double[MOST_POINTS];

  /**
   * When the limit is crossed; null: not for sure, within what can be foreseen.
   *
   * @param sinceMillis what was before says nothing
   * @param coarseSinceMillis the same for levels of an hour and more
   */
  @Nullable Crossing crossing(
      SeriesHistory history,
      double limit,
      long horizonMillis,
      long sinceMillis,
      long coarseSinceMillis) {
    for (int level = 0; level < SeriesHistory.LEVELS; level++) {
      long since = SeriesHistory.step(level) < 3_600_000 ? sinceMillis : coarseSinceMillis;
      int count = history.points(level, since, times, values);
      if (count < TrendMixture.LEAST_POINTS || !isNear(count, limit, history, level)) {
        continue;
      }
      Crossing found = crossing(history, level, count, limit, horizonMillis);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private boolean isNear(int count, double limit, SeriesHistory history, int level) {
    double low = values[0];
    double high = values[0];
    for (int i = 1; i < count; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    double most = history.mostSeason(level);
    return limit - values[count - 1] - most <= AHEAD * FASTER * (high - low);
  }

  private @Nullable Crossing crossing(
      SeriesHistory history, int level, int count, double limit, long horizonMillis) {
    long step = SeriesHistory.step(level);
    double span = times[count - 1] - times[0];
    double ahead = Math.min(AHEAD * span, (double) horizonMillis / step);
    mixture.learn(times, values, count, history.quantum() / 2);
    // Sure at all, before it is found when.
    long now = history.lastMillis();
    double probability = 0;
    double from = Double.NaN;
    double at = Double.NaN;
    for (int i = 1; i <= STEPS; i++) {
      double steps = ahead * i / STEPS;
      double season = history.season(now + (long) (steps * step));
      double next = Math.max(probability, mixture.probability(steps, limit - season));
      double before = ahead * (i - 1) / STEPS;
      if (Double.isNaN(from) && next >= Crossing.TAIL) {
        from = between(before, steps, probability, next, Crossing.TAIL);
      }
      if (Double.isNaN(at) && next >= 0.5) {
        at = between(before, steps, probability, next, 0.5);
      }
      if (next >= 1 - Crossing.TAIL) {
        double to = between(before, steps, probability, next, 1 - Crossing.TAIL);
        return new Crossing(
            now + Math.round(from * step),
            now + Math.round(at * step),
            now + Math.round(to * step),
            level);
      }
      probability = next;
    }
    return null;
  }

  private static double between(double a, double b, double pa, double pb, double p) {
    return a + (b - a) * (p - pa) / Math.max(1e-12, pb - pa);
  }
}
