package io.lull.pipeline.model;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a topology shall show, in the fewest words; every question looks at everything. */
final class NaiveTopology {
  final Map<String, Node> nodes = new TreeMap<>();
  final Map<String, Relation> relations = new TreeMap<>();

  void apply(TopologyChange change) {
    Node node = change.getNode();
    Relation relation = change.getRelation();
    if (node != null) {
      nodes.remove(node.getId());
      if (Topology.isDelete(change)) {
        relations.values().removeIf(r -> r.getFrom().equals(node.getId()));
        relations.values().removeIf(r -> r.getTo().equals(node.getId()));
      } else {
        nodes.put(node.getId(), node);
      }
    } else if (Topology.isDelete(change)) {
      relations
          .keySet()
          .removeAll(RelationIds.deleted(new TreeSet<>(relations.keySet()), relation));
    } else {
      relations.put(RelationIds.of(relation), relation);
    }
  }

  List<Relation> relations(Predicate<Relation> which) {
    return relations.values().stream().filter(this::isComplete).filter(which).toList();
  }

  boolean isComplete(Relation relation) {
    return nodes.containsKey(relation.getFrom()) && nodes.containsKey(relation.getTo());
  }

  SortedSet<String> neighbours(String id) {
    SortedSet<String> neighbours = new TreeSet<>();
    relations(r -> r.getFrom().equals(id)).forEach(r -> neighbours.add(r.getTo()));
    relations(r -> r.getTo().equals(id)).forEach(r -> neighbours.add(r.getFrom()));
    neighbours.remove(id);
    return neighbours;
  }

  /** The id of the only CI with the name at the best rank; "several" or null. */
  @Nullable String find(String canonical) {
    for (Predicate<Node> rank :
        List.<Predicate<Node>>of(
            n -> isName(n.getId(), canonical),
            n -> n.getAliases().stream().anyMatch(a -> isName(a, canonical)),
            n -> isName(n.getName(), canonical))) {
      Collection<Node> found = nodes.values().stream().filter(rank).toList();
      if (!found.isEmpty()) {
        return found.size() > 1 ? "several" : found.iterator().next().getId();
      }
    }
    return null;
  }

  private static boolean isName(String name, String canonical) {
    return !canonical.isEmpty() && Names.canonical(name).equals(canonical);
  }
}
