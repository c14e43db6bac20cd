package io.lull.pipeline.correlate;

/** Which way failure travels along a relation. */
public enum Travel {
  /** From {@code to} to {@code from}, and on to the members that serve {@code from}. */
  DEPENDENCY,
  /** From {@code to} to {@code from}: what it runs on or is part of. */
  PLACE,
  /** From a member ({@code to}) to the service ({@code from}), which has others. */
  REDUNDANT,
  /** Both ways. */
  CONNECTION
}
