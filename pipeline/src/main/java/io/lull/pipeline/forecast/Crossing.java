package io.lull.pipeline.forecast;

/**
 * When a limit is crossed first.
 *
 * @param fromMillis before that with a probability of 5 %, milliseconds since the epoch
 * @param atMillis before that with a probability of 50 %
 * @param toMillis before that with a probability of 95 %
 * @param level of the history that says so
 */
record Crossing(long fromMillis, long atMillis, long toMillis, int level) {
  /** Probability of what is left out of the interval at either end. */
  static final double TAIL = 0.05;
}
