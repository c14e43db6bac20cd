package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Bonds.Lag;
import java.util.Comparator;
import java.util.List;

/**
 * When something is hit: a time, and a log-normal lag after it, which may be none.
 *
 * <p>Lags along a path add up; their sum is held to be log-normal with the sum of the means and of
 * the variances (Fenton and Wilkinson [1]). The first of several independent arrivals has the
 * product of their survival functions as its own; its mean and variance are integrals of that, and
 * it is held to be log-normal again.
 *
 * <ol>
 *   <li>L. Fenton: The sum of log-normal probability distributions in scatter transmission systems.
 *       IRE Transactions on Communications Systems 8(1), 1960
 *   <li>M. Abramowitz, I. Stegun: Handbook of Mathematical Functions, 1964, 26.2.17
 * </ol>
 *
 * @param sinceMillis time after which the lag is, milliseconds since the epoch
 * @param meanMillis mean of the lag
 * @param variance of the lag, square milliseconds
 */
public record Arrival(long sinceMillis, double meanMillis, double variance) {
  /** Quantile of the normal distribution that nine of ten are below on both sides: 5 and 95 %. */
  private static final double NINE_TENTHS = 1.6448536269514722;

  /** Arrivals of which the first is looked for. */
  private static final int MOST_RIVALS = 8;

  private static final int STEPS = 96;
  private static final double FAR = 3.5;

  private static final Comparator<Arrival> BY_MEAN =
      Comparator.comparingDouble((Arrival a) -> a.sinceMillis + a.meanMillis)
          .thenComparingDouble(Arrival::variance);

  /** What is known to have happened. */
  public static Arrival at(long millis) {
    return new Arrival(millis, 0, 0);
  }

  /**
   * What was foretold.
   *
   * @param toldMillis when
   * @param fromMillis after this it will be with 95 %
   * @param atMillis before or after this it will be as likely
   * @param toMillis before this it will be with 95 %
   */
  public static Arrival foretold(long toldMillis, long fromMillis, long atMillis, long toMillis) {
    double median = atMillis - toldMillis;
    if (!(median > 0) || toMillis <= fromMillis) {
      return at(atMillis);
    }
    double least = Math.max(1, fromMillis - toldMillis);
    double most = Math.max(least, toMillis - toldMillis);
    double sigma = StrictMath.log(most / least) / (2 * NINE_TENTHS);
    double spread = StrictMath.exp(sigma * sigma);
    double mean = median * StrictMath.sqrt(spread);
    return new Arrival(toldMillis, mean, mean * mean * (spread - 1));
  }

  /** So much later. */
  Arrival plus(Lag lag) {
    double spread = StrictMath.exp(lag.sigma() * lag.sigma()) - 1;
    return new Arrival(
        sinceMillis,
        meanMillis + lag.meanMillis(),
        variance + lag.meanMillis() * lag.meanMillis() * spread);
  }

  /** As likely before as after. */
  public long medianMillis() {
    return quantile(0);
  }

  /** Before this with 5 %. */
  public long fromMillis() {
    return quantile(-NINE_TENTHS);
  }

  /** After this with 5 %. */
  public long toMillis() {
    return quantile(NINE_TENTHS);
  }

  private double sigma() {
    return meanMillis > 0
        ? StrictMath.sqrt(StrictMath.log1p(variance / (meanMillis * meanMillis)))
        : 0;
  }

  private long quantile(double deviations) {
    if (meanMillis <= 0) {
      return sinceMillis;
    }
    double sigma = sigma();
    double mu = StrictMath.log(meanMillis) - sigma * sigma / 2;
    return sinceMillis + Math.round(StrictMath.exp(mu + deviations * sigma));
  }

  /** The first of several, at least one. */
  static Arrival first(List<Arrival> all) {
    List<Arrival> sorted = all.stream().sorted(BY_MEAN).toList();
    long last = sorted.get(0).toMillis();
    List<Arrival> rivals =
        sorted.stream().filter(a -> a.fromMillis() < last).limit(MOST_RIVALS).toList();
    if (rivals.size() < 2 || rivals.get(0).variance == 0) {
      return sorted.get(0);
    }
    long start = rivals.stream().mapToLong(Arrival::sinceMillis).min().orElse(last);
    double end = rivals.stream().mapToLong(a -> a.quantile(FAR)).min().orElse(last) - start;
    double step = end / STEPS;
    double mean = 0;
    double square = 0;
    for (int i = 0; i < STEPS; i++) {
      double t = (i + 0.5) * step;
      double survival = 1;
      for (Arrival rival : rivals) {
        survival *= rival.survival(start + t);
      }
      mean += survival * step;
      square += 2 * t * survival * step;
    }
    return mean > 0 ? new Arrival(start, mean, Math.max(0, square - mean * mean)) : sorted.get(0);
  }

  /** Probability that it is later. */
  private double survival(double millis) {
    double lag = millis - sinceMillis;
    if (lag <= 0) {
      return 1;
    }
    double sigma = sigma();
    if (sigma == 0) {
      return lag < meanMillis ? 1 : 0;
    }
    double mu = StrictMath.log(meanMillis) - sigma * sigma / 2;
    return upperTail((StrictMath.log(lag) - mu) / sigma);
  }

  /** Of the normal distribution, to 1e-7 [2]. */
  private static double upperTail(double x) {
    double size = Math.abs(x);
    double t = 1 / (1 + 0.2316419 * size);
    double tail =
        StrictMath.exp(-size * size / 2)
            / StrictMath.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x >= 0 ? tail : 1 - tail;
  }
}
