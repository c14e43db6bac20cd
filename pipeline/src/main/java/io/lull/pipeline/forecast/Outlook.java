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

  /** Steps that a first, coarse look takes at once. */
  private static final int STRIDE = 8;

  private static final int AGREEING = 8;

  /** A probability that is far from sure. */
  private static final double LIKELY = 0.3;

  private static final int MOST_POINTS = 32;

  private final TrendMixture mixture = new TrendMixture();
  private final double[] times = new double[MOST_POINTS];
  private final double[] values = new double[MOST_POINTS];
  private boolean usual; // resets among the points

  /**
   * When the limit is crossed; null: not for sure, within what can be foreseen.
   *
   * @param levels how many are looked at, the finest first
   * @param value the last
   */
  @Nullable Crossing crossing(
      SeriesHistory history,
      Calibration calibration,
      Resets resets,
      double limit,
      long horizonMillis,
      int levels,
      double value) {
    for (int level = 0; level < levels; level++) {
      int count = points(history, resets, level);
      if (count < TrendMixture.LEAST_POINTS || !isNear(count, limit, history, level)) {
        continue;
      }
      if (!usual && resets.isBefore(limit, value, history.lowest())) {
        continue;
      }
      mixture.widen(calibration.factor(level));
      Crossing found = crossing(history, level, count, limit, horizonMillis);
      if (found != null && agrees(history, calibration, resets, found, limit)) {
        return found;
      }
    }
    return null;
  }

  /** The points that say how it goes on: those since the last reset, unless there are many. */
  private int points(SeriesHistory history, Resets resets, int level) {
    long span = SeriesHistory.cells(level) * SeriesHistory.step(level);
    usual = resets.isUsualSince(history.lastMillis() - span);
    return history.points(level, usual ? 0 : resets.lastMillis(), times, values);
  }

  /**
   * Whether the next coarser level holds the crossing to be likely too, given twice the time: what
   * a level sees as a trend may be one of many teeth.
   */
  private boolean agrees(
      SeriesHistory history, Calibration calibration, Resets resets, Crossing found, double limit) {
    int level = found.level() + 1;
    if (level == SeriesHistory.LEVELS) {
      return true;
    }
    int count = points(history, resets, level);
    if (count < TrendMixture.LEAST_POINTS) {
      return true;
    }
    mixture.learn(times, values, count, history.quantum() / 2);
    mixture.widen(calibration.factor(level));
    long now = history.lastMillis();
    long then = now + 2 * (found.toMillis() - now);
    double steps = Math.max(1, (double) (then - now) / SeriesHistory.step(level));
    double most = 0;
    for (int i = 1; i <= AGREEING; i++) {
      double part = steps * i / AGREEING;
      double season = history.season(now + (long) (part * SeriesHistory.step(level)));
      most = Math.max(most, mixture.probability(part, limit - season));
    }
    return most >= 0.5;
  }

  /** Checks what was foretold of the levels that have begun a bucket, and foretells again. */
  void calibrate(SeriesHistory history, Calibration calibration, double limit, int begun) {
    for (int level = 0; level < begun; level++) {
      if (history.bucket(level) % Calibration.AHEAD != 0) {
        continue;
      }
      calibration.check(level, history.closed(level));
      int count = history.points(level, 0, times, values);
      if (count >= TrendMixture.LEAST_POINTS && isNear(count, limit, history, level)) {
        mixture.learn(times, values, count, history.quantum() / 2);
        mixture.widen(calibration.factor(level));
        double steps = Calibration.AHEAD;
        calibration.foretell(
            level,
            mixture.quantile(steps, Crossing.TAIL),
            mixture.quantile(steps, 1 - Crossing.TAIL));
      }
    }
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
    long now = history.lastMillis();
    if (!isLikely(history, ahead, step, limit)) {
      return null;
    }
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
        // It is seen to be crossed by the next sample.
        long interval = history.intervalMillis();
        return new Crossing(
            now + Math.round(from * step),
            now + Math.round(at * step) + interval / 2,
            now + Math.round(to * step) + interval,
            level);
      }
      probability = next;
    }
    return null;
  }

  /**
   * Whether a crossing is likely at all, before it is found when and how surely: with a look at
   * every {@value #STRIDE}th step, to which the most is added that the day adds on the way there.
   * What is not even likely here is not sure anywhere between.
   */
  private boolean isLikely(SeriesHistory history, double ahead, long step, double limit) {
    for (int i = STRIDE; i <= STEPS; i += STRIDE) {
      double season = Double.NEGATIVE_INFINITY;
      for (int j = i - STRIDE + 1; j <= i; j++) {
        double steps = ahead * j / STEPS;
        season = Math.max(season, history.season(history.lastMillis() + (long) (steps * step)));
      }
      if (mixture.probability(ahead * i / STEPS, limit - season) >= LIKELY) {
        return true;
      }
    }
    return false;
  }

  private static double between(double a, double b, double pa, double pb, double p) {
    return a + (b - a) * (p - pa) / Math.max(1e-12, pb - pa);
  }
}
