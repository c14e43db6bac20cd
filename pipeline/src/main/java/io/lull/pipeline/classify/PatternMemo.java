package io.lull.pipeline.classify;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What patterns found in texts of late. In a storm many devices say the same of an interface of the
 * same name, and a text is looked up sooner than it is searched.
 *
 * <p>A table of fixed size in which the newcomer takes the slot. Whether something was remembered
 * changes nothing but the time: it is charged to the {@link Budget} as if it were found anew, and
 * what overran it is not remembered. Entries are immutable, so threads may share it.
 */
final class PatternMemo {
  private static final int SLOTS = 4_096;

  /** Longer texts are rarely said twice, and would make the table large. */
  private static final int MAX_TEXT = 256;

  private record Entry(
      BoundedPattern pattern, String text, @Nullable Map<String, String> captured, int reads) {}

  private final @Nullable Entry[] entries = new Entry[SLOTS];

  /** As {@link BoundedPattern#find}. */
  boolean find(BoundedPattern pattern, String text, Budget budget, Map<String, String> captured) {
    if (text.length() > MAX_TEXT) {
      return pattern.find(text, budget, captured);
    }
    int hash = text.hashCode() * 31 + System.identityHashCode(pattern);
    int slot = (hash ^ hash >>> 12 ^ hash >>> 24) & SLOTS - 1;
    Entry entry = entries[slot];
    if (entry == null || entry.pattern != pattern || !entry.text.equals(text)) {
      Map<String, String> groups = new HashMap<>();
      int before = budget.left();
      boolean found = pattern.find(text, budget, groups);
      entry = new Entry(pattern, text, found ? groups : null, before - budget.left());
      entries[slot] = entry;
    } else {
      budget.charge(entry.reads);
    }
    if (entry.captured == null) {
      return false;
    }
    captured.putAll(entry.captured);
    return true;
  }
}
