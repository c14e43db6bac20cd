package io.lull.pipeline.reconcile;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All facts that hold, by key, by identifier, by CI, and by whom their relations refer to. */
final class FactIndex {
  /** A name or address that more facts have tells nothing apart. */
  static final int MAX_WEAK_CLAIMS = 128;

  private final NavigableMap<String, Entry> entries = new TreeMap<>();
  private final Map<String, NavigableSet<Entry>> claims = new HashMap<>();
  private final Map<String, NavigableSet<Entry>> referring = new HashMap<>();
  private final Map<String, NavigableSet<Entry>> members = new HashMap<>();

  int size() {
    return entries.size();
  }

  @Nullable Entry get(String key) {
    return entries.get(key);
  }

  /** Facts whose key begins so. */
  List<Entry> behind(String prefix) {
    return List.copyOf(entries.subMap(prefix, prefix + Character.MAX_VALUE).values());
  }

  /** Whether any of the facts is so whose key begins so. */
  boolean anyBehind(String prefix, Predicate<Entry> test) {
    return entries.subMap(prefix, prefix + Character.MAX_VALUE).values().stream().anyMatch(test);
  }

  /** Whether there are facts of a source. */
  boolean has(String source) {
    String first = entries.ceilingKey(source + ':');
    return first != null && first.startsWith(source + ':');
  }

  void add(Entry entry) {
    entries.put(entry.key, entry);
    entry.keys.forEach(key -> put(claims, key.index(), entry));
    references(entry).forEach(end -> put(referring, end, entry));
    if (!entry.ci.isEmpty()) {
      put(members, entry.ci, entry);
    }
  }

  void remove(Entry entry) {
    entries.remove(entry.key);
    entry.keys.forEach(key -> drop(claims, key.index(), entry));
    references(entry).forEach(end -> drop(referring, end, entry));
    if (!entry.ci.isEmpty()) {
      drop(members, entry.ci, entry);
    }
  }

  void assign(Entry entry, String ci) {
    if (!entry.ci.isEmpty()) {
      drop(members, entry.ci, entry);
    }
    entry.ci = ci;
    if (!ci.isEmpty()) {
      put(members, ci, entry);
    }
  }

  private static Collection<String> references(Entry entry) {
    TreeSet<String> ends = new TreeSet<>();
    for (Entry.Ends relation : entry.ends) {
      relation.from().forEach(key -> ends.add(key.index()));
      relation.to().forEach(key -> ends.add(key.index()));
    }
    return ends;
  }

  NavigableSet<Entry> members(String ci) {
    return members.getOrDefault(ci, Collections.emptyNavigableSet());
  }

  NavigableSet<Entry> claims(String index) {
    return claims.getOrDefault(index, Collections.emptyNavigableSet());
  }

  NavigableSet<Entry> referring(String index) {
    return referring.getOrDefault(index, Collections.emptyNavigableSet());
  }

  /** Whether so many facts have the identifier that it says nothing. */
  boolean isCommon(IdentityKey key) {
    return !key.kind().strong() && claims(key.index()).size() > MAX_WEAK_CLAIMS;
  }

  /**
   * All facts whose identity may depend on these: what is connected by identifiers and rules, and
   * what was one CI with any of it. Costs O(facts found and their identifiers).
   */
  NavigableSet<Entry> closure(Collection<Entry> start, IdentityRules rules) {
    NavigableSet<Entry> found = new TreeSet<>(start);
    Deque<Entry> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      Entry entry = open.remove();
      for (IdentityKey key : entry.keys) {
        if (!isCommon(key)) {
          reach(claims(key.index()), found, open);
        }
      }
      reach(members(entry.ci), found, open);
      for (String rule : rules.sides(entry).same()) {
        rules.ends(rule).forEach(end -> reach(named(end), found, open));
      }
    }
    return found;
  }

  private static void reach(Collection<Entry> more, NavigableSet<Entry> found, Deque<Entry> open) {
    for (Entry entry : more) {
      if (found.add(entry)) {
        open.add(entry);
      }
    }
  }

  /** The facts that the end of a rule names. */
  Collection<Entry> named(String end) {
    if (end.startsWith("fact|")) {
      Entry entry = entries.get(end.substring("fact|".length()));
      return entry == null ? List.of() : List.of(entry);
    }
    return claims(end);
  }

  private static void put(Map<String, NavigableSet<Entry>> index, String key, Entry entry) {
    index.computeIfAbsent(key, k -> new TreeSet<>()).add(entry);
  }

  private static void drop(Map<String, NavigableSet<Entry>> index, String key, Entry entry) {
    NavigableSet<Entry> set = index.get(key);
    if (set != null && set.remove(entry) && set.isEmpty()) {
      index.remove(key);
    }
  }
}
