package io.lull.pipeline.suppress;

import io.lull.pipeline.model.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rules that hold at one moment, found by whom they name. */
final class InForce {
  static final InForce NOTHING = new InForce();

  /** Between the two ends of a link, as in the causes of incidents. */
  private static final String LINK = "--";

  private final Map<Integer, List<Rule>> byNode = new HashMap<>();
  private final Map<String, List<Rule>> byName = new HashMap<>();
  private final Map<Long, List<Rule>> byLink = new HashMap<>();
  private final List<Rule> ofAny = new ArrayList<>();
  private boolean spreads;
  private boolean windows;
  private int unknown;

  private InForce() {}

  /** Cost: a look-up for each name in the rules. */
  static InForce of(List<Rule> rules, Topology topology) {
    if (rules.isEmpty()) {
      return NOTHING;
    }
    InForce force = new InForce();
    for (Rule rule : rules) {
      force.spreads |= rule.spread();
      force.windows |= rule.maintenance();
      if (rule.resources().isEmpty()) {
        force.ofAny.add(rule);
      }
      for (String name : rule.resources()) {
        force.add(rule, name, topology);
      }
    }
    return force;
  }

  private void add(Rule rule, String name, Topology topology) {
    int node = topology.find(name);
    if (node >= 0) {
      into(byNode, node, rule);
      return;
    }
    long link = link(name, topology);
    if (link >= 0) {
      into(byLink, link, rule);
      return;
    }
    unknown++;
    into(byName, plain(name), rule);
  }

  private static <K> void into(Map<K, List<Rule>> map, K key, Rule rule) {
    map.computeIfAbsent(key, k -> new ArrayList<>(1)).add(rule);
  }

  /** Ids may hold the separator themselves, so every place of it is tried. */
  private static long link(String name, Topology topology) {
    for (int at = name.indexOf(LINK); at >= 0; at = name.indexOf(LINK, at + 1)) {
      int one = topology.find(name.substring(0, at));
      int other = topology.find(name.substring(at + LINK.length()));
      if (one >= 0 && other >= 0) {
        return link(one, other);
      }
    }
    return -1;
  }

  private static long link(int one, int other) {
    return (long) Math.min(one, other) << Integer.SIZE | Math.max(one, other);
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  boolean isEmpty() {
    return this == NOTHING;
  }

  /** Whether any of them covers what depends on its CIs. */
  boolean spreads() {
    return spreads;
  }

  /** Whether any of them is a window. */
  boolean hasWindows() {
    return windows;
  }

  /** How many names in them no CI, or no single one, has. */
  int unknown() {
    return unknown;
  }

  /** Those that name no CI. */
  List<Rule> ofAny() {
    return ofAny;
  }

  /** Those that name the CI. */
  List<Rule> at(int node) {
    return byNode.getOrDefault(node, List.of());
  }

  /** Those that name something that is no CI of the topology by this name. */
  List<Rule> at(String name) {
    return byName.isEmpty() ? List.of() : byName.getOrDefault(plain(name), List.of());
  }

  /** Those that name the link between two CIs. */
  List<Rule> between(int one, int other) {
    return byLink.isEmpty() ? List.of() : byLink.getOrDefault(link(one, other), List.of());
  }
}
