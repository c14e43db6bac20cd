package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;

/**
 * What is usual at a time of day: {@value #BUCKETS} buckets of a quarter of an hour, each a mean
 * over about ten days. Values are held as distances from the first one in 16 bits, in steps that
 * double when one does not fit. It costs nothing to have one that is of no use: whether it predicts
 * better than the recent past is found by its track record ({@link SeriesBaseline}).
 *
 * <p>Hot and cold: the bucket of now is hot. The others are in {@value #PARTS} parts of {@value
 * #PART_BUCKETS} buckets, of which the one of now is needed every quarter of an hour. A part knows
 * in which steps it was written, so larger steps make no part be written again.
 */
final class Season {
  static final int BUCKETS = 96;
  static final int PART_BUCKETS = 12;
  static final int PARTS = BUCKETS / PART_BUCKETS;
  static final int HOT_BYTES = 1 + Short.BYTES + 1 + 2 * Float.BYTES;

  /** Distances, days (a nibble each), and the exponent of the step. */
  static final int PART_BYTES = PART_BUCKETS * Short.BYTES + PART_BUCKETS / 2 + 1;

  static final int COLD_BYTES = PARTS * PART_BYTES;

  /** Of the cold part as releases up to 0.3 kept it: distances of all buckets, then their days. */
  static final int WHOLE_BYTES = BUCKETS * Short.BYTES + BUCKETS / 2;

  static final int BYTES_V1 = WHOLE_BYTES + 2 * Float.BYTES;

  private static final long DAY_MILLIS = 24 * 3_600_000L;
  private static final long BUCKET_MILLIS = DAY_MILLIS / BUCKETS;
  private static final int LEAST_DAYS = 2;
  private static final int MOST_DAYS = 10;
  private static final int FIRST_STEPS = 1000;
  private static final int DAYS_AT = PART_BUCKETS * Short.BYTES;
  private static final int EXPONENT_AT = PART_BYTES - 1;

  /** Where the cold parts of a series are. */
  interface Parts {
    /** Goes to a part; what changes there is kept if it is said that it changes. */
    Bytes season(int part, boolean changes);
  }

  // Hot.
  private int bucket;
  private int distance; // of the bucket
  private int days; // of the bucket: samples, up to MOST_DAYS
  private float origin;
  private float step;

  static int bucket(long timeMillis) {
    return (int) (Math.floorMod(timeMillis, DAY_MILLIS) / BUCKET_MILLIS);
  }

  /** Whether the bucket of now is this one; if not, {@link #turnTo} is due. */
  boolean isAt(int now) {
    return bucket == now;
  }

  /** Makes a bucket that of now, of a season of which nothing is known. */
  void beginAt(int now) {
    bucket = now;
    distance = 0;
    days = 0;
  }

  /** Makes a bucket that of now: puts the last one back, and takes the other out. */
  void turnTo(int now, Parts parts) {
    int part = bucket / PART_BUCKETS;
    Bytes place = parts.season(part, true);
    byte[] cold = place.array();
    int at = place.position();
    rescale(cold, at);
    distance(cold, at, bucket % PART_BUCKETS, distance);
    days(cold, at, bucket % PART_BUCKETS, days);
    bucket = now;
    if (now / PART_BUCKETS != part) {
      place = parts.season(now / PART_BUCKETS, false);
      cold = place.array();
      at = place.position();
    }
    distance = shrunk(distance(cold, at, now % PART_BUCKETS), doublings(cold, at));
    days = days(cold, at, now % PART_BUCKETS);
  }

  /** How often steps have doubled since a part was written. */
  private int doublings(byte[] cold, int at) {
    return Math.getExponent(step) - cold[at + EXPONENT_AT];
  }

  private static int shrunk(int distance, int doublings) {
    return doublings <= 0 ? distance : doublings >= Short.SIZE ? 0 : distance / (1 << doublings);
  }

  /** Has a part in steps of now. */
  private void rescale(byte[] cold, int at) {
    int doublings = doublings(cold, at);
    if (doublings > 0) {
      for (int i = 0; i < PART_BUCKETS; i++) {
        distance(cold, at, i, shrunk(distance(cold, at, i), doublings));
      }
    }
    cold[at + EXPONENT_AT] = (byte) Math.getExponent(step);
  }

  private static int distance(byte[] cold, int at, int number) {
    int place = at + number * Short.BYTES;
    return (short) (cold[place] & 0xff | cold[place + 1] << 8);
  }

  private static void distance(byte[] cold, int at, int number, int changed) {
    int place = at + number * Short.BYTES;
    cold[place] = (byte) changed;
    cold[place + 1] = (byte) (changed >> 8);
  }

  private static int days(byte[] cold, int at, int number) {
    return cold[at + DAYS_AT + (number >> 1)] >> shift(number) & 15;
  }

  private static void days(byte[] cold, int at, int number, int changed) {
    int place = at + DAYS_AT + (number >> 1);
    int shift = shift(number);
    cold[place] = (byte) (cold[place] & ~(15 << shift) | changed << shift);
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

  /** Takes a value of the bucket of now. */
  void take(double value) {
    days = Math.min(days + 1, MOST_DAYS);
    double usual = usual();
    double changed = (usual + (value - usual) / days) - origin;
    if (step == 0 && changed != 0) {
      step = Math.max(Float.MIN_NORMAL, (float) Math.abs(changed) / FIRST_STEPS);
    }
    while (step > 0 && Math.abs(changed / step) > Short.MAX_VALUE) {
      step *= 2;
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

  /**
   * Parts as releases up to 0.3 kept them, all in one; what is hot has been read.
   *
   * @param at where its {@value #WHOLE_BYTES} bytes begin
   */
  void split(byte[] whole, int at, Parts parts) {
    for (int part = 0; part < PARTS; part++) {
      Bytes place = parts.season(part, true);
      byte[] cold = place.array();
      int to = place.position();
      System.arraycopy(whole, at + part * DAYS_AT, cold, to, DAYS_AT);
      int daysFrom = at + BUCKETS * Short.BYTES + part * PART_BUCKETS / 2;
      System.arraycopy(whole, daysFrom, cold, to + DAYS_AT, PART_BUCKETS / 2);
      cold[to + EXPONENT_AT] = (byte) Math.getExponent(step);
    }
  }

  /** Reads what releases up to 0.2 wrote. */
  void readV1(ByteBuffer in, Parts parts) {
    clear();
    byte[] whole = new byte[WHOLE_BYTES];
    Bytes distances = Bytes.of(whole);
    for (int i = 0; i < BUCKETS; i++) {
      distances.putShort(in.getShort()); // a number as a number: only their order of bytes differs
    }
    in.get(whole, distances.position(), BUCKETS / 2);
    origin = in.getFloat();
    step = in.getFloat();
    split(whole, 0, parts);
    distance = Bytes.of(whole).getShort();
    days = whole[BUCKETS * Short.BYTES] & 15;
  }

  /** What is hot, as if no sample had been seen. */
  void clear() {
    readHot(Bytes.of(new byte[HOT_BYTES]));
  }
}
