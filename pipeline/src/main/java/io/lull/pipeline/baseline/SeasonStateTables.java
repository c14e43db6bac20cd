package io.lull.pipeline.baseline;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;

/**
 * The seasons of the series of the resource that is the current key, by part of the day: all series
 * of a resource turn from one part to the next at one time, so each quarter of an hour one short
 * entry is read and written, whatever the number of series.
 */
final class SeasonStateTables implements Season.Parts {
  /** So many slots were one entry in releases up to 0.3. */
  private static final int SLOTS_A_PAGE = 16;

  // Checkpointed.
  private final SlotStateTables parts;
  private final SlotStateTables pages; // as releases up to 0.3 kept seasons

  // Parts of the current resource that were read, and which of them have changed.
  private final byte[] @Nullable [] here = new byte[Season.PARTS][];
  private final BitSet changed = new BitSet();
  private boolean anyHere;

  private final Bytes cursor = new Bytes();
  private int slot;
  private int capacity;

  SeasonStateTables(RuntimeContext runtime) {
    parts = new SlotStateTables(runtime, "season-parts");
    pages = new SlotStateTables(runtime, "seasons");
  }

  /** Goes to a series of a resource, which is the current key. */
  void at(ResourceSeries series, int number) {
    slot = number;
    capacity = series.capacity();
  }

  @Override
  public Bytes season(int part, boolean changes) {
    byte[] all = here[part];
    if (all == null) {
      all = parts.get(part);
      anyHere = true;
    }
    here[part] = roomy(all);
    if (changes) {
      changed.set(part);
    }
    return cursor.at(here[part], SlotStateTables.HEAD + slot * Season.PART_BYTES);
  }

  private byte[] roomy(byte @Nullable [] all) {
    if (all != null && all.length >= bytes(slot + 1)) {
      return all;
    }
    int roomy = bytes(Math.max(slot + 1, capacity));
    return all == null ? new byte[roomy] : Arrays.copyOf(all, roomy);
  }

  private static int bytes(int slots) {
    return SlotStateTables.HEAD + slots * Season.PART_BYTES;
  }

  /** Forgets the season of the series. */
  void forget() {
    for (int part = 0; part < Season.PARTS; part++) {
      Bytes place = season(part, true);
      int from = place.position();
      Arrays.fill(place.array(), from, from + Season.PART_BYTES, (byte) 0);
    }
  }

  /**
   * Writes what has changed of the resource, before another one is turned to.
   *
   * @return how many parts
   */
  int write() {
    if (!anyHere) {
      return 0;
    }
    int written = changed.cardinality();
    for (int part = changed.nextSetBit(0); part >= 0; part = changed.nextSetBit(part + 1)) {
      parts.put(part, Objects.requireNonNull(here[part]));
    }
    leave();
    return written;
  }

  private void leave() {
    changed.clear();
    Arrays.fill(here, null);
    anyHere = false;
  }

  /** Forgets those of all series of the resource. */
  void clear() {
    parts.clear();
    leave();
  }

  /**
   * Seasons as releases up to 0.3 kept them are put where they are kept now.
   *
   * @param baseline reused for the series that are read
   */
  void split(ResourceSeries series, SeriesIntake intake, SeriesBaseline baseline) {
    Bytes hot = new Bytes();
    for (int number = 0; number * SLOTS_A_PAGE < series.size(); number++) {
      byte[] page = pages.get(number);
      if (page == null) {
        continue;
      }
      int end = Math.min(series.size(), (number + 1) * SLOTS_A_PAGE);
      for (int i = number * SLOTS_A_PAGE; i < end; i++) {
        if (series.isUsed(i)) {
          at(series, i);
          series.at(i, hot);
          intake.read(hot);
          baseline.readHot(hot);
          baseline.splitSeason(page, SlotStateTables.HEAD + i % SLOTS_A_PAGE * Season.WHOLE_BYTES);
        }
      }
      pages.remove(number);
    }
    write();
  }
}
