package io.lull.pipeline.impact;

import java.util.Comparator;
import java.util.List;

/**
 * When something is hit: a time, and a log-normal lag after it, which may be none.
 *
 * <p>Lags along a path add up; their sum is held to be log-normal with the sum of the means and of
 * the variances (Fenton and Wilkinson [1]). The k-th of several independent arrivals is later than
 * a time with the probability that fewer than k have come by then; its mean and variance are
 * integrals of that, and it is held to be log-normal again.
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

  /** Order up to which it is found so; for those beyond the usual order is held to be the order. */
  private static final int MOST_ORDER = 16;

  private static final int STEPS = 96;
  private static final double FAR = 3.5;

  static final Comparator<Arrival> BY_MEAN =
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

  /**
   * With the same median, and a spread so many times as large as what is known of the lags says.
   *
   * @param times factor of the standard deviation of the logarithm
   */
  public Arrival spread(double times) {
    if (times == 1 || meanMillis <= 0 || variance <= 0) {
      return this;
    }
    double sigma = sigma();
    double median = meanMillis / StrictMath.exp(sigma * sigma / 2);
    double square = sigma * times * sigma * times;
    double mean = median * StrictMath.exp(square / 2);
    return new Arrival(sinceMillis, mean, mean * mean * StrictMath.expm1(square));
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

  /**
   * The {@code k}-th of several that are independent, by {@link #BY_MEAN}, at least so many. By
   * then the survival function of the order statistic is known: that fewer than k have arrived.
   */
  static Arrival ofOrder(List<Arrival> sorted, int k) {
    Arrival usual = sorted.get(k - 1);
    // What is surely there before the k-th only counts.
    List<Arrival> open = sorted.stream().filter(a -> a.toMillis() >= usual.fromMillis()).toList();
    int before = sorted.size() - open.size();
    if (before > 0 && before < k) {
      return ofOrder(open, k - before);
    }
    long last = sorted.stream().limit(k).mapToLong(Arrival::toMillis).max().orElseThrow();
    List<Arrival> rivals =
        sorted.stream()
            .filter(a -> a.fromMillis() < last || a.equals(usual))
            .limit(Math.max(MOST_RIVALS, k))
            .toList();
    boolean sure = k == 1 ? usual.variance == 0 : rivals.stream().allMatch(a -> a.variance == 0);
    if (rivals.size() < Math.max(2, k) || k > MOST_ORDER || sure) {
      return usual;
    }
    long start = rivals.stream().mapToLong(Arrival::sinceMillis).min().orElse(last);
    long[] ends = rivals.stream().mapToLong(a -> a.quantile(FAR)).sorted().toArray();
    double step = (double) (ends[k - 1] - start) / STEPS;
    double mean = 0;
    double square = 0;
    for (int i = 0; i < STEPS; i++) {
      double t = (i + 0.5) * step;
      double survival = fewerThan(k, rivals, start + t);
      mean += survival * step;
      square += 2 * t * survival * step;
    }
    return mean > 0 ? new Arrival(start, mean, Math.max(0, square - mean * mean)) : usual;
  }

  /** Probability that fewer than so many have arrived by a time. */
  private static double fewerThan(int k, List<Arrival> rivals, double millis) {
    double[] arrived = new double[k];
    arrived[0] = 1;
    for (Arrival rival : rivals) {
      double later = rival.survival(millis);
      for (int n = k - 1; n >= 0; n--) {
        arrived[n] = arrived[n] * later + (n > 0 ? arrived[n - 1] * (1 - later) : 0);
      }
    }
    double all = 0;
    for (double some : arrived) {
      all += some;
    }
    return all;
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
