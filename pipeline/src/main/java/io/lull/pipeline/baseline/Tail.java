package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;

/**
 * How surprising a deviation is beside the largest that its series has shown: the upper tail of
 * {@code l = ln(1 + y / mean y)}, held as the {@value #SIZE} largest values.
 *
 * <p>Beyond a high order statistic {@code u} excesses are taken for exponential in the log domain,
 * that is for a Pareto tail, and their mean {@code e} is Hill's estimate [1] drawn towards a prior:
 * the surprise {@code (l - u) / e} is {@code -ln P(excess > l - u)}, in nats, and 0 up to {@code
 * u}. So a series whose peaks are all alike is surprised by one that is a little higher.
 *
 * <p>Of one cluster of values within {@value #CLUSTER} samples only the largest is kept [2]. The
 * values shrink slowly, so that what was long ago is forgotten.
 *
 * <p>Cost: O({@value #SIZE}) a sample.
 *
 * <p>[1] B. M. Hill, A simple general approach to inference about the tail of a distribution,
 * Annals of Statistics 3(5), 1975. [2] Runs declustering: S. Coles, An Introduction to Statistical
 * Modeling of Extreme Values, 2001, section 5.3.
 */
final class Tail {
  static final int SIZE = 24;
  static final int BYTES = SIZE * Float.BYTES + Float.BYTES + 1 + 1;

  /** Values nearer than this, in samples, are one cluster. */
  static final int CLUSTER = 20;

  /** Samples after which a value counts little. */
  static final double MEMORY = 8000;

  /** Samples before which nothing surprises. */
  private static final int LEAST = 50;

  /** Of a short history the tail is one in so many, and at least so many values. */
  private static final int RANK_SHARE = 20;

  private static final int LEAST_RANK = 4;

  private static final double FORGET = 1 - 0.5 / MEMORY;

  /** Mean excess that is assumed before any was seen, and how many excesses it is worth. */
  private static final double PRIOR = 0.25;

  private static final double PRIOR_WEIGHT = 4;

  private final float[] top = new float[SIZE]; // descending
  private float mean;
  private int rank = SIZE; // where the tail begins, of the sample taken last
  private int cluster; // where the largest value of the last cluster stands
  private int clusterLeft; // samples until the next cluster can begin

  /**
   * Takes the next deviation.
   *
   * @param deviation at least 0
   * @param count samples seen with this one
   * @return surprise in nats
   */
  double take(double deviation, int count) {
    mean += (float) ((deviation - mean) * Math.max(1.0 / count, 1 / MEMORY));
    double log = mean > 0 ? Math.log1p(deviation / mean) : 0;
    rank = Math.max(LEAST_RANK, Math.min(SIZE, count / RANK_SHARE));
    double bound = top[rank - 1];
    double surprise = count >= LEAST && log > bound ? (log - bound) / meanExcess() : 0;
    for (int i = 0; i < SIZE; i++) {
      top[i] *= (float) FORGET;
    }
    keep((float) log);
    return surprise;
  }

  /** The deviation up to which nothing surprises. */
  double bound() {
    return Math.expm1(top[rank - 1]) * mean;
  }

  private double meanExcess() {
    double sum = 0;
    for (int i = 0; i < rank; i++) {
      sum += top[i] - top[rank - 1];
    }
    return (sum + PRIOR * PRIOR_WEIGHT) / (rank - 1 + PRIOR_WEIGHT);
  }

  private void keep(float log) {
    clusterLeft = Math.max(0, clusterLeft - 1);
    if (log <= top[SIZE - 1]) {
      return;
    }
    if (clusterLeft == 0) {
      cluster = SIZE - 1;
      clusterLeft = CLUSTER;
    } else if (log <= top[cluster]) {
      return;
    }
    while (cluster > 0 && top[cluster - 1] < log) {
      top[cluster] = top[cluster - 1];
      cluster--;
    }
    top[cluster] = log;
  }

  void write(ByteBuffer out) {
    for (float value : top) {
      out.putFloat(value);
    }
    out.putFloat(mean).put((byte) cluster).put((byte) clusterLeft);
  }

  void read(ByteBuffer in) {
    for (int i = 0; i < SIZE; i++) {
      top[i] = in.getFloat();
    }
    mean = in.getFloat();
    cluster = in.get();
    clusterLeft = in.get();
  }
}
