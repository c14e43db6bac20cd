package io.lull.connector.files;

import io.lull.schema.ChangeOp;
import io.lull.schema.Classification;
import io.lull.schema.ControlRecord;
import io.lull.schema.Feedback;
import io.lull.schema.MaintenanceWindow;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.Runbook;
import io.lull.schema.Suppression;
import io.lull.schema.Threshold;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Set;

/**
 * Lines of {@code topology.jsonl} and {@code control.jsonl}, as docs/replay.md gives them. (Those
 * of {@code events.jsonl} are the format {@code json} of connector.format.)
 *
 * <p>A field that is not known is an error: a misspelt one would silently change what the line
 * means.
 */
public final class JsonLines {
  private static final Set<String> TOPOLOGY = Set.of("time", "op", "node", "relation", "source");
  private static final Set<String> NODE =
      Set.of("id", "type", "name", "aliases", "attributes", "domain");
  private static final Set<String> RELATION = Set.of("from", "to", "type", "attributes");
  private static final List<String> BODIES =
      List.of(
          "classification",
          "threshold",
          "maintenanceWindow",
          "suppression",
          "runbook",
          "feedback",
          "topology");
  private static final Set<String> CONTROL =
      Set.of(
          "id",
          "op",
          "time",
          "classification",
          "threshold",
          "maintenanceWindow",
          "suppression",
          "runbook",
          "feedback",
          "topology");

  private JsonLines() {}

  /** A line of {@code topology.jsonl}. */
  public static TopologyChange topology(String line) throws BadLineException {
    return topology(JsonFields.parse(line), "file");
  }

  private static TopologyChange topology(JsonFields fields, String source) throws BadLineException {
    fields.allowOnly(TOPOLOGY);
    if (fields.has("node") == fields.has("relation")) {
      throw new BadLineException("expected either 'node' or 'relation'");
    }
    ChangeOp op = op(fields);
    TopologyChange change = new TopologyChange();
    change.setTimeMillis(fields.optionalTime("time"));
    change.setOp(op);
    change.setSource(fields.textOr("source", source));
    if (fields.has("node")) {
      change.setNode(node(fields.child("node"), op));
    } else {
      change.setRelation(relation(fields.child("relation")));
    }
    return change;
  }

  private static Node node(JsonFields fields, ChangeOp op) throws BadLineException {
    fields.allowOnly(NODE);
    String type = op == ChangeOp.DELETE ? fields.textOr("type", "") : fields.text("type");
    return new Node(
        fields.text("id"),
        type,
        fields.textOr("name", ""),
        fields.texts("aliases"),
        fields.optionalText("domain"),
        fields.map("attributes"));
  }

  private static Relation relation(JsonFields fields) throws BadLineException {
    fields.allowOnly(RELATION);
    return new Relation(
        fields.text("from"), fields.text("to"), fields.text("type"), fields.map("attributes"));
  }

  private static ChangeOp op(JsonFields fields) throws BadLineException {
    ChangeOp op = fields.optionalSymbol("op", ChangeOp.class);
    return op == null ? ChangeOp.UPSERT : op;
  }

  /** A line of {@code control.jsonl}. */
  public static ControlRecord control(String line) throws BadLineException {
    JsonFields fields = JsonFields.parse(line);
    fields.allowOnly(CONTROL);
    ControlRecord control = new ControlRecord();
    control.setId(fields.text("id"));
    control.setOp(op(fields));
    control.setTimeMillis(fields.optionalTime("time"));
    List<String> bodies = BODIES.stream().filter(fields::has).toList();
    if (control.getOp() == ChangeOp.DELETE) {
      return control;
    }
    if (bodies.size() != 1) {
      throw new BadLineException(
          "expected exactly one of " + String.join(", ", BODIES) + ", found " + bodies.size());
    }
    control.setBody(body(bodies.get(0), fields.child(bodies.get(0))));
    return control;
  }

  private static Object body(String name, JsonFields fields) throws BadLineException {
    return switch (name) {
      case "classification" -> new Classification(yaml(fields));
      case "threshold" -> new Threshold(yaml(fields));
      case "runbook" -> new Runbook(yaml(fields));
      case "maintenanceWindow" -> maintenance(fields);
      case "suppression" -> suppression(fields);
      case "feedback" -> feedback(fields);
      default -> topology(fields, "control");
    };
  }

  private static String yaml(JsonFields fields) throws BadLineException {
    fields.allowOnly(Set.of("yaml"));
    return fields.text("yaml");
  }

  private static MaintenanceWindow maintenance(JsonFields fields) throws BadLineException {
    fields.allowOnly(Set.of("resources", "from", "to", "reason", "spread"));
    MaintenanceWindow window =
        new MaintenanceWindow(
            fields.texts("resources"),
            fields.time("from"),
            fields.time("to"),
            fields.textOr("reason", ""),
            fields.flag("spread", true));
    if (window.getResources().isEmpty()) {
      throw new BadLineException("field 'maintenanceWindow.resources': expected at least one CI");
    }
    if (window.getToMillis() <= window.getFromMillis()) {
      throw new BadLineException("field 'maintenanceWindow.to': expected a time after 'from'");
    }
    return window;
  }

  private static Suppression suppression(JsonFields fields) throws BadLineException {
    fields.allowOnly(Set.of("resource", "type", "until", "reason"));
    return new Suppression(
        fields.optionalText("resource"),
        fields.optionalText("type"),
        fields.optionalTime("until"),
        fields.textOr("reason", ""));
  }

  private static Feedback feedback(JsonFields fields) throws BadLineException {
    fields.allowOnly(Set.of("incident", "verdict", "cause", "author", "domain"));
    String verdict = fields.text("verdict");
    return new Feedback(
        verdict.equals("FORGET") ? fields.textOr("incident", "") : fields.text("incident"),
        verdict,
        fields.optionalText("cause"),
        fields.textOr("author", ""),
        fields.optionalText("domain"));
  }
}
