package io.lull.pipeline.forecast;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How many there were, and how many of them bad, in windows of a few minutes to months: rings of
 * ever coarser buckets. A window is read from the finest ring that spans it; of the bucket in which
 * it begins the part counts that lies within.
 *
 * <p>State: {@value #BYTES} bytes. A count costs a few operations for each ring.
 */
final class BurnWindows {
  private static final long MINUTE = 60_000L;
  private static final int RINGS = 5;
  private static final int CELLS = 13;
  private static final int CELLS_OF_PERIOD = 31;
  private static final int ALL = (RINGS - 1) * CELLS + CELLS_OF_PERIOD;
  static final int BYTES = 2 * ALL * Double.BYTES + 2 * Long.BYTES;

  private final double[] totals = new double[ALL];
  private final double[] errors = new double[ALL];
  private long firstMillis;
  private long lastMillis;

  /** Time of the last count, milliseconds since the epoch; 0: there is none. */
  long lastMillis() {
    return lastMillis;
  }

  long firstMillis() {
    return firstMillis;
  }

  private static long step(int ring, long periodMillis) {
    return switch (ring) {
      case 0 -> MINUTE;
      case 1 -> 5 * MINUTE;
      case 2 -> 30 * MINUTE;
      case 3 -> 360 * MINUTE;
      default -> periodMillis / (CELLS_OF_PERIOD - 1);
    };
  }

  private static int cells(int ring) {
    return ring == RINGS - 1 ? CELLS_OF_PERIOD : CELLS;
  }

  private static int index(int ring, long bucket) {
    return ring * CELLS + (int) (bucket % cells(ring));
  }

  /** Counts, at a time not before the last. */
  void add(long timeMillis, double total, double bad, long periodMillis) {
    if (firstMillis == 0) {
      firstMillis = timeMillis;
      lastMillis = timeMillis;
    }
    for (int ring = 0; ring < RINGS; ring++) {
      long step = step(ring, periodMillis);
      long bucket = timeMillis / step;
      long before = Math.max(lastMillis / step, bucket - cells(ring));
      for (long b = before + 1; b <= bucket; b++) {
        totals[index(ring, b)] = 0;
        errors[index(ring, b)] = 0;
      }
      totals[index(ring, bucket)] += total;
      errors[index(ring, bucket)] += bad;
    }
    lastMillis = timeMillis;
  }

  double total(long windowMillis, long periodMillis) {
    return sum(totals, windowMillis, periodMillis);
  }

  double errors(long windowMillis, long periodMillis) {
    return sum(errors, windowMillis, periodMillis);
  }

  private double sum(double[] counts, long windowMillis, long periodMillis) {
    int ring = 0;
    while (ring < RINGS - 1 && (cells(ring) - 1) * step(ring, periodMillis) < windowMillis) {
      ring++;
    }
    long step = step(ring, periodMillis);
    long from = lastMillis - windowMillis;
    double sum = 0;
    for (long bucket = lastMillis / step, i = 0; i < cells(ring); bucket--, i++) {
      double within = Math.min(1, ((bucket + 1) * step - from) / (double) step);
      if (within <= 0) {
        break;
      }
      sum += within * counts[index(ring, bucket)];
    }
    return sum;
  }

  void clear() {
    Arrays.fill(totals, 0);
    Arrays.fill(errors, 0);
    firstMillis = 0;
    lastMillis = 0;
  }

  void write(ByteBuffer out) {
    for (int i = 0; i < ALL; i++) {
      out.putDouble(totals[i]).putDouble(errors[i]);
    }
    out.putLong(firstMillis).putLong(lastMillis);
  }

  void read(ByteBuffer in) {
    for (int i = 0; i < ALL; i++) {
      totals[i] = in.getDouble();
      errors[i] = in.getDouble();
    }
    firstMillis = in.getLong();
    lastMillis = in.getLong();
  }
}
