package io.lull.pipeline.reconcile;

import io.lull.schema.FactRelation;
import io.lull.schema.Identifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people say of identity: SAME_AS and DISTINCT_FROM, relations that are not told but obeyed.
 * An end is any identifier of a CI, or a fact as {@code source:subject}.
 */
final class IdentityRules {
  static final String SAME = "SAME_AS";
  static final String DISTINCT = "DISTINCT_FROM";

  private record Rule(String id, boolean distinct, Set<String> from, Set<String> to) {}

  private final Map<String, Rule> rules = new TreeMap<>();
  private final Map<String, TreeSet<String>> byEnd = new HashMap<>();

  static boolean isRule(FactRelation relation) {
    return relation.getType().equals(SAME) || relation.getType().equals(DISTINCT);
  }

  void add(String id, FactRelation relation) {
    Rule rule =
        new Rule(
            id,
            relation.getType().equals(DISTINCT),
            ends(relation.getFrom()),
            ends(relation.getTo()));
    rules.put(id, rule);
    ends(rule).forEach(end -> byEnd.computeIfAbsent(end, e -> new TreeSet<>()).add(id));
  }

  void remove(String id) {
    Rule rule = rules.remove(id);
    if (rule != null) {
      for (String end : ends(rule)) {
        TreeSet<String> ids = byEnd.get(end);
        if (ids != null && ids.remove(id) && ids.isEmpty()) {
          byEnd.remove(end);
        }
      }
    }
  }

  /** Everything under which a rule's ends may be found. */
  Set<String> ends(String id) {
    Rule rule = rules.get(id);
    return rule == null ? Set.of() : ends(rule);
  }

  private static Set<String> ends(Rule rule) {
    Set<String> ends = new TreeSet<>(rule.from());
    ends.addAll(rule.to());
    return ends;
  }

  private static Set<String> ends(List<Identifier> identifiers) {
    Set<String> ends = new TreeSet<>();
    for (Identifier identifier : identifiers) {
      ends.add(factEnd(identifier.getValue()));
      IdentityKey.meant(identifier.getValue(), identifier.getScope())
          .forEach(key -> ends.add(key.index()));
    }
    return ends;
  }

  static String factEnd(String key) {
    return "fact|" + key;
  }

  /** Which sides of which rules a fact is on. */
  Sides sides(Entry entry) {
    Sides sides = new Sides();
    if (rules.isEmpty()) {
      return sides;
    }
    Set<String> mine = new HashSet<>();
    mine.add(factEnd(entry.key));
    entry.keys.forEach(key -> mine.add(key.index()));
    for (String end : mine) {
      for (String id : byEnd.getOrDefault(end, new TreeSet<>())) {
        Rule rule = rules.get(id);
        if (rule != null) {
          add(rule, mine, sides);
        }
      }
    }
    return sides;
  }

  /**
   * A fact that a rule names by its own name is on that side, whatever it shares with the other.
   */
  private static void add(Rule rule, Set<String> mine, Sides sides) {
    boolean from = rule.from().stream().anyMatch(mine::contains);
    boolean to = rule.to().stream().anyMatch(mine::contains);
    if (from && to) {
      from = rule.from().stream().anyMatch(end -> end.startsWith("fact|") && mine.contains(end));
      to = rule.to().stream().anyMatch(end -> end.startsWith("fact|") && mine.contains(end));
    }
    if (from != to) {
      sides.add(rule.id(), rule.distinct(), from);
    }
  }

  /** Rules that a group of facts is on a side of. */
  static final class Sides {
    private final Map<String, Boolean> distinct = new HashMap<>();
    private final Set<String> same = new TreeSet<>();

    private void add(String rule, boolean apart, boolean from) {
      if (apart) {
        distinct.put(rule, from);
      } else {
        same.add(rule);
      }
    }

    boolean forbid(Sides other) {
      for (Map.Entry<String, Boolean> side : distinct.entrySet()) {
        Boolean others = other.distinct.get(side.getKey());
        if (others != null && !others.equals(side.getValue())) {
          return true;
        }
      }
      return false;
    }

    Set<String> same() {
      return same;
    }

    void takeIn(Sides other) {
      other.distinct.forEach(distinct::putIfAbsent);
      same.addAll(other.same);
    }
  }
}
