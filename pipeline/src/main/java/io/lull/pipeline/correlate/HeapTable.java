package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One table on the heap that knows in what it differs from a slower store it was read from.
 *
 * <p>Idea: an entry of an alarm storm changes many times between two snapshots and is often gone
 * before the next one; the store is told of each entry at most once a snapshot, and never of those
 * that came and went in between. Cost: a hash access; the key once more for each that changed.
 */
final class HeapTable<K, V> implements Tables.Table<K, V> {

  /** Where entries are kept when nobody works with them. */
  interface Store<K, V> {
    void put(K key, V value);

    void remove(K key);
  }

  private static final class Entry<V> {
    /** Null once it was removed, for as long as the store does not know. */
    private @Nullable V value;

    /** Whether the store holds the key. */
    private boolean stored;

    /** Whether the store does not hold the value as it is. */
    private boolean changed;
  }

  private final SpreadMap<K, Entry<V>> entries = new SpreadMap<>();

  /** Keys whose entry changed, and some of entries that came and went. */
  private final List<K> changed = new ArrayList<>();

  private int size;

  @Override
  public @Nullable V get(K key) {
    Entry<V> entry = entries.get(key);
    return entry == null ? null : entry.value;
  }

  @Override
  public void put(K key, V value) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      entry = new Entry<>();
      entries.put(key, entry);
    }
    size += entry.value == null ? 1 : 0;
    entry.value = value;
    change(key, entry);
  }

  @Override
  public void remove(K key) {
    Entry<V> entry = entries.get(key);
    if (entry == null || entry.value == null) {
      return;
    }
    size--;
    entry.value = null;
    if (entry.stored) {
      change(key, entry);
    } else {
      entries.remove(key);
    }
  }

  private void change(K key, Entry<V> entry) {
    if (!entry.changed) {
      entry.changed = true;
      changed.add(key);
      if (changed.size() > 64 + 2 * entries.size()) {
        prune();
      }
    }
  }

  /** Forgets the keys of entries that came and went. Amortised, O(1) a change. */
  private void prune() {
    List<K> left = new ArrayList<>();
    forEachChanged((key, entry) -> left.add(key));
    left.forEach(key -> changedEntry(key).changed = true);
    changed.clear();
    changed.addAll(left);
  }

  private Entry<V> changedEntry(K key) {
    return Objects.requireNonNull(entries.get(key));
  }

  private interface Visitor<K, V> {
    void visit(K key, Entry<V> entry);
  }

  /** Visits each entry that changed once and takes the mark from it. */
  private void forEachChanged(Visitor<K, V> visitor) {
    for (K key : changed) {
      Entry<V> entry = entries.get(key);
      if (entry != null && entry.changed) {
        entry.changed = false;
        visitor.visit(key, entry);
      }
    }
  }

  /** Takes over an entry of the store. */
  void load(K key, V value) {
    Entry<V> entry = new Entry<>();
    entry.value = value;
    entry.stored = true;
    entries.put(key, entry);
    size++;
  }

  /** Makes the store hold what this table does. Values go on changing after that. */
  void save(Store<K, V> store) {
    forEachChanged(
        (key, entry) -> {
          if (entry.value == null) {
            store.remove(key);
            entries.remove(key);
          } else {
            store.put(key, entry.value);
            entry.stored = true;
          }
        });
    changed.clear();
  }

  int size() {
    return size;
  }

  /** Whether the store may hold something else. */
  boolean isChanged() {
    return !changed.isEmpty();
  }
}
