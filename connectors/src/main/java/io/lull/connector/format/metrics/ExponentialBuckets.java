package io.lull.connector.format.metrics;

import java.util.Map;
import java.util.TreeMap;

/**
 * The buckets of an exponential histogram in Prometheus' classic form: those that hold something,
 * with the cumulated count up to their upper bound. Bucket {@code i} of scale {@code s} holds what
 * is above {@code b^i} and at most {@code b^(i+1)}, with {@code b = 2^(2^-s)}.
 *
 * <p>Scales above {@value #MOST_SCALE} are made coarser, which is exact: 2^n neighbours become one.
 * So a histogram has four buckets for each doubling, whatever its sender's scale, and keeps its
 * buckets when the sender changes that; a quantile is right to 19 % at worst, and better by
 * interpolation.
 */
public final class ExponentialBuckets {
  private static final int MOST_SCALE = 2;

  private final int scale;
  private final int shift;
  private final TreeMap<Long, Double> negative = new TreeMap<>();
  private final TreeMap<Long, Double> positive = new TreeMap<>();
  private double zeroThreshold;
  private double zeroCount;

  /** Takes a bucket. */
  public interface Taker {
    /**
     * One bucket, after those with lower bounds.
     *
     * @param bound its upper bound, finite
     * @param count of all values up to it
     */
    void bucket(double bound, double count);
  }

  public ExponentialBuckets(int sentScale) {
    this.scale = Math.min(sentScale, MOST_SCALE);
    this.shift = sentScale - scale;
  }

  /** Counts values above 0. */
  public void positive(long index, double count) {
    add(positive, index, count);
  }

  /** Counts values below 0, by their absolute value. */
  public void negative(long index, double count) {
    add(negative, index, count);
  }

  private void add(Map<Long, Double> buckets, long index, double count) {
    if (count > 0) {
      // Beyond 63 places nothing but the sign is left of an index.
      buckets.merge(index >> Math.min(shift, Long.SIZE - 1), count, Double::sum);
    }
  }

  /** Counts values about 0. */
  public void zero(double threshold, double count) {
    zeroThreshold = threshold;
    zeroCount = count;
  }

  /** How many buckets there are, with the zero bucket. */
  public int size() {
    return negative.size() + positive.size() + 1;
  }

  /** Gives all buckets in the order of their bounds; those without a finite bound are left out. */
  public void cumulate(Taker taker) {
    double below = 0;
    for (Map.Entry<Long, Double> bucket : negative.descendingMap().entrySet()) {
      below += bucket.getValue();
      give(taker, -bound(bucket.getKey()), below);
    }
    if (zeroCount > 0) {
      below += zeroCount;
      give(taker, zeroThreshold, below);
    }
    for (Map.Entry<Long, Double> bucket : positive.entrySet()) {
      below += bucket.getValue();
      give(taker, bound(bucket.getKey() + 1), below);
    }
  }

  private static void give(Taker taker, double bound, double count) {
    if (Double.isFinite(bound)) {
      taker.bucket(bound, count);
    }
  }

  private double bound(long index) {
    return Math.pow(2, index * Math.scalb(1.0, -scale));
  }
}
