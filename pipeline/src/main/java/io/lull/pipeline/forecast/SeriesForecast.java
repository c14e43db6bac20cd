package io.lull.pipeline.forecast;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is foretold of one series, with hysteresis: a crossing is told when it has been certain for
 * a bucket of the level that says so, told again when its time has moved materially, and withdrawn
 * when no level has said so for two buckets, or the limit was crossed.
 *
 * <p>State: {@value #MOST_BYTES} versioned bytes at most.
 */
final class SeriesForecast {
  private static final byte VERSION = 1;

  /** Version, phase, what is told, the limit. */
  private static final int OWN_BYTES = 3 + 5 * Long.BYTES + Double.BYTES;

  static final int MOST_BYTES = OWN_BYTES + Resets.BYTES + Calibration.BYTES + SeriesHistory.BYTES;

  /** How far below the limit a series must be to be foretold again, as a part of its range. */
  private static final double BACK = 0.05;

  private enum Phase {
    QUIET(0),
    /** A crossing is certain, but has not been for long. */
    PENDING(1),
    TOLD(2),
    /** The limit was crossed; nothing is foretold until it is well below. */
    CROSSED(3);

    final int code; // in the state

    Phase(int code) {
      this.code = code;
    }

    static Phase of(int code) {
      for (Phase phase : values()) {
        if (phase.code == code) {
          return phase;
        }
      }
      throw new IllegalStateException("no phase has the code " + code);
    }
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

  // Checkpointed. A forecast that is pending or withdrawn has no times.
  private final SeriesHistory history = new SeriesHistory();
  private final Calibration calibration = new Calibration();
  private Phase phase = Phase.QUIET;
  private long sinceMillis; // of the phase
  private long supportMillis; // when a level last said so
  private long fromMillis;
  private long atMillis;
  private long toMillis;
  private int level;
  private final Resets resets = new Resets();
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
    outlook.calibrate(history, calibration, limit, begun);
    if (begun > 1) {
      resets.look(history, limit);
    }
    if (phase == Phase.CROSSED) {
      if (limit - value < BACK * (limit - history.lowest())) {
        return Change.NONE;
      }
      phase = Phase.QUIET;
    }
    // Each level is looked at four times while one of its buckets fills.
    int levels = Math.min(begun + 1, SeriesHistory.LEVELS);
    Crossing next =
        outlook.crossing(history, calibration, resets, limit, horizonMillis, levels, value);
    return next == null ? unsupported(timeMillis, levels) : supported(timeMillis, next);
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
      level = next.level();
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

  private Change unsupported(long timeMillis, int levels) {
    if (phase != Phase.TOLD) {
      phase = levels > level ? Phase.QUIET : phase;
      return Change.NONE;
    }
    if (timeMillis - supportMillis < 2 * SeriesHistory.step(level)) {
      return Change.NONE;
    }
    phase = Phase.QUIET;
    sinceMillis = timeMillis;
    return Change.WITHDRAWN;
  }

  byte[] write() {
    ByteBuffer out = ByteBuffer.allocate(MOST_BYTES);
    out.put(VERSION).put((byte) phase.code).put((byte) level).putDouble(limit);
    out.putLong(sinceMillis).putLong(supportMillis);
    if (phase == Phase.TOLD) {
      out.putLong(fromMillis).putLong(atMillis).putLong(toMillis);
    }
    history.write(out);
    resets.write(out);
    calibration.write(out);
    return Arrays.copyOf(out.array(), out.position());
  }

  static SeriesForecast read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException("a series of version " + version + ", this can read 1");
    }
    SeriesForecast read = new SeriesForecast();
    read.phase = Phase.of(in.get());
    read.level = in.get();
    read.limit = in.getDouble();
    read.sinceMillis = in.getLong();
    read.supportMillis = in.getLong();
    if (read.phase == Phase.TOLD) {
      read.fromMillis = in.getLong();
      read.atMillis = in.getLong();
      read.toMillis = in.getLong();
    }
    read.history.read(in);
    read.resets.read(in);
    read.calibration.read(in);
    return read;
  }
}
