package io.lull.benchmark;

/**
 * The size and shape of a storm.
 *
 * @param events raw events in all
 * @param cis CIs that send them; every second rack of {@link #RACK} is in the topology
 * @param repeatShare part of the events that speak of an alarm that was raised before
 * @param clearShare part of those that clear it
 * @param startMillis time of the first event, milliseconds since the epoch
 * @param spanMillis event time from the first event to the last
 */
record StormPlan(
    long events,
    int cis,
    double repeatShare,
    double clearShare,
    long startMillis,
    long spanMillis) {
  /** CIs of a rack: a switch and its hosts. A fault hits one. */
  static final int RACK = 25;

  StormPlan {
    if (cis < 2 * RACK || cis > 1_000_000) {
      throw new IllegalArgumentException(
          "--cis must be " + 2 * RACK + " to 1000000, but is " + cis);
    }
    if (events < 1) {
      throw new IllegalArgumentException("--events must be at least 1, but is " + events);
    }
    if (!(repeatShare >= 0 && repeatShare < 1)) {
      throw new IllegalArgumentException(
          "--repeat-share must be at least 0 and below 1, but is " + repeatShare);
    }
    if (!(clearShare >= 0 && clearShare <= 1)) {
      throw new IllegalArgumentException("--clear-share must be 0 to 1, but is " + clearShare);
    }
  }

  int racks() {
    return cis / RACK;
  }

  long timeOf(long index) {
    return startMillis + index * spanMillis / events;
  }
}
