package io.lull.connector.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes of the topology as lines that {@link JsonLines#topology} reads. Attributes are sorted, so
 * that equal changes are equal lines.
 */
public final class TopologyJson {
  private static final JsonFactory JSON = new JsonFactory();

  private TopologyJson() {}

  /** One line, without its end. */
  public static String line(TopologyChange change) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      if (change.getTimeMillis() != null) {
        json.writeStringField("time", IsoTime.format(change.getTimeMillis()));
      }
      json.writeStringField("op", change.getOp().name());
      if (change.getNode() != null) {
        node(json, change.getNode(), change.getOp());
      }
      if (change.getRelation() != null) {
        relation(json, change.getRelation());
      }
      // What a line without a source is read as.
      if (!change.getSource().equals("file")) {
        json.writeStringField("source", change.getSource());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Attributes as one JSON object; empty if there are none. */
  public static String attributes(Map<String, String> attributes) {
    if (attributes.isEmpty()) {
      return "";
    }
    StringWriter text = new StringWriter(64);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> entry : new TreeMap<>(attributes).entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void node(JsonGenerator json, Node node, ChangeOp op) throws IOException {
    json.writeObjectFieldStart("node");
    json.writeStringField("id", node.getId());
    if (op == ChangeOp.UPSERT || !node.getType().isEmpty()) {
      json.writeStringField("type", node.getType());
    }
    if (!node.getName().isEmpty()) {
      json.writeStringField("name", node.getName());
    }
    if (!node.getAliases().isEmpty()) {
      json.writeArrayFieldStart("aliases");
      for (String alias : node.getAliases()) {
        json.writeString(alias);
      }
      json.writeEndArray();
    }
    if (node.getDomain() != null) {
      json.writeStringField("domain", node.getDomain());
    }
    attributes(json, node.getAttributes());
    json.writeEndObject();
  }

  private static void relation(JsonGenerator json, Relation relation) throws IOException {
    json.writeObjectFieldStart("relation");
    json.writeStringField("from", relation.getFrom());
    json.writeStringField("to", relation.getTo());
    json.writeStringField("type", relation.getType());
    attributes(json, relation.getAttributes());
    json.writeEndObject();
  }

  private static void attributes(JsonGenerator json, Map<String, String> attributes)
      throws IOException {
    if (attributes.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("attributes");
    for (Map.Entry<String, String> entry : new TreeMap<>(attributes).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }
}
