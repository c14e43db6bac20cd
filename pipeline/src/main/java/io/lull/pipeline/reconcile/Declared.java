package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.RelationIds;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import io.lull.schema.Identifier;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people declare, in topology files and control records, as facts of the most trusted source.
 */
public final class Declared {
  static final String NODE = "node/";
  static final String RELATION = "relation/";

  private Declared() {}

  /** The fact that a change is. */
  public static Fact fact(TopologyChange change) {
    Node node = change.getNode();
    Relation relation = change.getRelation();
    if (node != null) {
      return ofNode(change, node);
    }
    return relation != null ? ofRelation(change, relation) : empty(change, "nothing");
  }

  private static Fact empty(TopologyChange change, String subject) {
    return new Fact(
        ReconcileOptions.DECLARED,
        subject,
        change.getTimeMillis(),
        change.getOp(),
        "",
        "",
        List.of(),
        Map.of(),
        List.of(),
        null,
        null);
  }

  private static Fact ofNode(TopologyChange change, Node node) {
    Fact fact = empty(change, NODE + node.getId());
    if (change.getOp() == ChangeOp.DELETE) {
      return fact;
    }
    List<Identifier> identifiers = new ArrayList<>();
    identifiers.add(new Identifier(Kind.ID.name(), node.getId(), ""));
    identifiers.add(new Identifier(Kind.NAME.name(), node.getId(), ""));
    if (!node.getName().isBlank()) {
      identifiers.add(new Identifier(Kind.NAME.name(), node.getName(), ""));
    }
    node.getAliases()
        .forEach(alias -> identifiers.add(new Identifier(Kind.NAME.name(), alias, "")));
    Map<String, String> attributes = new TreeMap<>(node.getAttributes());
    if (node.getDomain() != null) {
      attributes.putIfAbsent("domain", node.getDomain());
    }
    fact.setType(node.getType());
    fact.setName(node.getName());
    fact.setIdentifiers(identifiers);
    fact.setAttributes(attributes);
    return fact;
  }

  private static Fact ofRelation(TopologyChange change, Relation relation) {
    Fact fact = empty(change, RELATION + RelationIds.of(relation));
    if (change.getOp() == ChangeOp.UPSERT) {
      fact.setRelations(
          List.of(
              new FactRelation(
                  relation.getType(),
                  end(relation.getFrom()),
                  end(relation.getTo()),
                  new TreeMap<>(relation.getAttributes()))));
    }
    return fact;
  }

  /** By id, or else by any name: what is discovered has names that people know. */
  private static List<Identifier> end(String id) {
    return List.of(
        new Identifier(Kind.ID.name(), id, ""), new Identifier(Kind.NAME.name(), id, ""));
  }
}
