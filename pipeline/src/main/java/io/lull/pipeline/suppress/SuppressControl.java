package io.lull.pipeline.suppress;

import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this stage is told beside alarms; exactly one field is set.
 *
 * @param rule a window or a suppression, or a DELETE
 * @param topology a change of the topology
 */
public record SuppressControl(@Nullable ControlRecord rule, @Nullable TopologyChange topology) {

  /** From a control record. One that sets something else takes the id away from a rule. */
  static SuppressControl of(ControlRecord control) {
    if (control.getOp() == ChangeOp.DELETE || SuppressRules.isOne(control)) {
      return new SuppressControl(control, null);
    }
    ControlRecord delete =
        ControlRecord.newBuilder()
            .setId(control.getId())
            .setOp(ChangeOp.DELETE)
            .setTimeMillis(control.getTimeMillis())
            .build();
    return new SuppressControl(delete, null);
  }

  /** From a change of the topology; what this stage never looks at is left out, to save memory. */
  static SuppressControl of(TopologyChange change) {
    TopologyChange.Builder slim =
        TopologyChange.newBuilder().setOp(change.getOp()).setTimeMillis(change.getTimeMillis());
    if (change.getNode() != null) {
      slim.setNode(slim(change.getNode()));
    }
    if (change.getRelation() != null) {
      slim.setRelation(slim(change.getRelation()));
    }
    return new SuppressControl(null, slim.build());
  }

  private static Map<String, String> only(Map<String, String> attributes, List<String> keys) {
    Map<String, String> kept = new TreeMap<>(attributes);
    kept.keySet().retainAll(keys);
    return kept;
  }

  private static Node slim(Node node) {
    return Node.newBuilder()
        .setId(node.getId())
        .setType("")
        .setName(node.getName())
        .setAliases(node.getAliases())
        .setDomain(node.getDomain())
        .setAttributes(only(node.getAttributes(), List.of("required")))
        .build();
  }

  private static Relation slim(Relation relation) {
    return Relation.newBuilder()
        .setFrom(relation.getFrom())
        .setTo(relation.getTo())
        .setType(relation.getType())
        .setAttributes(
            only(relation.getAttributes(), List.of("fromInterface", "toInterface", "required")))
        .build();
  }

  /** Unique over both kinds. */
  String id() {
    if (rule != null) {
      return "rule " + rule.getId();
    }
    return topology == null ? "" : "topology " + Topology.idOf(topology);
  }

  boolean isDelete() {
    return rule != null
        ? rule.getOp() == ChangeOp.DELETE
        : topology != null && Topology.isDelete(topology);
  }
}
