package io.lull.pipeline.baseline;

/**
 * Surprises by the time of the week: what came at about the same time in two weeks before is no
 * news in the third, such as the quiet that begins on Saturday and ends on Monday.
 *
 * <p>The {@value #MARKS} times that were surprising last are kept, a quarter of an hour exact, each
 * with how strong the surprise was and in how many weeks it came. One that does not come again for
 * two weeks begins anew; of more than there is room for the one that was longest ago goes.
 *
 * <p>Pure, mutable. State: {@value #BYTES} bytes. Cost: O({@value #MARKS}), where something is
 * surprising only.
 */
final class WeekMarks {
  static final int MARKS = 6;
  static final int BYTES = 3 * MARKS;

  /** Weeks in which a surprise has to have come before it is expected. */
  private static final int LEAST_WEEKS = 2;

  private static final long QUARTER_MILLIS = 15 * 60_000L;
  private static final int QUARTERS = 7 * 96;
  private static final int NEAR = 2;

  /** Weeks are told apart modulo this. */
  private static final int WEEKS = 8;

  private static final int MOST_WEEKS = 7;
  private static final int MOST_APART = 2;

  /** Strength is kept in quarters of a nat. */
  private static final double STRENGTH_STEP = 0.25;

  private static final int STRENGTH_MASK = 0xff;

  /** From one time to the next so much is forgotten of how strong it was: one in 2^3. */
  private static final int FADES = 3;

  // As they are kept; unpacked when something is surprising, which is rare.
  private final byte[] kept = new byte[BYTES];
  private boolean unpacked = true;

  // By how long ago they came, the last one first: quarter of the week + 1 (0: none), week, weeks.
  private final int[] times = new int[MARKS];
  private final int[] weeks = new int[MARKS];
  private final int[] counts = new int[MARKS];
  private final int[] strengths = new int[MARKS];

  /** How strong a surprise is expected at a time, nats; 0: none is. */
  double expected(long timeMillis) {
    unpack();
    int at = find(quarter(timeMillis));
    if (at < 0) {
      return 0;
    }
    int apart = apart(weeks[at], week(timeMillis));
    boolean before = apart > 0 || counts[at] > LEAST_WEEKS; // of this week it does not count
    return before && apart <= MOST_APART && counts[at] >= LEAST_WEEKS
        ? strengths[at] * STRENGTH_STEP
        : 0;
  }

  /**
   * A surprise came.
   *
   * @param strength in nats
   */
  void came(long timeMillis, double strength) {
    unpack();
    int quarter = quarter(timeMillis);
    int week = week(timeMillis);
    int stored = (int) Math.min(STRENGTH_MASK, Math.ceil(strength / STRENGTH_STEP));
    int at = find(quarter);
    int count = 1;
    int time = quarter + 1;
    if (at >= 0) {
      int apart = apart(weeks[at], week);
      stored = Math.max(stored, strengths[at] - (strengths[at] >> FADES));
      if (apart == 0) {
        count = counts[at];
        stored = Math.max(stored, strengths[at]);
        time = times[at];
      } else if (apart <= MOST_APART) {
        count = Math.min(MOST_WEEKS, counts[at] + 1);
        time = times[at];
      }
    }
    toFront(at < 0 ? MARKS - 1 : at);
    times[0] = time;
    weeks[0] = week;
    counts[0] = count;
    strengths[0] = stored;
    pack();
  }

  private void toFront(int at) {
    for (int i = at; i > 0; i--) {
      times[i] = times[i - 1];
      weeks[i] = weeks[i - 1];
      counts[i] = counts[i - 1];
      strengths[i] = strengths[i - 1];
    }
  }

  private int find(int quarter) {
    for (int i = 0; i < MARKS; i++) {
      if (times[i] != 0) {
        int distance = Math.abs(times[i] - 1 - quarter);
        if (Math.min(distance, QUARTERS - distance) <= NEAR) {
          return i;
        }
      }
    }
    return -1;
  }

  private static int quarter(long timeMillis) {
    return (int) Math.floorMod(Math.floorDiv(timeMillis, QUARTER_MILLIS), (long) QUARTERS);
  }

  private static int week(long timeMillis) {
    return (int) Math.floorMod(Math.floorDiv(timeMillis, QUARTER_MILLIS * QUARTERS), (long) WEEKS);
  }

  private static int apart(int earlier, int later) {
    return Math.floorMod(later - earlier, WEEKS);
  }

  private void pack() {
    Bytes out = Bytes.of(kept);
    for (int i = 0; i < MARKS; i++) {
      out.putShort(times[i] << 6 | weeks[i] << 3 | counts[i]).putByte(strengths[i]);
    }
  }

  private void unpack() {
    if (unpacked) {
      return;
    }
    unpacked = true;
    Bytes in = Bytes.of(kept);
    for (int i = 0; i < MARKS; i++) {
      int mark = in.getShort() & 0xffff;
      times[i] = mark >> 6;
      weeks[i] = mark >> 3 & (WEEKS - 1);
      counts[i] = mark & MOST_WEEKS;
      strengths[i] = in.getByte() & STRENGTH_MASK;
    }
  }

  void write(Bytes out) {
    System.arraycopy(kept, 0, out.array(), out.position(), BYTES);
    out.at(out.array(), out.position() + BYTES);
  }

  void read(Bytes in) {
    System.arraycopy(in.array(), in.position(), kept, 0, BYTES);
    in.at(in.array(), in.position() + BYTES);
    unpacked = false;
  }
}
