package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is usual at a time of day: {@value #BUCKETS} buckets of a quarter of an hour, each a mean
 * over about ten days. Values are held as distances from the first one in 16 bits, in steps that
 * double when one does not fit. It costs nothing to have one that is of no use: whether it predicts
 * better than the recent past is found by its track record ({@link SeriesBaseline}).
 *
 * <p>Hot and cold: the bucket of now is hot. The others are needed when it is over.
 */
final class Season {
  static final int BUCKETS = 96;
  static final int HOT_BYTES = 1 + Short.BYTES + 1 + 2 * Float.BYTES;
  static final int COLD_BYTES = BUCKETS * Short.BYTES + BUCKETS / 2;
  static final int BYTES_V1 = COLD_BYTES + 2 * Float.BYTES;

  private static final long DAY_MILLIS = 24 * 3_600_000L;
  private static final long BUCKET_MILLIS = DAY_MILLIS / BUCKETS;
  private static final int LEAST_DAYS = 2;
  private static final int MOST_DAYS = 10;
  private static final int FIRST_STEPS = 1000;

  // Hot.
  private int bucket;
  private int distance; // of the bucket
  private int days; // of the bucket: samples, up to MOST_DAYS
  private float origin;
  private float step;

  // Cold: distances of the buckets, then their days, a nibble each, wherever that is kept; what it
  // says of the bucket of now does not count.
  private final byte[] own = new byte[COLD_BYTES];
  private byte[] cold = own;
  private int at;

  static int bucket(long timeMillis) {
    return (int) (Math.floorMod(timeMillis, DAY_MILLIS) / BUCKET_MILLIS);
  }

  /** Whether the bucket of now is this one; if not, {@link #turnTo} is due. */
  boolean isAt(int now) {
    return bucket == now;
  }

  /** The cold part is there: makes a bucket that of now. */
  void turnTo(int now) {
    putBack();
    bucket = now;
    distance = distanceOf(now);
    days = cold[daysAt(now)] >> shift(now) & 15;
  }

  /** The cold part is there: it knows all after this. */
  private void putBack() {
    distanceOf(bucket, distance);
    int shift = shift(bucket);
    int half = daysAt(bucket);
    cold[half] = (byte) (cold[half] & ~(15 << shift) | days << shift);
  }

  private int distanceOf(int number) {
    int place = at + number * Short.BYTES;
    return (short) (cold[place] & 0xff | cold[place + 1] << 8);
  }

  private void distanceOf(int number, int changed) {
    int place = at + number * Short.BYTES;
    cold[place] = (byte) changed;
    cold[place + 1] = (byte) (changed >> 8);
  }

  private int daysAt(int number) {
    return at + BUCKETS * Short.BYTES + (number >> 1);
  }

  private static int shift(int bucket) {
    return (bucket & 1) * 4;
  }

  boolean knows() {
    return days >= LEAST_DAYS;
  }

  double usual() {
    return origin + (double) step * distance;
  }

  void begin(double value) {
    origin = (float) value;
    take(value);
  }

  /**
   * Takes a value of the bucket of now.
   *
   * @return whether it fitted; if not, {@link #widen} is due
   */
  boolean take(double value) {
    days = Math.min(days + 1, MOST_DAYS);
    double usual = usual();
    double changed = (usual + (value - usual) / days) - origin;
    if (step == 0) {
      step = (float) Math.abs(changed) / FIRST_STEPS;
    }
    if (step > 0 && Math.abs(changed / step) > Short.MAX_VALUE) {
      return false;
    }
    distance = step > 0 ? (int) Math.round(changed / step) : 0;
    return true;
  }

  /** The cold part is there: makes steps larger until the value that did not fit does. */
  void widen(double value) {
    double usual = usual();
    double changed = (usual + (value - usual) / days) - origin;
    putBack();
    while (step > 0 && Math.abs(changed / step) > Short.MAX_VALUE) {
      step *= 2;
      for (int i = 0; i < BUCKETS; i++) {
        distanceOf(i, distanceOf(i) / 2);
      }
    }
    distance = step > 0 ? (int) Math.round(changed / step) : 0;
  }

  void writeHot(Bytes out) {
    out.putByte(bucket).putShort(distance).putByte(days).putFloat(origin).putFloat(step);
  }

  void readHot(Bytes in) {
    bucket = in.getByte();
    distance = in.getShort();
    days = in.getByte();
    origin = in.getFloat();
    step = in.getFloat();
  }

  /** From now on the cold part is there; null: it is empty, and kept nowhere. */
  void cold(@Nullable Bytes place) {
    if (place == null) {
      Arrays.fill(own, (byte) 0);
    }
    cold = place == null ? own : place.array();
    at = place == null ? 0 : place.position();
  }

  /** Sees that the cold part is there. */
  void writeCold(Bytes place) {
    if (place.array() != cold || place.position() != at) {
      System.arraycopy(cold, at, place.array(), place.position(), COLD_BYTES);
    }
  }

  /** Reads what releases up to 0.2 wrote. */
  void readV1(ByteBuffer in) {
    clear();
    for (int i = 0; i < BUCKETS; i++) {
      distanceOf(i, in.getShort());
    }
    in.get(cold, daysAt(0), BUCKETS / 2);
    origin = in.getFloat();
    step = in.getFloat();
    distance = distanceOf(0);
    days = cold[daysAt(0)] & 15;
  }

  /** As if no sample had been seen; the cold part is none that is kept elsewhere. */
  void clear() {
    readHot(Bytes.of(new byte[HOT_BYTES]));
    cold(null);
  }
}
