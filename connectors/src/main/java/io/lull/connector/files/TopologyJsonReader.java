package io.lull.connector.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines that {@link TopologyJson} wrote, in one pass and without a tree: a third of the
 * garbage of {@link JsonLines#topology}, which is for lines that people and other programs write.
 */
public final class TopologyJsonReader {
  private static final JsonFactory JSON = new JsonFactory();

  private TopologyJsonReader() {}

  /**
   * The change of a line.
   *
   * @throws BadLineException if {@link TopologyJson} did not write it
   */
  public static TopologyChange read(String line) throws BadLineException {
    try (JsonParser json = JSON.createParser(line)) {
      TopologyChange change = new TopologyChange();
      change.setOp(ChangeOp.UPSERT);
      change.setSource("file");
      json.nextToken();
      expect(json, JsonToken.START_OBJECT);
      for (String field = next(json); field != null; field = next(json)) {
        switch (field) {
          case "time" -> change.setTimeMillis(IsoTime.parse(text(json)));
          case "op" -> change.setOp(ChangeOp.valueOf(text(json)));
          case "source" -> change.setSource(text(json));
          case "node" -> change.setNode(node(json));
          case "relation" -> change.setRelation(relation(json));
          default -> throw new BadLineException("field '" + field + "' is not known");
        }
      }
      if ((change.getNode() == null) == (change.getRelation() == null)) {
        throw new BadLineException("expected either 'node' or 'relation'");
      }
      return change;
    } catch (IOException | IllegalArgumentException e) {
      throw new BadLineException("expected a line of topology.jsonl: " + e.getMessage());
    }
  }

  private static Node node(JsonParser json) throws IOException, BadLineException {
    Node node = new Node("", "", "", new ArrayList<>(), null, new HashMap<>());
    for (String field = next(json); field != null; field = next(json)) {
      switch (field) {
        case "id" -> node.setId(text(json));
        case "type" -> node.setType(text(json));
        case "name" -> node.setName(text(json));
        case "aliases" -> node.setAliases(texts(json));
        case "domain" -> node.setDomain(text(json));
        case "attributes" -> node.setAttributes(attributes(json));
        default -> throw new BadLineException("field 'node." + field + "' is not known");
      }
    }
    return node;
  }

  private static Relation relation(JsonParser json) throws IOException, BadLineException {
    Relation relation = new Relation("", "", "", new HashMap<>());
    for (String field = next(json); field != null; field = next(json)) {
      switch (field) {
        case "from" -> relation.setFrom(text(json));
        case "to" -> relation.setTo(text(json));
        case "type" -> relation.setType(text(json));
        case "attributes" -> relation.setAttributes(attributes(json));
        default -> throw new BadLineException("field 'relation." + field + "' is not known");
      }
    }
    return relation;
  }

  private static Map<String, String> attributes(JsonParser json)
      throws IOException, BadLineException {
    Map<String, String> attributes = new HashMap<>();
    for (String field = next(json); field != null; field = next(json)) {
      attributes.put(field, text(json));
    }
    return attributes;
  }

  private static List<String> texts(JsonParser json) throws IOException, BadLineException {
    List<String> texts = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(json.getText());
    }
    expect(json, JsonToken.END_ARRAY);
    return texts;
  }

  /** The next field of an object, at whose value the parser then is; null at its end. */
  private static @Nullable String next(JsonParser json) throws IOException, BadLineException {
    String field = json.nextFieldName();
    if (field == null) {
      expect(json, JsonToken.END_OBJECT);
      return null;
    }
    json.nextToken();
    return field;
  }

  private static String text(JsonParser json) throws IOException, BadLineException {
    expect(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static void expect(JsonParser json, JsonToken token) throws BadLineException {
    if (json.currentToken() != token) {
      throw new BadLineException("expected " + token + ", found " + json.currentToken());
    }
  }
}
