package io.lull.pipeline.deduplicate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * States of the alarms that were spoken of last, with their deadlines: nine of ten events repeat an
 * alarm of just now, and find its state here instead of in the store.
 *
 * <p>Cost: O(1) a look-up, O(log n) where the deadline comes nearer. One that moves away, as each
 * repeat moves the expiry, is only found to have moved when the old one is reached. Which alarms
 * are here never shows in results: the store knows all others, with a timer each.
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

    // Place among deadlines, at or before the state's own; and in the order of last use.
    private long dueMillis = Long.MAX_VALUE;
    private final long number;
    private @Nullable Hot older;
    private @Nullable Hot newer;

    private Hot(String text, AlarmKey key, AlarmState state, boolean stored, long number) {
      this.text = text;
      this.key = key;
      this.state = state;
      this.stored = stored;
      this.number = number;
    }

    long dueMillis() {
      return dueMillis;
    }
  }

  private final int limit;
  private final Map<String, Hot> byText = new HashMap<>();
  private final TreeSet<Hot> byDue =
      new TreeSet<>(
          Comparator.<Hot>comparingLong(h -> h.dueMillis).thenComparingLong(h -> h.number));
  private @Nullable Hot oldest;
  private @Nullable Hot newest;
  private long numbers;

  /**
   * @param limit how many are kept
   */
  HotAlarms(int limit) {
    this.limit = limit;
  }

  /** The alarm if it is here; it is then the last that was used. */
  @Nullable Hot use(String text) {
    Hot hot = byText.get(text);
    if (hot != null && hot != newest) {
      unlink(hot);
      append(hot);
    }
    return hot;
  }

  /** The alarm if it is here. */
  @Nullable Hot peek(String text) {
    return byText.get(text);
  }

  Hot add(String text, AlarmKey key, AlarmState state, boolean stored) {
    Hot hot = new Hot(text, key, state, stored, numbers++);
    byText.put(text, hot);
    byDue.add(hot);
    append(hot);
    return hot;
  }

  void remove(Hot hot) {
    byText.remove(hot.text);
    byDue.remove(hot);
    unlink(hot);
  }

  /** The one used longest ago, if there are more than are kept. */
  @Nullable Hot excess() {
    return byText.size() > limit ? oldest : null;
  }

  /** Says when something is due. */
  void due(Hot hot, long millis) {
    if (millis < hot.dueMillis) {
      move(hot, millis);
    }
  }

  /** The same for one that was the first due, and may now be due later. */
  void dueAgain(Hot hot, long millis) {
    if (millis != hot.dueMillis) {
      move(hot, millis);
    }
  }

  private void move(Hot hot, long millis) {
    byDue.remove(hot);
    hot.dueMillis = millis;
    byDue.add(hot);
  }

  /** The one whose deadline may come first, if that is at or before a time. */
  @Nullable Hot firstDue(long millis) {
    if (byDue.isEmpty()) {
      return null;
    }
    Hot first = byDue.first();
    return first.dueMillis <= millis ? first : null;
  }

  Iterable<Hot> all() {
    return byText.values();
  }

  int size() {
    return byText.size();
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
