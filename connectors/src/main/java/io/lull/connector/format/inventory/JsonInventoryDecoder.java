package io.lull.connector.format.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Timestamps;
import io.lull.connector.format.json.Json;
import io.lull.connector.format.json.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON inventories have in common: a value holds one or more documents, a document items,
 * an item gives facts. A bad item refuses itself. A value that is cut in the middle is refused
 * whole, so that it is not half-applied; only where each line is a document the whole lines are
 * taken, and what is not JSON is refused by its line.
 */
abstract class JsonInventoryDecoder implements Decoder {
  private final String format;
  private final DecoderOptions options;
  private final Json json;

  JsonInventoryDecoder(String format, DecoderOptions options) {
    this.format = format;
    this.options = options;
    this.json = new Json(options.limits());
  }

  @Override
  public final String format() {
    return format;
  }

  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public final void decode(RawRecord raw, Output out) {
    FactWriter writer = new FactWriter(raw, options, out);
    List<JsonNode> documents;
    try {
      documents = json.read(raw.value());
    } catch (Refused e) {
      if (!hasWholeLines(raw.value())) {
        out.reject(e.reason());
      } else {
        lines(raw.value(), writer, out);
      }
      return;
    }
    int number = 0;
    for (JsonNode document : documents) {
      number++;
      document(document, documents.size() == 1 ? "" : "document " + number + ": ", writer, out);
    }
  }

  private boolean hasWholeLines(byte[] value) {
    int end = 0;
    while (end < value.length && value[end] != '\n') {
      end++;
    }
    if (end == 0 || end >= value.length - 1) {
      return false;
    }
    try {
      json.read(java.util.Arrays.copyOf(value, end));
      return true;
    } catch (Refused e) {
      return false;
    }
  }

  private void lines(byte[] value, FactWriter writer, Output out) {
    int from = 0;
    int number = 0;
    while (from < value.length) {
      int to = from;
      while (to < value.length && value[to] != '\n') {
        to++;
      }
      number++;
      byte[] line = java.util.Arrays.copyOfRange(value, from, to);
      if (!new String(line, StandardCharsets.UTF_8).isBlank()) {
        line(line, number, writer, out);
      }
      from = to + 1;
    }
  }

  private void line(byte[] line, int number, FactWriter writer, Output out) {
    try {
      for (JsonNode document : json.read(line)) {
        document(document, "line " + number + ": ", writer, out);
      }
    } catch (Refused e) {
      out.rejectPart("line " + number + ": " + e.reason(), line);
    }
  }

  private void document(JsonNode document, String where, FactWriter writer, Output out) {
    List<JsonNode> items = new ArrayList<>();
    try {
      items(document, items);
    } catch (Refused e) {
      out.rejectPart(where + e.reason(), json.write(document));
      return;
    }
    int number = 0;
    for (JsonNode item : items) {
      number++;
      String which = items.size() == 1 ? where : where + "item " + number + ": ";
      try {
        if (writer.isFull()) {
          throw new Refused("more than " + options.limits().maxRecords() + " facts in one record");
        }
        item(item, document, writer);
      } catch (Refused e) {
        out.rejectPart(which + e.reason(), json.write(item));
        if (writer.isFull()) {
          return;
        }
      }
    }
  }

  /** Adds the items of a document. */
  void items(JsonNode document, List<JsonNode> into) throws Refused {
    if (document.isArray()) {
      document.forEach(into::add);
    } else {
      into.add(document);
    }
  }

  /** Writes what an item says. */
  abstract void item(JsonNode item, JsonNode document, FactWriter out) throws Refused;

  static void requireObject(JsonNode node, String expected) throws Refused {
    if (!node.isObject()) {
      throw new Refused("found a JSON " + node.getNodeType() + ", expected " + expected);
    }
  }

  /** A time in RFC 3339 in one of the fields; null where there is none. */
  static @Nullable Long time(JsonNode object, String... fields) throws Refused {
    String text = Json.firstText(object, fields);
    if (text == null) {
      return null;
    }
    long time = Timestamps.parse(text);
    if (time == Timestamps.INVALID) {
      throw new Refused(
          "time '" + (text.length() > 40 ? text.substring(0, 40) : text) + "' is not RFC 3339");
    }
    return time;
  }

  /** The texts of an array, or the one text of a field. */
  static List<String> texts(JsonNode object, String field) {
    JsonNode node = object.path(field);
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(
          element -> {
            if (element.isValueNode() && !element.isNull()) {
              texts.add(element.asText());
            }
          });
    } else if (node.isValueNode() && !node.isNull()) {
      texts.add(node.asText());
    }
    return texts;
  }
}
