package io.lull.pipeline.baseline;

/**
 * How regularly samples of a series come. Time is that of the resource's own clock ({@link
 * ResourceClock}), which stands while nothing of the resource comes.
 *
 * <p>What is kept is the mean interval and the longest one lately. The longest fades by a {@value
 * #FADES}th of the time that goes by, whatever its length: a pause is remembered for {@value
 * #FADES} times as long as it was. So a nightly job's pause of the day is known in the next night,
 * and a lost minute is forgotten in two hours.
 *
 * <p>Pure, mutable, reused from series to series through {@link #read}. State: {@value #BYTES}
 * bytes.
 */
final class Presence {
  static final int BYTES = Integer.BYTES + 2 * Float.BYTES + 1;

  /** After so many of its longest intervals a series is missing. */
  static final int INTERVALS = 5;

  /** Intervals before which it is not known whether a series is regular. */
  private static final int LEAST = 100;

  private static final float FADES = 128;

  /** A series is regular if its longest interval is at most so many mean ones: one sample lost. */
  private static final double REGULAR = 2.1;

  private int last; // tick of the last sample; 0: none yet
  private float mean; // ticks between samples; 0: not known
  private float longest; // the same
  private int intervals; // that were seen, up to LEAST

  /** A sample came. */
  void came(int tick) {
    int interval = tick - last;
    if (last != 0 && interval > 0) {
      intervals = Math.min(LEAST, intervals + 1);
      mean += (interval - mean) / intervals;
      longest = Math.max(interval, longest - interval / FADES);
    }
    last = tick;
  }

  /** Whether it came so regularly that it says something if it stays away. */
  boolean isRegular() {
    return intervals == LEAST && longest <= REGULAR * mean;
  }

  /** From when on it is missing if it does not come; the next tick while that is not known. */
  long missingFrom() {
    return longest == 0 ? last + 1L : last + Math.max(1, (long) (INTERVALS * longest));
  }

  /** About when the first of so many samples came. */
  double firstOf(int samples) {
    return last - (double) mean * samples;
  }

  int last() {
    return last;
  }

  void write(Bytes out) {
    out.putInt(last).putFloat(mean).putFloat(longest).putByte(intervals);
  }

  void read(Bytes in) {
    last = in.getInt();
    mean = in.getFloat();
    longest = in.getFloat();
    intervals = in.getByte();
  }
}
