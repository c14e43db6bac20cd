package io.lull.connector.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.Limits;
import io.lull.connector.format.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON within {@link Limits}. Of fields with one name the last holds. */
public final class Json {
  /** Bounds the tree in memory: a byte of input can cost a node of fifty. */
  private static final long MAX_TOKENS = 1_000_000;

  private static final int MAX_NUMBER_CHARS = 100;
  private static final int MAX_NAME_CHARS = 4096;
  private static final int MAX_REASON_CHARS = 200;

  private final ObjectMapper mapper;

  public Json(Limits limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.maxDepth())
            .maxDocumentLength(limits.maxBytes())
            .maxStringLength(limits.maxBytes())
            .maxNumberLength(MAX_NUMBER_CHARS)
            .maxNameLength(MAX_NAME_CHARS)
            .maxTokenCount(MAX_TOKENS)
            .build();
    // Names come from the outside: interning or keeping them would let a sender fill the heap.
    mapper =
        new ObjectMapper(
            JsonFactory.builder()
                .streamReadConstraints(constraints)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build());
  }

  /** All values of the text: one document, or one after the other as in JSON lines. */
  public List<JsonNode> read(byte[] value) throws Refused {
    List<JsonNode> roots = new ArrayList<>(1);
    try (JsonParser parser = mapper.createParser(value)) {
      while (parser.nextToken() != null) {
        roots.add(mapper.readTree(parser));
      }
    } catch (JsonProcessingException e) {
      throw new Refused(describe(e));
    } catch (IOException e) {
      throw new Refused("not JSON in UTF-8: " + cut(String.valueOf(e.getMessage())));
    }
    if (roots.isEmpty()) {
      throw new Refused("the value is empty, expected JSON");
    }
    return roots;
  }

  public byte[] write(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String describe(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    String where =
        location == null
            ? ""
            : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    return "not JSON" + where + ": " + cut(String.valueOf(e.getOriginalMessage()));
  }

  private static String cut(String reason) {
    return Text.clean(reason, MAX_REASON_CHARS);
  }

  /** A field's text; null where it is absent, null, empty, an object or an array. */
  public static @Nullable String text(JsonNode object, String field) {
    JsonNode node = object.get(field);
    if (node == null || !node.isValueNode() || node.isNull()) {
      return null;
    }
    String text = node.asText();
    return text.isBlank() ? null : text;
  }

  /** The first of these fields that has a text. */
  public static @Nullable String firstText(JsonNode object, String... fields) {
    for (String field : fields) {
      String text = text(object, field);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The object in a field, or an empty node. */
  static JsonNode object(JsonNode parent, String field) {
    return parent.path(field);
  }

  /**
   * Adds what a field holds as attributes: an object's fields by their path joined with dots, an
   * array as JSON text, a scalar as its text.
   */
  static void flatten(String name, JsonNode node, EventDraft into) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        flatten(
            name.isEmpty() ? field.getKey() : name + '.' + field.getKey(), field.getValue(), into);
      }
    } else if (node.isArray()) {
      into.attribute(name, node.toString());
    } else if (!node.isNull() && !node.isMissingNode()) {
      into.attribute(name, node.asText());
    }
  }
}
