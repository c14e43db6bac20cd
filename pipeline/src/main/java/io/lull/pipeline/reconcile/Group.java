package io.lull.pipeline.reconcile;

import io.lull.pipeline.reconcile.IdentityRules.Sides;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Facts that are one CI so far, and all that speaks against adding others. */
final class Group {
  final TreeSet<Entry> members = new TreeSet<>();
  private final Map<String, String> unique = new HashMap<>();
  private final Map<String, String> subjects = new HashMap<>();
  private final Set<String> domainNames = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> kinds = new HashSet<>();
  private final Sides sides;

  Group(Entry entry, Sides sides) {
    members.add(entry);
    this.sides = sides;
    if (entry.isLive() && ReconcileOptions.isInventory(entry.source())) {
      subjects.put(entry.source(), entry.key);
    }
    for (IdentityKey key : entry.keys) {
      if (key.kind().unique() && entry.isLive()) {
        unique.put(key.kind() + "|" + key.scope(), key.value());
      }
      if (key.kind() == Kind.FQDN) {
        domainNames.add(key.value());
      }
      if (key.kind() == Kind.NAME) {
        names.add(key.value());
      }
    }
    String kind = kindOf(entry.fact.getType());
    if (!kind.isEmpty()) {
      kinds.add(kind);
    }
  }

  /** What must agree of two types for a name or an address to make them one. */
  private static String kindOf(String type) {
    return switch (type) {
      case "", "UNKNOWN" -> "";
      case "HOST", "VM", "SERVER", "NODE" -> "COMPUTE";
      case "SWITCH", "ROUTER", "FIREWALL", "LOAD_BALANCER", "ACCESS_POINT" -> "NETWORK";
      default -> type;
    };
  }

  boolean isGhost() {
    return members.stream().noneMatch(Entry::isLive);
  }

  /** Whether nothing speaks against the two being one CI because of an identifier of this kind. */
  boolean fits(Group other, Kind kind) {
    if (sides.forbid(other.sides) || disagree(unique, other.unique)) {
      return false;
    }
    if (kind.strong()) {
      return true;
    }
    boolean apart = disagree(subjects, other.subjects) && kind != Kind.SELECTOR;
    if (apart || kind == Kind.SELECTOR) {
      return !apart;
    }
    if (kind != Kind.MAC && kind != Kind.FQDN && !kindsAgree(other)) {
      return false;
    }
    return switch (kind) {
      case NAME -> shareOrLack(domainNames, other.domainNames);
      case IP -> shareOrLack(names, other.names);
      default -> true;
    };
  }

  private boolean kindsAgree(Group other) {
    return shareOrLack(kinds, other.kinds);
  }

  private static boolean shareOrLack(Set<String> a, Set<String> b) {
    return a.isEmpty() || b.isEmpty() || !Collections.disjoint(a, b);
  }

  private static boolean disagree(Map<String, String> a, Map<String, String> b) {
    Map<String, String> few = a.size() <= b.size() ? a : b;
    Map<String, String> many = a.size() <= b.size() ? b : a;
    for (Map.Entry<String, String> entry : few.entrySet()) {
      String value = many.get(entry.getKey());
      if (value != null && !value.equals(entry.getValue())) {
        return true;
      }
    }
    return false;
  }

  void takeIn(Group other) {
    members.addAll(other.members);
    unique.putAll(other.unique);
    other.subjects.forEach(subjects::putIfAbsent);
    domainNames.addAll(other.domainNames);
    names.addAll(other.names);
    kinds.addAll(other.kinds);
    sides.takeIn(other.sides);
  }
}
