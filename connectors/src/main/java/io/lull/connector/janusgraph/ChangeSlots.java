package io.lull.connector.janusgraph;

/**
 * Slots of writing time, by which readers follow what changed: whoever reads a slot again and again
 * until clocks and open transactions can no longer add to it has missed nothing.
 */
final class ChangeSlots {
  private static final long SLOT_MILLIS = 10_000;

  private ChangeSlots() {}

  /** The slot of a time. */
  static long of(long millis) {
    return Math.floorDiv(millis, SLOT_MILLIS);
  }
}
