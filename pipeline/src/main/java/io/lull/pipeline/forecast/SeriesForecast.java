package io.lull.pipeline.forecast;

import java.nio.ByteBuffer;

/**
 * What is foretold of one series, with hysteresis: a crossing is told when it has been certain for
 * a bucket of the level that says so, told again when its time has moved materially, and withdrawn
 * when no level has said so for two buckets, or the limit was crossed.
 *
 * <p>State: {@value #MOST_BYTES} versioned bytes at most.
 */
final class SeriesForecast {
  private static final byte VERSION = 1;
  private static final int MOST_RESETS = 100;

  /** Version, phase, what is told, when it broke, resets. */
  private static final int OWN_BYTES = 1 + 1 + 6 * 8 + 1 + 8 + 1 + 4 + 4 + 8;

  static final int MOST_BYTES = OWN_BYTES + SeriesHistory.BYTES;

  /** How often in a row the drop must exceed what is usual to be a reset. */
  private static final double UNUSUAL = 5;

  /** How far below the limit a series must be to be foretold again, as a part of its range. */
  private static final double BACK = 0.05;

  private enum Phase {
    QUIET,
    /** A crossing is certain, but has not been for long. */
    PENDING,
    TOLD,
    /** The limit was crossed; nothing is foretold until it is well below. */
    CROSSED;

    static final Phase[] ALL = values();
  }

  /** What a sample leads to. */
  enum Change {
    NONE,
    /** A crossing is told, for the first time or with other times. */
    RAISED,
    /** The trend has broken. */
    WITHDRAWN,
    /** The limit was crossed that was told to be. */
    CROSSED
  }

  // Checkpointed.
  private final SeriesHistory history = new SeriesHistory();
  private Phase phase = Phase.QUIET;
  private long sinceMillis; // of the phase
  private long supportMillis; // when a level last said so
  private long fromMillis;
  private long atMillis;
  private long toMillis;
  private int level;
  private long brokeMillis;
  private int resets;
  private float peak; // at which it was reset, mean
  private float peakDeviation;
  private double limit = Double.NaN; // in effect

  long lastMillis() {
    return history.lastMillis();
  }

  boolean isTold() {
    return phase == Phase.TOLD;
  }

  /** What is told; only while it is. */
  Crossing crossing() {
    return new Crossing(fromMillis, atMillis, toMillis, level);
  }

  double limit() {
    return limit;
  }

  /** The limit is known to be this from now on. */
  void limit(double known) {
    limit = known;
  }

  /** Takes a sample that is younger than the last, and has a limit. */
  Change take(long timeMillis, double value, long horizonMillis, Outlook outlook) {
    int begun = history.take(timeMillis, value, limit);
    if (value >= limit) {
      return crossed(timeMillis);
    }
    if (begun == 0) {
      return Change.NONE;
    }
    if (begun > 1) {
      findReset();
    }
    if (phase == Phase.CROSSED) {
      if (limit - value < BACK * (limit - history.lowest())) {
        return Change.NONE;
      }
      phase = Phase.QUIET;
    }
    long coarse = resets > 1 ? 0 : brokeMillis;
    Crossing next = outlook.crossing(history, limit, horizonMillis, brokeMillis, coarse);
    if (next != null && isResetBefore(next, value)) {
      next = null;
    }
    return next == null ? unsupported(timeMillis) : supported(timeMillis, next);
  }

  /** It has given no sample for so long that nothing is foretold any more. */
  void silent(long timeMillis) {
    phase = Phase.QUIET;
    sinceMillis = timeMillis;
  }

  private Change crossed(long timeMillis) {
    boolean told = phase == Phase.TOLD;
    phase = Phase.CROSSED;
    sinceMillis = timeMillis;
    return told ? Change.CROSSED : Change.NONE;
  }

