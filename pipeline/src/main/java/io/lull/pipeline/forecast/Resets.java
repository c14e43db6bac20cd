package io.lull.pipeline.forecast;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * When a series fell back as it usually does not: a disk was cleaned, a process started again. What
 * was before says nothing about how it goes on, unless it happens all the time; and where it was
 * before it fell is where it will fall again, if it has done so twice.
 *
 * <p>Judged by the buckets of four minutes: a reset is a fall of more than {@value #UNUSUAL} times
 * their median change, and of a twentieth of the way to the limit.
 *
 * <p>State: {@value #BYTES} bytes.
 */
final class Resets {
  static final int BYTES = 2 * Long.BYTES + 1 + 2 * Float.BYTES;

  private static final int LEVEL = 1;
  private static final int MOST = 100;
  private static final double UNUSUAL = 5;
  private static final double NOTABLE = 0.05;
  private static final double GAIN = 0.3;

  private final double[] changes = new double[SeriesHistory.cells(LEVEL)];
  private long lastMillis;
  private long beforeMillis; // of the one before the last
  private int count;
  private float peak; // from which it fell last
  private float change; // of the peak from one to the next, mean

  /** A bucket of four minutes has ended. */
  void look(SeriesHistory history, double limit) {
    double last = history.before(LEVEL, 1);
    double before = history.before(LEVEL, 2);
    if (!(last < before)) {
      return;
    }
    double drop = before - last;
    double usual = usualChange(history);
    if (Double.isNaN(usual)
        || drop < UNUSUAL * usual
        || drop < NOTABLE * (limit - history.lowest())
        || drop < 4 * history.quantum()) {
      return;
    }
    beforeMillis = lastMillis;
    lastMillis = history.bucket(LEVEL) * SeriesHistory.step(LEVEL);
    double moved = Math.abs(before - peak);
    change = count == 0 ? 0 : (float) (count == 1 ? moved : change + GAIN * (moved - change));
    peak = (float) before;
    count = Math.min(count + 1, MOST);
  }

  /** The median change from one bucket to the next; NaN: there are too few. */
  private double usualChange(SeriesHistory history) {
    int found = 0;
    for (int i = 2; i < changes.length - 1; i++) {
      double one = Math.abs(history.before(LEVEL, i) - history.before(LEVEL, i + 1));
      if (!Double.isNaN(one)) {
        changes[found++] = one;
      }
    }
    Arrays.sort(changes, 0, found);
    return found < 4 ? Double.NaN : changes[found / 2];
  }

  /** Whether it happens so often that what is looked back on has several of them. */
  boolean isUsualSince(long millis) {
    return beforeMillis > millis;
  }

  /** When it happened last; 0: never. */
  long lastMillis() {
    return lastMillis;
  }

  /** Whether on its way to the limit it will come to where it is usually reset. */
  boolean isBefore(double limit, double value, double lowest) {
    double usual = peak + 3 * change;
    return count > 1 && usual < limit && value < usual + NOTABLE * (limit - lowest);
  }

  void write(ByteBuffer out) {
    out.putLong(lastMillis).putLong(beforeMillis).put((byte) count).putFloat(peak).putFloat(change);
  }

  void read(ByteBuffer in) {
    lastMillis = in.getLong();
    beforeMillis = in.getLong();
    count = in.get();
    peak = in.getFloat();
    change = in.getFloat();
  }
}
