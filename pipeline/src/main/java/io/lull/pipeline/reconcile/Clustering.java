package io.lull.pipeline.reconcile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Parts facts into CIs: constrained single linkage, the strongest identifiers first. What shares an
 * identifier is one CI unless something speaks against it ({@link Group#fits}): another value of an
 * identifier of which a CI has one, a person, and for names and addresses also that one inventory
 * lists both, that their types differ, or that better names differ.
 *
 * <p>Of those that claim a weak identifier (a name, an address) the one with the best right to it
 * ({@link Claims}) takes in what fits. One fact with a wrong address so stays where its name is.
 *
 * <p>A function of the set of facts and their ages, not of the order in which they came. Cost: O(k
 * log k) for k identifiers of the facts given.
 */
final class Clustering {
  /**
   * An identifier that cannot mean all that have it.
   *
   * @param claims facts that have it
   */
  record Conflict(IdentityKey key, List<Entry> claims) {
    /** The identifier as the fact has it: in its scope. */
    IdentityKey keyOf(Entry entry) {
      return entry.keys.stream()
          .filter(own -> own.index().equals(key.index()))
          .findFirst()
          .orElse(key);
    }
  }

  private final FactIndex index;
  private final NavigableSet<Entry> entries;
  private final IdentityRules rules;
  private final Map<Entry, Group> groupOf = new HashMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  Clustering(FactIndex index, NavigableSet<Entry> entries, IdentityRules rules) {
    this.index = index;
    this.entries = entries;
    this.rules = rules;
  }

  /** The facts of each CI, those of the first fact first. */
  List<NavigableSet<Entry>> run() {
    Map<Kind, Map<String, List<IdentityKey>>> levels = new TreeMap<>();
    for (Entry entry : entries) {
      if (entry.keys.isEmpty()) {
        continue;
      }
      groupOf.put(entry, new Group(entry, rules.sides(entry)));
      for (IdentityKey key : entry.keys) {
        levels
            .computeIfAbsent(key.kind(), k -> new TreeMap<>())
            .computeIfAbsent(key.index(), k -> new ArrayList<>())
            .add(key);
      }
    }
    joinByRules();
    levels.forEach((kind, keys) -> keys.values().forEach(same -> join(kind, same)));
    Set<Group> groups = new LinkedHashSet<>();
    for (Entry entry : entries) {
      if (!entry.keys.isEmpty()) {
        groups.add(group(entry));
      }
    }
    return groups.stream().map(group -> (NavigableSet<Entry>) group.members).toList();
  }

  List<Conflict> conflicts() {
    return conflicts;
  }

  private Group group(Entry entry) {
    return Objects.requireNonNull(groupOf.get(entry), entry.key);
  }

  private void joinByRules() {
    Map<String, List<Entry>> sides = new TreeMap<>();
    for (Entry entry : groupOf.keySet().stream().sorted().toList()) {
      rules
          .sides(entry)
          .same()
          .forEach(rule -> sides.computeIfAbsent(rule, r -> new ArrayList<>()).add(entry));
    }
    for (List<Entry> same : sides.values()) {
      same.forEach(entry -> unite(group(same.get(0)), group(entry)));
    }
  }

  private void unite(Group a, Group b) {
    if (a == b) {
      return;
    }
    Group large = a.members.size() >= b.members.size() ? a : b;
    Group small = large == a ? b : a;
    large.takeIn(small);
    small.members.forEach(entry -> groupOf.put(entry, large));
  }

  private void join(Kind kind, List<IdentityKey> keys) {
    IdentityKey any = keys.get(0);
    if (keys.size() < 2 || index.isCommon(any)) {
      return;
    }
    List<Entry> claims = Claims.valid(index.claims(any.index()), kind);
    Map<String, List<Entry>> byScope = byScope(claims, any.index());
    List<Entry> unscoped = byScope.getOrDefault("", List.of());
    byScope.remove("");
    byScope.values().forEach(scoped -> joinClaims(kind, any, scoped));
    Set<Group> owners = new LinkedHashSet<>();
    byScope.values().forEach(scoped -> owners.add(ranked(scoped).get(0)));
    if (owners.size() <= 1) {
      // What does not say its scope means the one there is.
      List<Entry> all = new ArrayList<>(unscoped);
      byScope.values().forEach(all::addAll);
      joinClaims(kind, any, all);
    } else if (!unscoped.isEmpty()) {
      conflicts.add(new Conflict(any, claims));
    }
  }

  private static Map<String, List<Entry>> byScope(List<Entry> claims, String index) {
    Map<String, List<Entry>> byScope = new TreeMap<>();
    for (Entry entry : claims) {
      for (IdentityKey key : entry.keys) {
        if (key.index().equals(index)) {
          byScope.computeIfAbsent(key.scope(), s -> new ArrayList<>()).add(entry);
          break;
        }
      }
    }
    return byScope;
  }

  /** The groups of these facts, the one with the best right first. */
  private List<Group> ranked(Collection<Entry> claims) {
    Map<Group, List<Entry>> byGroup = new HashMap<>();
    for (Entry entry : new TreeSet<>(claims)) {
      byGroup.computeIfAbsent(group(entry), g -> new ArrayList<>()).add(entry);
    }
    Map<Group, Claims.Weight> weights = new HashMap<>();
    byGroup.forEach((group, own) -> weights.put(group, Claims.weight(own)));
    return byGroup.keySet().stream()
        .sorted(
            Comparator.<Group, Claims.Weight>comparing(
                    group -> Objects.requireNonNull(weights.get(group)))
                .reversed()
                .thenComparing(group -> group.members.first()))
        .toList();
  }

  private void joinClaims(Kind kind, IdentityKey key, List<Entry> claims) {
    if (claims.size() < 2) {
      return;
    }
    List<Group> leaders = new ArrayList<>();
    boolean contested = false;
    for (Group group : ranked(claims)) {
      Group leader = null;
      for (Group candidate : leaders) {
        if (candidate.fits(group, kind)) {
          leader = candidate;
          break;
        }
        contested |= !candidate.isGhost() && !group.isGhost();
        if (!kind.strong()) {
          break; // Only who has the best right to a name or an address is meant by it.
        }
      }
      if (leader == null) {
        leaders.add(group);
      } else {
        Group before = leader;
        unite(before, group);
        leaders.set(leaders.indexOf(before), group(before.members.first()));
      }
    }
    if (contested) {
      conflicts.add(new Conflict(key, claims));
    }
  }
}
