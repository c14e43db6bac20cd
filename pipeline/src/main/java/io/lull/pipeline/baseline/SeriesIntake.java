package io.lull.pipeline.baseline;

import io.lull.schema.MetricKind;
import io.lull.schema.Scrape;
import java.nio.ByteBuffer;

/**
 * Which samples of a series are fit to be judged, and as what: counters as their rate per second.
 *
 * <p>State: {@value #BYTES} bytes; mutable, reused from series to series through {@link #read}.
 */
final class SeriesIntake {
  static final int BYTES = 2 * Long.BYTES + Integer.BYTES + 1;

  /** What became of a sample. */
  enum Outcome {
    /** It is judged by {@link SeriesIntake#value()}. */
    ACCEPTED("samplesJudged"),
    /** Nothing to judge yet: the first value of a counter, or the first after it began again. */
    FIRST_OF_COUNTER("countersBegun"),
    /** The series has ended and is forgotten. */
    STALE("seriesEnded"),
    /** NaN or infinite: left out. */
    NOT_FINITE("samplesNotFinite"),
    /** Older than the last one: left out. */
    OUT_OF_ORDER("samplesOutOfOrder"),
    /** Of the same time as the last one: left out, the first holds. */
    DUPLICATE("samplesDuplicate"),
    /** Further ahead of when it was observed than allowed: left out. */
    FUTURE("samplesFromTheFuture"),
    /** Its time is in seconds by all appearance: refused, not guessed. */
    TIME_IN_SECONDS("samplesInSeconds"),
    /**
     * The unit is another one than before: what was learned is forgotten, and this is the first.
     */
    UNIT_CHANGED("unitsChanged"),
    /** A counter below zero: left out. */
    NEGATIVE_COUNTER("countersNegative");

    private final String counterName;

    Outcome(String counterName) {
      this.counterName = counterName;
    }

    String counterName() {
      return counterName;
    }
  }

  /** No metric is older than this (March 1973), and seconds reach it in the year 5138. */
  private static final long LEAST_PLAUSIBLE_MILLIS = 100_000_000_000L;

  private static final byte SEEN = 1;
  private static final byte COUNTER_SEEN = 2;

  private final long maxAheadMillis;

  private long lastMillis;
  private double lastCounter;
  private int unitHash;
  private byte flags;

  private double value;

  /**
   * @param maxAheadMillis how far a sample may be ahead of when it was observed, milliseconds
   */
  SeriesIntake(long maxAheadMillis) {
    this.maxAheadMillis = maxAheadMillis;
  }

  /**
   * Takes a sample.
   *
   * @param bits of its value; {@link Scrape#STALE}: the series has ended
   */
  Outcome take(MetricKind kind, String unit, long bits, long timeMillis, long observedMillis) {
    if (timeMillis < LEAST_PLAUSIBLE_MILLIS && observedMillis >= LEAST_PLAUSIBLE_MILLIS) {
      return Outcome.TIME_IN_SECONDS;
    }
    if (timeMillis - observedMillis > maxAheadMillis) {
      return Outcome.FUTURE;
    }
    boolean seen = (flags & SEEN) != 0;
    if (seen && timeMillis < lastMillis) {
      return Outcome.OUT_OF_ORDER;
    }
    if (bits == Scrape.STALE) {
      return Outcome.STALE;
    }
    value = Double.longBitsToDouble(bits);
    if (!Double.isFinite(value)) {
      return Outcome.NOT_FINITE;
    }
    if (seen && timeMillis == lastMillis) {
      return Outcome.DUPLICATE;
    }
    if (kind != MetricKind.GAUGE && value < 0) {
      return Outcome.NEGATIVE_COUNTER;
    }
    return accept(kind, unit.hashCode(), timeMillis, seen);
  }

  private Outcome accept(MetricKind kind, int unit, long timeMillis, boolean seen) {
    if (seen && unit != unitHash) {
      flags = 0;
      count(kind, timeMillis);
      unitHash = unit;
      return Outcome.UNIT_CHANGED;
    }
    unitHash = unit;
    return count(kind, timeMillis) ? Outcome.ACCEPTED : Outcome.FIRST_OF_COUNTER;
  }

  /** Makes the rate where one is wanted; returns whether there is a value. */
  private boolean count(MetricKind kind, long timeMillis) {
    double seconds = (timeMillis - lastMillis) / 1000.0;
    boolean counted = (flags & COUNTER_SEEN) != 0;
    double before = lastCounter;
    double raw = value;
    lastMillis = timeMillis;
    flags |= SEEN;
    if (kind == MetricKind.GAUGE) {
      return true;
    }
    lastCounter = raw;
    flags |= COUNTER_SEEN;
    boolean delta = kind == MetricKind.DELTA;
    if (!counted || !delta && raw < before) {
      return false; // how much was counted before it began again is not known
    }
    value = (delta ? raw : raw - before) / seconds;
    return true;
  }

  /** What is to be judged of the sample that was accepted last. */
  double value() {
    return value;
  }

  long lastMillis() {
    return lastMillis;
  }

  void write(Bytes out) {
    out.putLong(lastMillis).putDouble(lastCounter).putInt(unitHash).putByte(flags);
  }

  void read(Bytes in) {
    lastMillis = in.getLong();
    lastCounter = in.getDouble();
    unitHash = in.getInt();
    flags = in.getByte();
  }

  /** Reads what releases up to 0.2 wrote. */
  void readV1(ByteBuffer in) {
    lastMillis = in.getLong();
    lastCounter = in.getDouble();
    unitHash = in.getInt();
    flags = in.get();
  }

  void clear() {
    lastMillis = 0;
    lastCounter = 0;
    unitHash = 0;
    flags = 0;
  }
}
