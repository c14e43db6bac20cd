package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
 * <p>Hot and cold: the largest values are cold. All that a sample needs of them is the order
 * statistics at which the tail begins and at which the list ends, each with the next larger one,
 * and the sum of the tail; what the last cluster's largest value, which is hot too and not yet in
 * the list, makes of them is then known exactly: it is the n-th or pushes the n-th down by one
 * place. So the list is needed only when a new cluster begins, to take in the last one's value.
 *
 * <p>Cost: O(1) a sample, O({@value #SIZE}) a cluster. The logarithm is taken only of what may be
 * in the tail: {@code ln(1 + x) <= x (6 + x) / (6 + 4 x)}.
 *
 * <p>[1] B. M. Hill, A simple general approach to inference about the tail of a distribution,
 * Annals of Statistics 3(5), 1975. [2] Runs declustering: S. Coles, An Introduction to Statistical
 * Modeling of Extreme Values, 2001, section 5.3.
 */
final class Tail {
  static final int SIZE = 24;
  static final int HOT_BYTES = 7 * Float.BYTES + 1;
  static final int COLD_BYTES = 3 * SIZE;
  static final int BYTES_V1 = SIZE * Float.BYTES + Float.BYTES + 1 + 1;

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
  private static final double LOG_FORGET = Math.log(FORGET);

  /** Mean excess that is assumed before any was seen, and how many excesses it is worth. */
  private static final double PRIOR = 0.25;

  private static final double PRIOR_WEIGHT = 4;

  // Hot.
  private float mean;
  private float bound; // the value at the rank where the tail begins
  private float overBound; // the next larger one
  private float sum; // of the values from that rank up
  private float least; // the last of the list
  private float overLeast; // the next larger one
  private float peak; // largest of the last cluster, not in the list; 0: none
  private int clusterLeft; // samples until the next cluster can begin

  // Cold: the list without the last cluster's, descending.
  private final float[] top = new float[SIZE];

  // Within one call only.
  private int rank = LEAST_RANK;
  private float starting; // begins the next cluster, once the list has been paged in; 0: none does

  /** At which place from the top the tail begins. */
  static int rank(int count) {
    return Math.max(LEAST_RANK, Math.min(SIZE, count / RANK_SHARE));
  }

  /**
   * Takes the next deviation. Then, if {@link #wantsList}, {@link #merge} is due.
   *
   * @param deviation at least 0
   * @param count samples seen with this one
   * @param weight what the deviation counts in the mean
   * @return surprise in nats
   */
  double take(double deviation, int count, int rankNow, double weight) {
    mean += (float) ((deviation - mean) * weight);
    rank = rankNow;
    double ratio = mean > 0 ? deviation / mean : 0;
    double surprise = 0;
    float log = 0;
    float listEnd = peak > least ? Math.min(peak, overLeast) : least;
    if (ratio > 0 && !(ratio * (6 + ratio) < listEnd * (6 + 4 * ratio))) {
      double exact = Math.log(1 + ratio); // log1p is right to more digits and several times slower
      double begin = tailBegin();
      if (count >= LEAST && exact > begin) {
        surprise = (exact - begin) / meanExcess(begin);
      }
      log = (float) exact;
    }
    float forget = (float) FORGET;
    bound *= forget;
    overBound *= forget;
    sum *= forget;
    least *= forget;
    overLeast *= forget;
    peak *= forget;
    keep(log, listEnd * forget);
    return surprise;
  }

  private void keep(float log, float listEnd) {
    clusterLeft = Math.max(0, clusterLeft - 1);
    if (!(log > listEnd)) {
      return;
    }
    if (clusterLeft == 0) {
      clusterLeft = CLUSTER;
      if (peak == 0) {
        peak = log;
      } else {
        starting = log;
      }
    } else if (log > peak) {
      peak = log;
    }
  }

  private double tailBegin() {
    return peak > bound ? Math.min(peak, overBound) : bound;
  }

  private double meanExcess(double begin) {
    double inTail = peak > bound ? sum + (peak - bound) : sum;
    return (inTail - rank * begin + PRIOR * PRIOR_WEIGHT) / (rank - 1 + PRIOR_WEIGHT);
  }

  /** The deviation up to which nothing surprises. */
  double bound() {
    return Math.expm1(tailBegin()) * mean;
  }

  /** Whether a cluster begins while the last one's value is not in the list yet. */
  boolean wantsList() {
    return starting > 0;
  }

  /**
   * The list is there: takes in the value of the last cluster, if that is over, and knows again
   * what stands where in the list.
   *
   * @param shrink by what values have shrunk since the list was last paged in ({@link #shrink})
   * @param rankNow at which place the tail begins
   */
  void merge(float shrink, int rankNow) {
    for (int i = 0; i < SIZE; i++) {
      top[i] = Bytes.rounded(top[i] * shrink);
    }
    if (peak > 0 && (starting > 0 || clusterLeft == 0)) {
      insert(Bytes.rounded(peak));
      peak = starting;
      starting = 0;
    }
    rank = rankNow;
    bound = top[rank - 1];
    overBound = top[rank - 2];
    sum = 0;
    for (int i = 0; i < rank; i++) {
      sum += top[i];
    }
    least = top[SIZE - 1];
    overLeast = top[SIZE - 2];
  }

  /** By what values shrink in so many samples. */
  static float shrink(int samples) {
    return samples == 0 ? 1 : (float) Math.exp(LOG_FORGET * samples);
  }

  private void insert(float value) {
    int at = SIZE - 1;
    if (value <= top[at]) {
      return;
    }
    while (at > 0 && top[at - 1] < value) {
      top[at] = top[at - 1];
      at--;
    }
    top[at] = value;
  }

  void writeHot(Bytes out) {
    out.putFloat(mean).putFloat(bound).putFloat(overBound).putFloat(sum);
    out.putFloat(least).putFloat(overLeast).putFloat(peak).putByte(clusterLeft);
  }

  void readHot(Bytes in) {
    mean = in.getFloat();
    bound = in.getFloat();
    overBound = in.getFloat();
    sum = in.getFloat();
    least = in.getFloat();
    overLeast = in.getFloat();
    peak = in.getFloat();
    clusterLeft = in.getByte();
    starting = 0;
  }

  void writeCold(Bytes out) {
    for (float value : top) {
      out.putShortFloat(value);
    }
  }

  /** Reads the list; null: it is empty. */
  void readCold(@Nullable Bytes in) {
    for (int i = 0; i < SIZE; i++) {
      top[i] = in == null ? 0 : in.getShortFloat();
    }
  }

  /** Reads what releases up to 0.2 wrote: the last cluster's value stood in the list. */
  void readV1(ByteBuffer in, int rankNow) {
    for (int i = 0; i < SIZE; i++) {
      top[i] = Bytes.rounded(in.getFloat());
    }
    mean = in.getFloat();
    int cluster = in.get();
    clusterLeft = in.get();
    peak = 0;
    starting = 0;
    if (clusterLeft > 0) {
      float largest = top[cluster];
      System.arraycopy(top, cluster + 1, top, cluster, SIZE - 1 - cluster);
      top[SIZE - 1] = 0;
      peak = largest;
    }
    merge(1, rankNow);
  }

  void clear() {
    readHot(Bytes.of(new byte[HOT_BYTES]));
    Arrays.fill(top, 0);
  }
}
