package io.lull.pipeline.topology;

import io.lull.pipeline.model.BusyHours;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that impact and correlation reckon with. One that cannot be read is left out, and the
 * rest of the CI or relation holds: what is wrong with a share says nothing against the relation.
 */
final class AttributeCheck {
  private AttributeCheck() {}

  /** What is wrong, by attribute, sorted; empty for most. */
  static Map<String, String> problems(TopologyChange change) {
    Map<String, String> problems = new TreeMap<>();
    Node node = change.getNode();
    Relation relation = change.getRelation();
    Map<String, String> attributes =
        node != null
            ? node.getAttributes()
            : relation != null ? relation.getAttributes() : Map.of();
    note(problems, "required", required(attributes.get("required")));
    if (node != null) {
      note(problems, "revenueShare", share(attributes.get("revenueShare")));
      String hours = attributes.get("busyHours");
      note(problems, "busyHours", hours == null ? null : BusyHours.problem(hours));
    } else {
      note(problems, "share", share(attributes.get("share")));
      note(problems, "split", split(attributes.get("split")));
    }
    return problems;
  }

  private static void note(
      Map<String, String> problems, String attribute, @Nullable String problem) {
    if (problem != null) {
      problems.put(attribute, "attribute " + attribute + " is " + problem);
    }
  }

  /** The change without these attributes. */
  static TopologyChange without(TopologyChange change, Iterable<String> attributes) {
    TopologyChange.Builder copy = TopologyChange.newBuilder(change);
    Map<String, String> left =
        new TreeMap<>(
            change.getNode() != null
                ? change.getNode().getAttributes()
                : change.getRelation().getAttributes());
    attributes.forEach(left::remove);
    return change.getNode() != null
        ? copy.setNode(Node.newBuilder(change.getNode()).setAttributes(left).build()).build()
        : copy.setRelation(Relation.newBuilder(change.getRelation()).setAttributes(left).build())
            .build();
  }

  private static @Nullable String share(@Nullable String value) {
    try {
      double share = value == null ? 1 : Double.parseDouble(value);
      if (share >= 0 && share <= 1) {
        return null;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    return "'" + value + "', expected a number from 0 to 1";
  }

  private static @Nullable String required(@Nullable String value) {
    try {
      if (value == null || Integer.parseInt(value) >= 1) {
        return null;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    return "'" + value + "', expected a whole number from 1";
  }

  private static @Nullable String split(@Nullable String value) {
    return value == null || !value.isBlank()
        ? null
        : "empty, expected the name that alternatives have in common";
  }
}
