package io.lull.pipeline.deduplicate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * States of the alarms that were spoken of last, with their deadlines: nine of ten events repeat an
 * alarm of just now, and find its state here instead of in the store.
 *
 * <p>Cost: O(1) a look-up, O(log n) where the deadline comes nearer. One that moves away, as each
 * repeat moves the expiry, is only found to have moved when the old one is reached. Which alarms
 * are here never shows in results: the store knows all others, with a timer each.
 *
 * <p>The table is one of our own (open addressing, linear probing): texts of alarms differ in a few
 * digits, whose hash codes fall together in the few low bits that a HashMap looks at, and here they
 * are spread by a multiplication (Knuth, The Art of Computer Programming 3, section 6.4). Deadlines
 * are a binary heap that knows where each alarm stands.
 */
final class HotAlarms {
  /** An alarm in memory. */
  static final class Hot {
    final String text;
    final AlarmKey key;
    final AlarmState state;

    /** Whether the store does not have the state as it is. */
    boolean changed;

    /** Whether the store has any state of the alarm. */
    boolean stored;

    // Place among deadlines, at or before the state's own; in the table; in the order of last use.
    private long dueMillis = Long.MAX_VALUE;
    private int heapIndex = -1;
    private final int hash;
    private @Nullable Hot older;
    private @Nullable Hot newer;

    private Hot(String text, AlarmKey key, AlarmState state, boolean stored) {
      this.text = text;
      this.key = key;
      this.state = state;
      this.stored = stored;
      this.hash = text.hashCode();
    }

    long dueMillis() {
      return dueMillis;
    }
  }

  private static final int FEWEST_BITS = 8;

  private final int limit;
  private @Nullable Hot[] table = new Hot[1 << FEWEST_BITS];
  private int bits = FEWEST_BITS;
  private int size;
  private final List<Hot> heap = new ArrayList<>();
  private @Nullable Hot oldest;
  private @Nullable Hot newest;

  /**
   * @param limit how many are kept
   */
  HotAlarms(int limit) {
    this.limit = limit;
  }

  /** The alarm if it is here; it is then the last that was used. */
  @Nullable Hot use(String text) {
    Hot hot = peek(text);
    if (hot != null && hot != newest) {
      unlink(hot);
      append(hot);
    }
    return hot;
  }

  /** The alarm if it is here. */
  @Nullable Hot peek(String text) {
    int hash = text.hashCode();
    for (int i = slot(hash); ; i = i + 1 & table.length - 1) {
      Hot hot = table[i];
      if (hot == null || hot.hash == hash && hot.text.equals(text)) {
        return hot;
      }
    }
  }

  /** Adds one that is not here; it is then the last that was used. */
  Hot add(String text, AlarmKey key, AlarmState state, boolean stored) {
    Hot hot = new Hot(text, key, state, stored);
    if (++size > table.length >> 1) {
      grow();
    }
    put(hot);
    hot.heapIndex = heap.size();
    heap.add(hot);
    append(hot);
    return hot;
  }

  private int slot(int hash) {
    return hash * 0x9E3779B9 >>> Integer.SIZE - bits;
  }

  private void put(Hot hot) {
    int i = slot(hot.hash);
    while (table[i] != null) {
      i = i + 1 & table.length - 1;
    }
    table[i] = hot;
  }

  private void grow() {
    bits++;
    table = new Hot[1 << bits];
    for (Hot hot = oldest; hot != null; hot = hot.newer) {
      put(hot);
    }
  }

  void remove(Hot hot) {
    takeOut(hot);
    size--;
    int last = heap.size() - 1;
    Hot moved = heap.remove(last);
    if (moved != hot) {
      place(moved, hot.heapIndex);
      settle(moved);
    }
    unlink(hot);
  }

  /** Those behind that had to give way to it move up, so that no search stops at the gap. */
  private void takeOut(Hot hot) {
    int mask = table.length - 1;
    int gap = slot(hot.hash);
    while (table[gap] != hot) {
      gap = gap + 1 & mask;
    }
    table[gap] = null;
    for (int i = gap + 1 & mask; ; i = i + 1 & mask) {
      Hot next = table[i];
      if (next == null) {
        return;
      }
      boolean reachable = (i - slot(next.hash) & mask) < (i - gap & mask);
      if (!reachable) {
        table[gap] = next;
        table[i] = null;
        gap = i;
      }
    }
  }

  /** The one used longest ago, if there are more than are kept. */
  @Nullable Hot excess() {
    return size > limit ? oldest : null;
  }

  /** Says when something is due. */
  void due(Hot hot, long millis) {
    if (millis < hot.dueMillis) {
      dueAgain(hot, millis);
    }
  }

  /** The same for one that was the first due, and may now be due later. */
  void dueAgain(Hot hot, long millis) {
    if (millis != hot.dueMillis) {
      hot.dueMillis = millis;
      settle(hot);
    }
  }

  private void place(Hot hot, int index) {
    heap.set(index, hot);
    hot.heapIndex = index;
  }

  /** Moves one to where its deadline belongs: no parent is due after its children. */
  private void settle(Hot hot) {
    int index = hot.heapIndex;
    while (index > 0 && hot.dueMillis < heap.get(index - 1 >>> 1).dueMillis) {
      place(heap.get(index - 1 >>> 1), index);
      index = index - 1 >>> 1;
    }
    for (int child = 2 * index + 1; child < heap.size(); child = 2 * index + 1) {
      boolean rightFirst =
          child + 1 < heap.size() && heap.get(child + 1).dueMillis < heap.get(child).dueMillis;
      Hot first = heap.get(rightFirst ? child + 1 : child);
      if (first.dueMillis >= hot.dueMillis) {
        break;
      }
      int freed = first.heapIndex;
      place(first, index);
      index = freed;
    }
    place(hot, index);
  }

  /** The one whose deadline may come first, if that is at or before a time. */
  @Nullable Hot firstDue(long millis) {
    return heap.isEmpty() || heap.get(0).dueMillis > millis ? null : heap.get(0);
  }

  /** Those that the store does not have as they are. */
  List<Hot> changed() {
    List<Hot> changed = new ArrayList<>();
    for (Hot hot = oldest; hot != null; hot = hot.newer) {
      if (hot.changed) {
        changed.add(hot);
      }
    }
    return changed;
  }

  int size() {
    return size;
  }

  private void append(Hot hot) {
    hot.older = newest;
    if (newest == null) {
      oldest = hot;
    } else {
      newest.newer = hot;
    }
    newest = hot;
  }

  private void unlink(Hot hot) {
    if (hot.older == null) {
      oldest = hot.newer;
    } else {
      hot.older.newer = hot.newer;
    }
    if (hot.newer == null) {
      newest = hot.older;
    } else {
      hot.newer.older = hot.older;
    }
    hot.older = null;
    hot.newer = null;
  }
}
