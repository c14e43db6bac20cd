package io.lull.connector.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.Severities;
import io.lull.connector.format.Timestamps;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code json}: plain events, a line of {@code events.jsonl}. Required are time, resource and one
 * of type and message. Unknown fields become attributes.
 */
public final class PlainEventDecoder extends JsonDecoder {
  /** The last millisecond of year 9999, the last that ISO 8601 writes in four digits. */
  private static final long MAX_MILLIS = 253_402_300_799_999L;

  private static final Set<String> KNOWN =
      Set.of(
          "id",
          "time",
          "resource",
          "type",
          "qualifier",
          "message",
          "severity",
          "status",
          "peer",
          "source",
          "attributes");

  public PlainEventDecoder(DecoderOptions options) {
    super("json", options);
  }

  @Override
  void items(JsonNode document, List<JsonNode> into) throws Refused {
    elementsOrSelf(document, into, "an array of events");
  }

  @Override
  JsonNode document(ArrayNode items) {
    return items.size() == 1 ? items.get(0) : items;
  }

  @Override
  void fill(JsonNode item, EventDraft draft) throws Refused {
    requireObject(item, "an event: an object with time, resource and type or message");
    List<String> problems = new ArrayList<>();
    String id = text(item, "id", problems);
    String resource = text(item, "resource", problems);
    String type = text(item, "type", problems);
    String message = text(item, "message", problems);
    String qualifier = text(item, "qualifier", problems);
    String source = text(item, "source", problems);
    Long time = time(item, problems);
    Severity severity = severity(item, problems);
    EventStatus status = status(item, problems);
    draft.peer(text(item, "peer", problems));
    if (resource == null && !isBad("resource", problems)) {
      problems.add("field 'resource' is missing, expected the name of what the event is about");
    }
    if (type == null
        && message == null
        && !isBad("type", problems)
        && !isBad("message", problems)) {
      problems.add("fields 'type' and 'message' are missing, expected at least one of them");
    }
    JsonNode attributes = item.path("attributes");
    if (!attributes.isMissingNode() && !attributes.isNull() && !attributes.isObject()) {
      problems.add("field 'attributes' is " + describe(attributes) + ", expected an object");
    }
    if (!problems.isEmpty()) {
      throw new Refused(String.join("; ", problems));
    }
    if (id != null) {
      draft.id(id);
    }
    if (source != null) {
      draft.source(source);
    }
    draft
        .senderTime(time)
        .resource(resource)
        .type(type == null ? "" : type)
        .qualifier(qualifier == null ? "" : qualifier)
        .message(message == null ? "" : message)
        .severity(severity)
        .status(status);
    attributes(item, draft);
  }

  private static void attributes(JsonNode item, EventDraft draft) {
    Json.flatten("", item.path("attributes"), draft);
    for (Map.Entry<String, JsonNode> field : item.properties()) {
      if (!KNOWN.contains(field.getKey())) {
        Json.flatten(field.getKey(), field.getValue(), draft);
      }
    }
  }

  private static @Nullable String text(JsonNode item, String field, List<String> problems) {
    JsonNode node = item.path(field);
    if (node.isContainerNode()) {
      problems.add("field '" + field + "' is " + describe(node) + ", expected a text");
      return null;
    }
    return Json.text(item, field);
  }

  private static boolean isBad(String field, List<String> problems) {
    return problems.stream().anyMatch(problem -> problem.startsWith("field '" + field + "'"));
  }

  private static @Nullable Long time(JsonNode item, List<String> problems) {
    JsonNode node = item.path("time");
    if (node.isIntegralNumber()
        && node.canConvertToLong()
        && node.longValue() >= 0
        && node.longValue() <= MAX_MILLIS) {
      return node.longValue();
    }
    long time = node.isTextual() ? Timestamps.parse(node.textValue().trim()) : Timestamps.INVALID;
    if (time == Timestamps.INVALID) {
      String found = node.isMissingNode() || node.isNull() ? "missing" : describe(node);
      problems.add(
          "field 'time' is "
              + found
              + ", expected ISO 8601 with a zone such as 2026-11-22T03:17:00Z"
              + " or whole milliseconds since 1970");
      return null;
    }
    return time;
  }

  private static @Nullable Severity severity(JsonNode item, List<String> problems) {
    String word = text(item, "severity", problems);
    Severity severity = Severities.ofWord(word);
    if (word != null && severity == null) {
      problems.add(
          "field 'severity' is "
              + describe(item.path("severity"))
              + ", expected CRITICAL, MAJOR, MINOR, WARNING or INDETERMINATE");
    }
    return severity;
  }

  private static EventStatus status(JsonNode item, List<String> problems) {
    String word = text(item, "status", problems);
    if (word == null) {
      return EventStatus.UNKNOWN;
    }
    for (EventStatus status : EventStatus.values()) {
      if (status.name().equals(word.trim().toUpperCase(Locale.ROOT))) {
        return status;
      }
    }
    problems.add(
        "field 'status' is "
            + describe(item.path("status"))
            + ", expected RAISED, CLEARED, STATELESS or UNKNOWN");
    return EventStatus.UNKNOWN;
  }
}
