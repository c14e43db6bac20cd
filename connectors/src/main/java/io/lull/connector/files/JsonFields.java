package io.lull.connector.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read with checks; each error names the field and what it needs.
 */
final class JsonFields {
  private static final int MAX_DEPTH = 32;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final ObjectNode object;
  private final String path;

  private JsonFields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** A line as one JSON object. */
  static JsonFields parse(String line) throws BadLineException {
    JsonNode node;
    try {
      node = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : ", column " + e.getLocation().getColumnNr();
      throw new BadLineException(
          "expected one JSON object" + where + ": " + firstLine(e.getOriginalMessage()));
    }
    if (node instanceof ObjectNode object) {
      return new JsonFields(object, "");
    }
    throw new BadLineException("expected one JSON object, found " + kind(node));
  }

  private static String firstLine(@Nullable String message) {
    String text = String.valueOf(message);
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  boolean has(String name) {
    JsonNode node = object.get(name);
    return node != null && !node.isNull();
  }

  /** Refuses fields outside {@code allowed}, so that a misspelt one is not silently ignored. */
  void allowOnly(Set<String> allowed) throws BadLineException {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!allowed.contains(name)) {
        throw new BadLineException(
            "field '"
                + path
                + name
                + "' is not known here; expected "
                + String.join(", ", allowed.stream().sorted().toList()));
      }
    }
  }

  /** What is left beside {@code known}, as text. */
  Map<String, String> others(Set<String> known) {
    Map<String, String> others = new HashMap<>();
    object
        .properties()
        .forEach(
            field -> {
              if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                others.put(field.getKey(), asText(field.getValue()));
              }
            });
    return others;
  }

  String text(String name) throws BadLineException {
    String value = optionalText(name);
    if (value == null || value.isBlank()) {
      throw missing(name, "a text");
    }
    return value;
  }

  @Nullable String optionalText(String name) throws BadLineException {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (node.isContainerNode()) {
      throw unexpected(name, "a text", node);
    }
    return node.asText();
  }

  String textOr(String name, String otherwise) throws BadLineException {
    String value = optionalText(name);
    return value == null ? otherwise : value;
  }

  long time(String name) throws BadLineException {
    Long value = optionalTime(name);
    if (value == null) {
      throw missing(name, "an ISO-8601 time with an offset, such as 2026-01-31T03:17:00.000Z");
    }
    return value;
  }

  @Nullable Long optionalTime(String name) throws BadLineException {
    String value = optionalText(name);
    if (value == null) {
      return null;
    }
    try {
      return IsoTime.parse(value);
    } catch (BadLineException e) {
      throw new BadLineException("field '" + path + name + "': " + e.reason());
    }
  }

  boolean flag(String name, boolean otherwise) throws BadLineException {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw unexpected(name, "true or false", node);
    }
    return node.booleanValue();
  }

  double number(String name) throws BadLineException {
    JsonNode node = object.get(name);
    if (node == null || !node.isNumber()) {
      // Jackson writes NaN and the infinities as text; they come back the same way.
      if (node != null && Set.of("NaN", "Infinity", "-Infinity").contains(node.asText())) {
        return Double.parseDouble(node.asText());
      }
      throw node == null ? missing(name, "a number") : unexpected(name, "a number", node);
    }
    return node.doubleValue();
  }

  /** The number; another where the field is not there. */
  double numberOr(String name, double otherwise) throws BadLineException {
    return object.has(name) ? number(name) : otherwise;
  }

  long integer(String name) throws BadLineException {
    JsonNode node = object.get(name);
    if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
      throw node == null
          ? missing(name, "a whole number")
          : unexpected(name, "a whole number", node);
    }
    return node.longValue();
  }

  <E extends Enum<E>> E symbol(String name, Class<E> type) throws BadLineException {
    E value = optionalSymbol(name, type);
    if (value == null) {
      throw missing(name, "one of " + symbols(type));
    }
    return value;
  }

  <E extends Enum<E>> @Nullable E optionalSymbol(String name, Class<E> type)
      throws BadLineException {
    String value = optionalText(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    String upper = value.toUpperCase(Locale.ROOT);
    for (E symbol : type.getEnumConstants()) {
      if (symbol.name().equals(upper)) {
        return symbol;
      }
    }
    throw new BadLineException(
        "field '"
            + path
            + name
            + "': expected one of "
            + symbols(type)
            + ", found '"
            + value
            + "'");
  }

  private static <E extends Enum<E>> String symbols(Class<E> type) {
    return String.join(", ", Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
  }

  JsonFields child(String name) throws BadLineException {
    JsonNode node = object.get(name);
    if (node instanceof ObjectNode child) {
      return new JsonFields(child, path + name + ".");
    }
    throw node == null ? missing(name, "an object") : unexpected(name, "an object", node);
  }

  List<JsonFields> children(String name) throws BadLineException {
    List<JsonFields> children = new ArrayList<>();
    for (JsonNode node : array(name)) {
      if (!(node instanceof ObjectNode child)) {
        throw unexpected(name, "a list of objects", node);
      }
      children.add(new JsonFields(child, path + name + "[" + children.size() + "]."));
    }
    return children;
  }

  List<String> texts(String name) throws BadLineException {
    List<String> texts = new ArrayList<>();
    for (JsonNode node : array(name)) {
      if (node.isContainerNode() || node.isNull()) {
        throw unexpected(name, "a list of texts", node);
      }
      texts.add(node.asText());
    }
    return texts;
  }

  private Iterable<JsonNode> array(String name) throws BadLineException {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw unexpected(name, "a list", node);
    }
    return node;
  }

  /** An object as a map of texts; numbers and flags as written, nested values as JSON. */
  Map<String, String> map(String name) throws BadLineException {
    if (!has(name)) {
      return new HashMap<>();
    }
    return child(name).others(Set.of());
  }

  private static String asText(JsonNode node) {
    return node.isContainerNode() ? node.toString() : node.asText();
  }

  private BadLineException missing(String name, String expected) {
    return new BadLineException("field '" + path + name + "' is missing: expected " + expected);
  }

  private BadLineException unexpected(String name, String expected, JsonNode found) {
    return new BadLineException(
        "field '" + path + name + "': expected " + expected + ", found " + kind(found));
  }

  private static String kind(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
