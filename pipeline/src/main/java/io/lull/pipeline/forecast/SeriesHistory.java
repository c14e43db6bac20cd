package io.lull.pipeline.forecast;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a series was, the longer ago the coarser: rings of the highest value in each minute of the
 * last quarter of an hour, in each four minutes of the last hour, and so on up to days; and by how
 * much each hour of the day stands out.
 *
 * <p>Maxima and not means are kept, for it is the highest value of a bucket that crosses a limit
 * first: so the noise, the saw-teeth of a collector and whatever else is faster than a bucket are
 * in what is extrapolated, and need no model. Values are those of a series that rises to its limit;
 * one that falls is turned round before.
 *
 * <p>The course of the day is what is left of an hour when the mean of the 24 hours around it is
 * taken off (the moving average of X-11 [1]), averaged over days; a trend leaves no trace in it.
 *
 * <p>State: {@value #BYTES} bytes. Values are kept in 16 bits, as multiples of a quantum that is
 * doubled when one does not fit; its first is 1/8192 of the way to the limit. A sample costs a few
 * operations for each of the rings.
 *
 * <p>[1] Shiskin, Young, Musgrave: The X-11 variant of the Census Method II seasonal adjustment
 * program. Bureau of the Census, Technical Paper 15, 1967.
 */
final class SeriesHistory {
  /** A cell that nothing was seen for. */
  static final short EMPTY = Short.MIN_VALUE;

  private static final long MINUTE = 60_000L;
  private static final long[] STEP = {
    MINUTE, 4 * MINUTE, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE, 1440 * MINUTE
  };
  private static final int[] CELLS = {16, 16, 16, 26, 18, 12};
  private static final int[] FROM = {0, 16, 32, 48, 74, 92};
  private static final int ALL_CELLS = 104;
  private static final int HOURS = 24;
  private static final int HOURLY = 3;
  private static final int MOST_CODE = 32_000;
  private static final double FIRST_QUANTA = 8192;

  /** Days over which the course of the day is averaged. */
  private static final int SEASON_DAYS = 6;

  static final int LEVELS = STEP.length;
  static final int BYTES = 2 * ALL_CELLS + 2 * HOURS + 2 + 8 + 4 + 8 + 4;

  private final short[] cells = new short[ALL_CELLS];
  private final short[] season = new short[HOURS];
  private int seasonHours; // that were learned from
  private double base;
  private double quantum;
  private long lastMillis;
  private float intervalMillis; // between samples, lately

  SeriesHistory() {
    Arrays.fill(cells, EMPTY);
  }

  static long step(int level) {
    return STEP[level];
  }

  static int cells(int level) {
    return CELLS[level];
  }

  /** Time of the last sample, milliseconds since the epoch; 0: there is none. */
  long lastMillis() {
    return lastMillis;
  }

  /** The time between samples, lately; 0: not known. */
  long intervalMillis() {
    return Math.round(intervalMillis);
  }

  double quantum() {
    return quantum;
  }

  /**
   * Takes a sample that is younger than the last.
   *
   * @return how many levels have begun a bucket, the finest first
   */
  int take(long timeMillis, double value, double limit) {
    if (lastMillis == 0) {
      base = value;
      quantum = Math.max(Math.abs(limit - value), Math.max(Math.abs(value), 1e-9) * 1e-3);
      quantum = (float) (quantum / FIRST_QUANTA);
    }
    short code = code(value);
    int begun = 0;
    for (int level = 0; level < LEVELS; level++) {
      long bucket = timeMillis / STEP[level];
      long before = lastMillis == 0 ? bucket - 1 : lastMillis / STEP[level];
      if (bucket == before) {
        int at = index(level, bucket);
        cells[at] = (short) Math.max(cells[at], code);
        continue;
      }
      begun++;
      if (level == HOURLY && lastMillis != 0) {
        learnDay(before);
      }
      for (long b = Math.max(before, bucket - CELLS[level]) + 1; b < bucket; b++) {
        cells[index(level, b)] = EMPTY;
      }
      cells[index(level, bucket)] = code;
    }
    if (lastMillis != 0) {
      float interval = timeMillis - lastMillis;
      intervalMillis += (intervalMillis == 0 ? 1 : 0.125f) * (interval - intervalMillis);
    }
    lastMillis = timeMillis;
    return begun;
  }

  private static int index(int level, long bucket) {
    return FROM[level] + (int) (bucket % CELLS[level]);
  }

  private short code(double value) {
    double code = Math.rint((value - base) / quantum);
    while (Math.abs(code) > MOST_CODE) {
      quantum *= 2;
      for (int i = 0; i < ALL_CELLS; i++) {
        cells[i] = cells[i] == EMPTY ? EMPTY : (short) (cells[i] / 2);
      }
      for (int i = 0; i < HOURS; i++) {
        season[i] = (short) (season[i] / 2);
      }
      code = Math.rint((value - base) / quantum);
    }
    return (short) code;
  }

  /** An hour has ended: what stood in the middle of the day that ends with it is known now. */
  private void learnDay(long hour) {
    double sum = 0;
    int count = 0;
    for (long h = hour - HOURS + 1; h <= hour; h++) {
      short cell = cells[index(HOURLY, h)];
      if (cell != EMPTY) {
        sum += cell;
        count++;
      }
    }
    long middle = hour - HOURS / 2;
    short cell = cells[index(HOURLY, middle)];
    if (count < HOURS || cell == EMPTY) {
      return;
    }
    // The mean is of half an hour later than the middle; half of the way to the next is as much.
    short next = cells[index(HOURLY, middle + 1)];
    double stands = (cell + next) / 2.0 - sum / count;
    int days = Math.min(seasonHours / HOURS + 1, SEASON_DAYS);
    int at = (int) (middle % HOURS);
    season[at] = (short) Math.rint(season[at] + (stands - season[at]) / days);
    seasonHours = Math.min(seasonHours + 1, SEASON_DAYS * HOURS);
  }

  /** How many days the course of the day was learned from. */
  int seasonDays() {
    return seasonHours / HOURS;
  }

  /** By how much the value stands out at a time of the day; 0 where that is not known. */
  double season(long timeMillis) {
    if (seasonHours < HOURS) {
      return 0;
    }
    // Learned of two hours that meet at the end of the cell's own.
    double hour = (double) (timeMillis % (HOURS * STEP[HOURLY])) / STEP[HOURLY] + HOURS - 1;
    int first = (int) hour;
    double rest = hour - first;
    return quantum * (season[first % HOURS] * (1 - rest) + season[(first + 1) % HOURS] * rest);
  }

  /** The most by which the value stands out during a bucket. */
  private double season(int level, long bucket) {
    if (seasonHours < HOURS) {
      return 0;
    }
    long from = bucket * STEP[level];
    double most = season(from + STEP[level]);
    long part = Math.min(STEP[level], STEP[HOURLY] / 2);
    for (long t = from; t < from + STEP[level]; t += part) {
      most = Math.max(most, season(t));
    }
    return most;
  }

  /**
   * The points of a level without the course of the day, the oldest first.
   *
   * @param sinceMillis buckets that began before are left out
   * @param times of the points, in steps from the last sample
   * @return how many there are
   */
  int points(int level, long sinceMillis, double[] times, double[] values) {
    long step = STEP[level];
    long open = lastMillis / step;
    int count = 0;
    for (long bucket = open - CELLS[level] + 1; bucket <= open; bucket++) {
      short cell = cells[index(level, bucket)];
      if (cell == EMPTY || bucket * step < sinceMillis) {
        continue;
      }
      long end = lastSample(Math.min((bucket + 1) * step, lastMillis));
      if (bucket == open && (level == 0 || 2 * (lastMillis - bucket * step) < step)) {
        continue; // has hardly begun
      }
      times[count] = (double) (end - lastMillis) / step;
      values[count] = base + quantum * cell - season(level, bucket);
      count++;
    }
    return count;
  }

  /** When there was a sample at last up to a time: where what rises is highest. */
  private long lastSample(long timeMillis) {
    long interval = Math.max(1, intervalMillis());
    return lastMillis - (lastMillis - timeMillis + interval - 1) / interval * interval;
  }

  /** The most by which the value stands out within the span of a level. */
  double mostSeason(int level) {
    double most = 0;
    if (seasonHours >= HOURS && CELLS[level] * STEP[level] >= STEP[HOURLY]) {
      for (short hour : season) {
        most = Math.max(most, quantum * hour);
      }
    }
    return most;
  }

  /** The highest value in a bucket of a level that many before the open one; NaN: none. */
  double before(int level, int buckets) {
    short cell = cells[index(level, lastMillis / STEP[level] - buckets)];
    return cell == EMPTY ? Double.NaN : base + quantum * cell;
  }

  /** How many of the buckets of a level have begun since ever. */
  long bucket(int level) {
    return lastMillis / STEP[level];
  }

  /** The value of the bucket before the open one, without the course of the day; NaN: none. */
  double closed(int level) {
    return before(level, 1) - season(level, bucket(level) - 1);
  }

  /** The lowest of what is kept. */
  double lowest() {
    short least = Short.MAX_VALUE;
    for (short cell : cells) {
      least = cell == EMPTY ? least : (short) Math.min(least, cell);
    }
    return base + quantum * least;
  }

  void write(ByteBuffer out) {
    for (short cell : cells) {
      out.putShort(cell);
    }
    for (short hour : season) {
      out.putShort(hour);
    }
    out.putShort((short) seasonHours).putDouble(base).putFloat((float) quantum).putLong(lastMillis);
    out.putFloat(intervalMillis);
  }

  void read(ByteBuffer in) {
    for (int i = 0; i < ALL_CELLS; i++) {
      cells[i] = in.getShort();
    }
    for (int i = 0; i < HOURS; i++) {
      season[i] = in.getShort();
    }
    seasonHours = in.getShort();
    base = in.getDouble();
    quantum = in.getFloat();
    lastMillis = in.getLong();
    intervalMillis = in.getFloat();
  }
}
