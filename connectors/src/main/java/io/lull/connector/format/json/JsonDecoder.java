package io.lull.connector.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the JSON formats have in common: a value holds one or more documents, a document one or more
 * items, an item is an event. Bad syntax refuses the value; a bad item refuses only itself where
 * there are others.
 */
abstract class JsonDecoder implements Decoder {
  private final String format;
  private final DecoderOptions options;
  private final Json json;

  JsonDecoder(String format, DecoderOptions options) {
    this.format = format;
    this.options = options;
    this.json = new Json(options.limits());
  }

  @Override
  public final String format() {
    return format;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    try {
      decodeAll(json.read(raw.value()), raw, out);
    } catch (Refused e) {
      out.reject(e.reason());
    }
  }

  /** Adds the items of a document. */
  abstract void items(JsonNode document, List<JsonNode> into) throws Refused;

  /** Fills in the event of an item. */
  abstract void fill(JsonNode item, EventDraft draft) throws Refused;

  /** A document of this format that holds just these items. */
  abstract JsonNode document(ArrayNode items);

  final Json json() {
    return json;
  }

  final void decodeAll(List<JsonNode> documents, RawRecord raw, Output out) throws Refused {
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode document : documents) {
      if (documents.size() == 1) {
        items(document, items);
      } else {
        itemsOrPart(document, items, out);
      }
    }
    int kept = Math.min(items.size(), options.limits().maxRecords());
    int index = 0;
    for (int i = 0; i < kept; i++) {
      EventDraft draft = new EventDraft(raw, index, format, options);
      try {
        fill(items.get(i), draft);
        out.event(draft.build());
        index++;
      } catch (Refused e) {
        if (items.size() == 1 && documents.size() == 1) {
          throw e;
        }
        out.rejectPart("item " + (i + 1) + ": " + e.reason(), part(items.subList(i, i + 1)));
      }
    }
    if (kept < items.size()) {
      out.rejectPart(
          "value has " + items.size() + " items, expected at most " + kept,
          part(items.subList(kept, items.size())));
    }
  }

  private void itemsOrPart(JsonNode document, List<JsonNode> items, Output out) {
    try {
      items(document, items);
    } catch (Refused e) {
      out.rejectPart(e.reason(), json.write(document));
    }
  }

  private byte[] part(List<JsonNode> items) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
    array.addAll(items);
    return json.write(document(array));
  }

  /** The elements of an array, or the value itself. */
  static void elementsOrSelf(JsonNode document, List<JsonNode> into, String expected)
      throws Refused {
    if (!document.isArray()) {
      into.add(document);
      return;
    }
    if (document.isEmpty()) {
      throw new Refused("the array is empty, expected " + expected);
    }
    document.forEach(into::add);
  }

  static void requireObject(JsonNode node, String expected) throws Refused {
    if (!node.isObject()) {
      throw new Refused("found " + describe(node) + ", expected " + expected);
    }
  }

  /** Kind and, for a scalar, the value; short enough for a reason. */
  static String describe(JsonNode node) {
    if (node.isMissingNode()) {
      return "nothing";
    }
    if (node.isContainerNode() || node.isNull()) {
      return "a JSON " + node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
    return "'" + Text.clean(node.asText(), 80) + "'";
  }
}
