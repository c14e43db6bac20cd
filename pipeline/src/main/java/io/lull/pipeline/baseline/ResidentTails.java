package io.lull.pipeline.baseline;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The tails of the series of one resource on the heap, by slot: read from the store when they are
 * first needed, written there with the next checkpoint. A young series needs its tails every few
 * samples, so this saves most of what goes to the store.
 */
final class ResidentTails {
  private byte[] bytes = {};
  private final BitSet known = new BitSet(); // read, or never kept anywhere
  private final BitSet changed = new BitSet();

  /** About how much so many slots take on the heap. */
  static int bytes(int slots) {
    return 120 + slots * SeriesBaseline.TAILS_BYTES;
  }

  /** How many slots there is room for. */
  int slots() {
    return bytes.length / SeriesBaseline.TAILS_BYTES;
  }

  void grow(int slots) {
    bytes = Arrays.copyOf(bytes, slots * SeriesBaseline.TAILS_BYTES);
  }

  /** There is nothing to be read of a series. */
  void begin(int slot) {
    known.set(slot);
  }

  boolean knows(int slot) {
    return known.get(slot);
  }

  /** Goes to the tails of a series; those never kept anywhere are zeros, which is what none are. */
  Bytes at(int slot, Bytes cursor) {
    known.set(slot);
    return cursor.at(bytes, slot * SeriesBaseline.TAILS_BYTES);
  }

  /** Goes to the tails of a series, which are changed now. */
  Bytes change(int slot, Bytes cursor) {
    changed.set(slot);
    return at(slot, cursor);
  }

  /** The tails that were read from the store. */
  void read(int slot, byte[] stored, int from) {
    known.set(slot);
    System.arraycopy(
        stored, from, bytes, slot * SeriesBaseline.TAILS_BYTES, SeriesBaseline.TAILS_BYTES);
  }

  /** A copy of the tails of a series behind so many free bytes. */
  byte[] copy(int slot, int head) {
    byte[] copy = new byte[head + SeriesBaseline.TAILS_BYTES];
    System.arraycopy(
        bytes, slot * SeriesBaseline.TAILS_BYTES, copy, head, SeriesBaseline.TAILS_BYTES);
    return copy;
  }

  /** The series has ended; the slot is another one's from now on. */
  void forget(int slot) {
    changed.clear(slot);
    if (slot < slots()) {
      int from = slot * SeriesBaseline.TAILS_BYTES;
      Arrays.fill(bytes, from, from + SeriesBaseline.TAILS_BYTES, (byte) 0);
      known.set(slot);
    }
  }

  /** Slots whose tails have changed since they were written. */
  BitSet changed() {
    return changed;
  }
}
