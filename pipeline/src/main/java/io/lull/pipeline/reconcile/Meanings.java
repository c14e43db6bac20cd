package io.lull.pipeline.reconcile;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;

/** What identifiers meant before a change; relations to what means the same stay as they are. */
final class Meanings {
  private final FactIndex index;
  private final Map<String, List<String>> before = new TreeMap<>();

  Meanings(FactIndex index) {
    this.index = index;
  }

  void note(IdentityKey key) {
    before.computeIfAbsent(key.index(), end -> Claims.meanings(index, key));
  }

  /** Those that mean something else now. */
  List<String> changed(NavigableSet<Entry> affected) {
    Map<String, List<String>> after = new TreeMap<>();
    affected.forEach(
        entry ->
            entry.keys.forEach(
                key -> after.computeIfAbsent(key.index(), end -> Claims.meanings(index, key))));
    return before.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(after.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }
}
