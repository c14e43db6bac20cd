package io.lull.connector.format.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.json.Json;
import io.lull.connector.format.json.Refused;
import io.lull.schema.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code inventory-json}: facts as anybody can write them, one object or one a line:
 *
 * <pre>{"source":"cmdb","subject":"4711","type":"HOST","name":"web-1","identifiers":{"serial":"X",
 * "ip":["10.0.0.1"]},"scope":"","attributes":{},"relations":[{"type":"RUNS_ON","to":"esx-3"}]}
 * </pre>
 *
 * <p>{@code op} is UPSERT (default) or DELETE; {@code time} in RFC 3339. The end of a relation is a
 * name, or an object of identifiers. A field that is not known is refused: misspelt, it would
 * change what the line means.
 */
public final class ImportDecoder extends JsonInventoryDecoder {
  private static final Set<String> FIELDS =
      Set.of(
          "source",
          "subject",
          "type",
          "name",
          "identifiers",
          "scope",
          "attributes",
          "relations",
          "op",
          "time");

  public ImportDecoder(DecoderOptions options) {
    super("inventory-json", options);
  }

  @Override
  void item(JsonNode item, JsonNode document, FactWriter out) throws Refused {
    requireObject(item, "a fact: an object with name or identifiers");
    for (Map.Entry<String, JsonNode> field : item.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        String name = field.getKey();
        throw new Refused(
            "field '"
                + (name.length() > 40 ? name.substring(0, 40) : name)
                + "' is not known here; expected one of "
                + FIELDS.stream().sorted().toList());
      }
    }
    String name = Json.text(item, "name");
    String subject = Json.firstText(item, "subject", "name");
    if (subject == null) {
      throw new Refused("fields 'subject' and 'name' are missing, expected one of them");
    }
    String source = Json.text(item, "source");
    String scope = Json.text(item, "scope");
    String in = scope == null ? out.scope() : scope;
    FactDraft draft = out.draft(source == null ? "import" : source(source), subject).name(name);
    String type = Json.text(item, "type");
    if (type != null) {
      draft.type(type);
    }
    if (name != null) {
      draft.id("NAME", name, in);
    }
    for (Map.Entry<String, JsonNode> id : item.path("identifiers").properties()) {
      for (String value : texts(item.path("identifiers"), id.getKey())) {
        draft.id(kind(id.getKey()), value, in);
      }
    }
    for (Map.Entry<String, JsonNode> attribute : item.path("attributes").properties()) {
      JsonNode value = attribute.getValue();
      draft.attribute(attribute.getKey(), value.isValueNode() ? value.asText() : value.toString());
    }
    relations(item, draft);
    String op = Json.text(item, "op");
    if (op != null && !op.equals("UPSERT") && !op.equals("DELETE")) {
      throw new Refused("field 'op': expected UPSERT or DELETE");
    }
    Long time = time(item, "time");
    out.write("DELETE".equals(op) ? draft.gone() : draft, time);
  }

  private static String source(String text) throws Refused {
    if (!text.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new Refused("field 'source': expected letters, digits, '-' and '_'");
    }
    return text;
  }

  private static String kind(String name) throws Refused {
    String kind = name.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    return switch (kind) {
      case "ID", "SERIAL", "UUID", "CLOUD_ID", "MAC", "FQDN", "NAME", "IP" -> kind;
      default ->
          throw new Refused(
              "identifier of a kind that is not known; expected one of id, serial, uuid, cloud_id,"
                  + " mac, fqdn, name, ip");
    };
  }

  private static void relations(JsonNode item, FactDraft draft) throws Refused {
    for (JsonNode relation : item.path("relations")) {
      String type = Json.text(relation, "type");
      List<Identifier> from = end(relation.path("from"));
      List<Identifier> to = end(relation.path("to"));
      if (type == null || from.isEmpty() && to.isEmpty()) {
        throw new Refused("a relation needs 'type', and 'to' or 'from'");
      }
      Map<String, String> attributes = new TreeMap<>();
      relation
          .path("attributes")
          .properties()
          .forEach(field -> attributes.put(field.getKey(), field.getValue().asText()));
      draft.relation(type, from, to, attributes);
    }
  }

  private static List<Identifier> end(JsonNode end) throws Refused {
    if (end.isTextual()) {
      return FactDraft.reference("NAME", end.asText());
    }
    List<Identifier> reference = new ArrayList<>();
    for (Map.Entry<String, JsonNode> id : end.properties()) {
      for (String value : texts(end, id.getKey())) {
        reference.addAll(FactDraft.reference(kind(id.getKey()), value));
      }
    }
    return reference;
  }
}
