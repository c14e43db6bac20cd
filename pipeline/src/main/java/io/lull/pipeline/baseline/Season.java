package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;

/**
 * What is usual at a time of day: {@value #BUCKETS} buckets of a quarter of an hour, each a mean
 * over about ten days. Values are held as distances from the first one in 16 bits, in steps that
 * double when one does not fit. It costs nothing to have one that is of no use: whether it predicts
 * better than the recent past is found by its track record ({@link SeriesBaseline}).
 */
final class Season {
  static final int BUCKETS = 96;
  static final int BYTES = BUCKETS * Short.BYTES + BUCKETS / 2 + 2 * Float.BYTES;

  private static final long DAY_MILLIS = 24 * 3_600_000L;
  private static final long BUCKET_MILLIS = DAY_MILLIS / BUCKETS;
  private static final int LEAST_DAYS = 2;
  private static final int MOST_DAYS = 10;
  private static final int FIRST_STEPS = 1000;

  private final short[] distance = new short[BUCKETS];
  private final byte[] days = new byte[BUCKETS / 2]; // a nibble each: samples, up to MOST_DAYS
  private float origin;
  private float step;

  static int bucket(long timeMillis) {
    return (int) (Math.floorMod(timeMillis, DAY_MILLIS) / BUCKET_MILLIS);
  }

  boolean knows(int bucket) {
    return days(bucket) >= LEAST_DAYS;
  }

  double usual(int bucket) {
    return origin + (double) step * distance[bucket];
  }

  void take(int bucket, double value, boolean first) {
    if (first) {
      origin = (float) value;
    }
    int seen = Math.min(days(bucket) + 1, MOST_DAYS);
    int shift = (bucket & 1) * 4;
    days[bucket >> 1] = (byte) ((days[bucket >> 1] & ~(15 << shift)) | (seen << shift));
    double usual = usual(bucket);
    double changed = (usual + (value - usual) / seen) - origin;
    if (step == 0) {
      step = (float) Math.abs(changed) / FIRST_STEPS;
    }
    while (step > 0 && Math.abs(changed / step) > Short.MAX_VALUE) {
      step *= 2;
      for (int i = 0; i < BUCKETS; i++) {
        distance[i] /= 2;
      }
    }
    distance[bucket] = step > 0 ? (short) Math.round(changed / step) : 0;
  }

  private int days(int bucket) {
    return (days[bucket >> 1] >> ((bucket & 1) * 4)) & 15;
  }

  void write(ByteBuffer out) {
    for (short value : distance) {
      out.putShort(value);
    }
    out.put(days).putFloat(origin).putFloat(step);
  }

  void read(ByteBuffer in) {
    for (int i = 0; i < BUCKETS; i++) {
      distance[i] = in.getShort();
    }
    in.get(days);
    origin = in.getFloat();
    step = in.getFloat();
  }
}
