package io.lull.pipeline.correlate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One table on the heap that knows in what it differs from a slower store it was read from.
 *
 * <p>Idea: an entry of an alarm storm changes many times between two snapshots and is often gone
 * before the next one; the store is told of each entry at most once a snapshot, and never of those
 * that came and went in between. Cost: a hash access; an entry more for each that changed.
 */
final class HeapTable<K, V> implements Tables.Table<K, V> {

  /** Where entries are kept when nobody works with them. */
  interface Store<K, V> {
    void put(K key, V value);

    void remove(K key);
  }

  private final Map<K, V> entries = new HashMap<>();

  /** Keys that the store holds. */
  private final Set<K> stored = new HashSet<>();

  /** Keys whose entry the store does not hold as it is: new, changed or removed. */
  private final Set<K> changed = new HashSet<>();

  @Override
  public @Nullable V get(K key) {
    return entries.get(key);
  }

  @Override
  public void put(K key, V value) {
    entries.put(key, value);
    changed.add(key);
  }

  @Override
  public void remove(K key) {
    entries.remove(key);
    if (stored.contains(key)) {
      changed.add(key);
    } else {
      changed.remove(key);
    }
  }

  /** Takes over an entry of the store. */
  void load(K key, V value) {
    entries.put(key, value);
    stored.add(key);
  }

  /** Makes the store hold what this table does. Values go on changing after that. */
  void save(Store<K, V> store) {
    for (K key : changed) {
      V value = entries.get(key);
      if (value == null) {
        store.remove(key);
        stored.remove(key);
      } else {
        store.put(key, value);
        stored.add(key);
      }
    }
    changed.clear();
  }

  int size() {
    return entries.size();
  }

  /** Whether the store holds something else. */
  boolean isChanged() {
    return !changed.isEmpty();
  }
}
