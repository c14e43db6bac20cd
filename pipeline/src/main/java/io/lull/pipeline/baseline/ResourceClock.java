package io.lull.pipeline.baseline;

/**
 * A clock that goes on while samples of a resource come, by the times of the samples, and stands
 * while none do: a pause counts as at most two of the longest intervals lately. So when a resource
 * comes back its series have not been away.
 *
 * <p>State: {@value #BYTES} bytes.
 */
final class ResourceClock {
  static final int BYTES = Integer.BYTES + Float.BYTES;

  private static final int TICK_MILLIS = 100;
  private static final int MOST_INTERVALS = 2;
  private static final float FADES = 16;

  private int tick = 1;
  private float longestMillis; // interval between times of samples lately; 0: not known

  /** The next time of which there are samples, so long after the one before. */
  void goOn(long millis) {
    float most = longestMillis == 0 ? millis : MOST_INTERVALS * longestMillis;
    float interval = Math.min(millis, most);
    tick = (int) Math.min(Integer.MAX_VALUE, tick + Math.round((double) interval / TICK_MILLIS));
    longestMillis = Math.max(interval, longestMillis - interval / FADES);
  }

  /** Ticks of {@value #TICK_MILLIS} ms. */
  int tick() {
    return tick;
  }

  long millisSince(int earlier) {
    return (long) TICK_MILLIS * (tick - earlier);
  }

  /** How long nothing may come before that says something, milliseconds. */
  long patienceMillis() {
    return (long) (Presence.INTERVALS * longestMillis);
  }

  void write(Bytes out) {
    out.putInt(tick).putFloat(longestMillis);
  }

  void read(Bytes in) {
    tick = in.getInt();
    longestMillis = in.getFloat();
  }
}
