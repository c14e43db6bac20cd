package io.lull.pipeline.topology;

/**
 * How a CI came to its domain. Held in state beside the CI.
 *
 * @param kind one of {@link #EXPLICIT}, {@link #INHERITED}, {@link #SETTLED}, {@link #PARKED}
 * @param touchedMillis stream time of the changes after which it is to be looked at again; {@link
 *     #NEVER}: it is not
 */
public record Placement(int kind, long touchedMillis) {
  /** It says so itself. */
  static final int EXPLICIT = 1;

  /** What it is part of says so. */
  static final int INHERITED = 2;

  /** By its relations; it stays there. */
  static final int SETTLED = 3;

  /** It had no relations yet. */
  static final int PARKED = 4;

  static final long NEVER = Long.MAX_VALUE;
}