  private Change supported(long timeMillis, Crossing next) {
    supportMillis = timeMillis;
    if (phase == Phase.QUIET) {
      phase = Phase.PENDING;
      sinceMillis = timeMillis;
    }
    if (phase == Phase.PENDING && timeMillis - sinceMillis < SeriesHistory.step(next.level())) {
      return Change.NONE;
    }
    if (phase == Phase.TOLD && !isMaterial(timeMillis, next)) {
      return Change.NONE;
    }
    if (phase == Phase.PENDING) {
      phase = Phase.TOLD;
      sinceMillis = timeMillis;
    }
    fromMillis = next.fromMillis();
    atMillis = next.atMillis();
    toMillis = next.toMillis();
    level = next.level();
    return Change.RAISED;
  }

  /** Whether what is told is no longer what is to be expected. */
  private boolean isMaterial(long timeMillis, Crossing next) {
    if (next.atMillis() < fromMillis || next.atMillis() > toMillis || timeMillis > toMillis) {
      return true;
    }
    return 3 * (next.toMillis() - next.fromMillis()) < toMillis - fromMillis;
  }

  private Change unsupported(long timeMillis) {
    if (phase != Phase.TOLD) {
      phase = Phase.QUIET;
      return Change.NONE;
    }
    if (timeMillis - supportMillis < 2 * SeriesHistory.step(level)) {
      return Change.NONE;
    }
    phase = Phase.QUIET;
    sinceMillis = timeMillis;
    return Change.WITHDRAWN;
  }

  /** A bucket of some minutes has ended: whether it fell as it usually does not. */
  private void findReset() {
    double last = history.before(1, 1);
    double before = history.before(1, 2);
    if (!(last < before)) {
      return;
    }
    double drop = before - last;
    double sum = 0;
    int count = 0;
    for (int i = 2; i < SeriesHistory.cells(1) - 1; i++) {
      double change = Math.abs(history.before(1, i) - history.before(1, i + 1));
      if (!Double.isNaN(change)) {
        sum += change;
        count++;
      }
    }
    if (count < 4
        || drop < UNUSUAL * sum / count
        || drop < BACK * (limit - history.lowest())
        || drop < 4 * history.quantum()) {
      return;
    }
    brokeMillis = history.lastMillis() / SeriesHistory.step(1) * SeriesHistory.step(1);
    resets = Math.min(resets + 1, MOST_RESETS);
    double gain = 1.0 / Math.min(resets, 5);
    double off = before - peak;
    peak += (float) (gain * off);
    peakDeviation += (float) (gain * (resets == 1 ? 0 : Math.abs(off) - peakDeviation));
  }

  /** Whether before the crossing it will have come to where it is usually reset. */
  private boolean isResetBefore(Crossing next, double value) {
    double usual = peak + 3 * peakDeviation;
    return resets > 1
        && SeriesHistory.step(next.level()) < 3_600_000
        && usual < limit
        && value < usual + BACK * (limit - history.lowest());
  }

  byte[] write() {
    ByteBuffer out = ByteBuffer.allocate(MOST_BYTES);
    out.put(VERSION).put((byte) phase.ordinal());
    out.putLong(sinceMillis).putLong(supportMillis);
    out.putLong(fromMillis).putLong(atMillis).putLong(toMillis).put((byte) level);
    out.putLong(brokeMillis).put((byte) resets).putFloat(peak).putFloat(peakDeviation);
    out.putDouble(limit);
    history.write(out);
    return out.array();
  }

  static SeriesForecast read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException("a series of version " + version + ", this can read 1");
    }
    SeriesForecast read = new SeriesForecast();
    read.phase = Phase.ALL[in.get()];
    read.sinceMillis = in.getLong();
    read.supportMillis = in.getLong();
    read.fromMillis = in.getLong();
    read.atMillis = in.getLong();
    read.toMillis = in.getLong();
    read.level = in.get();
    read.brokeMillis = in.getLong();
    read.resets = in.get();
    read.peak = in.getFloat();
    read.peakDeviation = in.getFloat();
    read.limit = in.getDouble();
    read.history.read(in);
    return read;
  }
}
