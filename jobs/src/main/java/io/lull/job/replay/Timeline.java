package io.lull.job.replay;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where the times of a history lie, to tell what is from the future: there is no collector's clock
 * in a replay, and a clock that is wrong by years would end every incident before its time.
 *
 * <p>The later times that follow more than a gap after all others, and are fewer than half of all,
 * are from the future. It is a function of the times alone, not of their order. Early times are no
 * harm: in a sorted history they come first.
 *
 * <p>Times are counted in buckets as wide as the gap, of which the first and last time is kept; two
 * times of one bucket are never more than the gap apart. At most one bucket for each gap of the
 * years 0 to 9999, and two beyond.
 */
final class Timeline {
  private static final long YEAR_0 = -62_167_219_200_000L;
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private final long gapMillis;
  private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
  private Bucket recent = new Bucket();
  private long recentNumber = Long.MIN_VALUE;
  private long count;

  /** Times that lie close together. */
  private static final class Bucket {
    private long count;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
  }

  /**
   * @param gapMillis from 1 on
   */
  Timeline(long gapMillis) {
    this.gapMillis = gapMillis;
  }

  void add(long timeMillis) {
    long number = Math.floorDiv(Math.max(YEAR_0, Math.min(YEAR_10000, timeMillis)), gapMillis);
    if (number != recentNumber) {
      recent = buckets.computeIfAbsent(number, n -> new Bucket());
      recentNumber = number;
    }
    recent.count++;
    recent.first = Math.min(recent.first, timeMillis);
    recent.last = Math.max(recent.last, timeMillis);
    count++;
  }

  /** The latest time that is not from the future, milliseconds since the epoch. */
  long limit() {
    long before = 0;
    long last = Long.MAX_VALUE;
    for (Map.Entry<Long, Bucket> entry : buckets.entrySet()) {
      Bucket bucket = entry.getValue();
      if (before > count / 2 && bucket.first > plusGap(last)) {
        break;
      }
      before += bucket.count;
      last = bucket.last;
    }
    return plusGap(last);
  }

  private long plusGap(long timeMillis) {
    return timeMillis > Long.MAX_VALUE - gapMillis ? Long.MAX_VALUE : timeMillis + gapMillis;
  }
}
