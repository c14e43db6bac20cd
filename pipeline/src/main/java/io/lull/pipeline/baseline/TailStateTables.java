package io.lull.pipeline.baseline;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;

/**
 * The tails of the series of the resource that is the current key, by slot. Of as many resources as
 * there is room for they stay on the heap ({@link ResidentTails}) and are written with checkpoints;
 * of the others they are read and written each time. Which are here makes no difference to any
 * result.
 */
final class TailStateTables {
  private final SlotStateTables kept; // checkpointed
  private final long maxBytes;
  private long bytes;

  private final Bytes cursor = new Bytes();
  private int slot;
  private @Nullable ResidentTails here; // of the resource

  /**
   * @param maxBytes how much of the heap holds tails
   */
  TailStateTables(RuntimeContext runtime, long maxBytes) {
    this.kept = new SlotStateTables(runtime, "tails");
    this.maxBytes = maxBytes;
  }

  /** Goes to a series of a resource, which is the current key. */
  void at(ResourceSeries series, int number) {
    slot = number;
    ResidentTails its = series.tails;
    here = its != null && number < its.slots() ? its : reside(series, number);
  }

  /** The series is new: nothing of it is kept. */
  void begin() {
    if (here != null) {
      here.begin(slot);
    }
  }

  /** Makes room for the tails of a resource; null: there is none. */
  private @Nullable ResidentTails reside(ResourceSeries series, int number) {
    ResidentTails its = series.tails;
    int slots = Math.max(number + 1, series.capacity());
    long more = ResidentTails.bytes(slots) - (its == null ? 0 : ResidentTails.bytes(its.slots()));
    if (bytes + more > maxBytes) {
      leave(series);
      return null;
    }
    bytes += more;
    ResidentTails roomy = its == null ? new ResidentTails() : its;
    roomy.grow(slots);
    series.tails = roomy;
    return roomy;
  }

  /** Goes to the tails of the series; null: there are none yet. */
  @Nullable Bytes tails() {
    ResidentTails its = here;
    if (its != null && its.knows(slot)) {
      return its.at(slot, cursor);
    }
    byte[] stored = kept.get(slot);
    if (its == null) {
      return stored == null ? null : cursor.at(stored, SlotStateTables.HEAD);
    }
    if (stored != null) {
      its.read(slot, stored, SlotStateTables.HEAD);
    }
    return its.at(slot, cursor);
  }

  /** Keeps the tails of the series. */
  void keep(SeriesBaseline baseline) {
    ResidentTails its = here;
    if (its != null) {
      baseline.writeTails(its.change(slot, cursor));
    } else {
      byte[] written = new byte[SlotStateTables.HEAD + SeriesBaseline.TAILS_BYTES];
      baseline.writeTails(cursor.at(written, SlotStateTables.HEAD));
      kept.put(slot, written);
    }
  }

  /** Writes the tails of a resource that have changed; it is the current key. */
  void flush(ResourceSeries series) {
    ResidentTails its = series.tails;
    if (its == null || its.changed().isEmpty()) {
      return;
    }
    BitSet changed = its.changed();
    Map<Integer, byte[]> written = new TreeMap<>();
    for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
      written.put(i, its.copy(i, SlotStateTables.HEAD));
    }
    changed.clear();
    kept.putAll(written);
  }

  /** The tails of a resource stay on the heap no longer; it is the current key. */
  void leave(ResourceSeries series) {
    flush(series);
    drop(series);
  }

  private void drop(ResourceSeries series) {
    ResidentTails its = series.tails;
    if (its != null) {
      bytes -= ResidentTails.bytes(its.slots());
      series.tails = null;
    }
  }

  /** Forgets the tails of the series. */
  void forget() {
    if (here != null) {
      here.forget(slot);
    }
    kept.remove(slot);
  }

  /** Forgets those of all series of a resource, which is the current key. */
  void clear(ResourceSeries series) {
    drop(series);
    kept.clear();
  }
}
