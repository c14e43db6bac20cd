package io.lull.pipeline.topology;

import io.lull.pipeline.model.RelationIds;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be said against a change without looking at the rest of the graph. */
final class ChangeCheck {
  private ChangeCheck() {}

  /** The reason to refuse the change; null if there is none. */
  static @Nullable String problem(TopologyChange change) {
    Node node = change.getNode();
    Relation relation = change.getRelation();
    if ((node == null) == (relation == null)) {
      return "a change is about exactly one of 'node' and 'relation', this one about "
          + (node == null ? "none" : "both");
    }
    return node != null
        ? problemOf("node.id", node.getId())
        : problemOf(relation, Topology.isDelete(change));
  }

  private static @Nullable String problemOf(Relation relation, boolean delete) {
    String problem = problemOf("relation.from", relation.getFrom());
    if (problem == null) {
      problem = problemOf("relation.to", relation.getTo());
    }
    if (problem == null) {
      problem = problemOf("relation.type", relation.getType());
    }
    if (problem == null && RelationIds.hasInterfaces(relation)) {
      problem = interfaces(relation);
    }
    if (problem != null || delete) {
      return problem;
    }
    return relation.getFrom().equals(relation.getTo())
        ? "relation from '" + relation.getFrom() + "' to itself"
        : null;
  }

  /** Ids of relations are made of these parts, joined by '|'. */
  private static @Nullable String problemOf(String field, String value) {
    if (value.isBlank()) {
      return field + " is empty";
    }
    return value.indexOf('|') >= 0 ? field + " '" + value + "' must not contain '|'" : null;
  }

  private static @Nullable String interfaces(Relation relation) {
    for (String attribute : List.of("fromInterface", "toInterface")) {
      String problem =
          problemOf("attribute " + attribute, relation.getAttributes().getOrDefault(attribute, ""));
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }
}
