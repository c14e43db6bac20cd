package io.lull.pipeline.model;

import io.lull.schema.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * From canonical names to CIs. A name has a rank in each CI that has it: an id goes before an
 * alias, an alias before a display name. Of the CIs with the best rank there must be one only.
 */
final class NameIndex {
  private static final int ID = 0;
  private static final int ALIAS = 1;
  private static final int NAME = 2;

  private record Entry(Node node, int rank) {}

  // By canonical name, then by node id; a map of one is the rule.
  private final Map<String, Map<String, Entry>> entries = new HashMap<>();

  void add(Node node) {
    ranks(node)
        .forEach(
            (name, rank) ->
                entries
                    .computeIfAbsent(name, k -> new TreeMap<>())
                    .put(node.getId(), new Entry(node, rank)));
  }

  void remove(Node node) {
    for (String name : ranks(node).keySet()) {
      Map<String, Entry> byNode = entries.get(name);
      if (byNode != null && byNode.remove(node.getId()) != null && byNode.isEmpty()) {
        entries.remove(name);
      }
    }
  }

  Topology.Match find(String canonical) {
    Map<String, Entry> byNode = entries.get(canonical);
    if (byNode == null) {
      return Topology.Match.NONE;
    }
    int best = byNode.values().stream().mapToInt(Entry::rank).min().orElseThrow();
    Entry only = null;
    for (Entry entry : byNode.values()) {
      if (entry.rank() == best) {
        if (only != null) {
          return Topology.Match.AMBIGUOUS;
        }
        only = entry;
      }
    }
    return only == null ? Topology.Match.NONE : new Topology.Match(only.node(), false);
  }

  private static Map<String, Integer> ranks(Node node) {
    Map<String, Integer> ranks = new HashMap<>();
    ranks.merge(Names.canonical(node.getName()), NAME, Math::min);
    node.getAliases().forEach(alias -> ranks.merge(Names.canonical(alias), ALIAS, Math::min));
    ranks.merge(Names.canonical(node.getId()), ID, Math::min);
    ranks.remove("");
    return ranks;
  }
}
