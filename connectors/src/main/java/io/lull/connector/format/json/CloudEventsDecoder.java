package io.lull.connector.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Severities;
import io.lull.connector.format.Text;
import io.lull.connector.format.Timestamps;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code cloudevents}: CloudEvents 1.0 in structured, batch and binary mode (attributes in {@code
 * ce_} headers), and EventBridge's own envelope. CloudWatch alarms in either become alarms; of
 * other events the type is the event's type, the resource its subject, else its source.
 */
public final class CloudEventsDecoder extends JsonDecoder {
  private static final Set<String> CONTEXT =
      Set.of(
          "specversion",
          "id",
          "source",
          "type",
          "subject",
          "time",
          "datacontenttype",
          "dataschema",
          "data",
          "data_base64");

  public CloudEventsDecoder(DecoderOptions options) {
    super("cloudevents", options);
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    if (raw.headers().containsKey(RawHeaders.CLOUDEVENT_PREFIX + "specversion")
        || raw.headers().containsKey(RawHeaders.CLOUDEVENT_PREFIX + "type")) {
      try {
        decodeAll(List.of(binary(raw)), raw, out);
      } catch (Refused e) {
        out.reject(e.reason());
      }
    } else {
      super.decode(raw, out);
    }
  }

  @Override
  void items(JsonNode document, List<JsonNode> into) throws Refused {
    elementsOrSelf(document, into, "a batch of CloudEvents");
  }

  @Override
  JsonNode document(ArrayNode items) {
    return items.size() == 1 ? items.get(0) : items;
  }

  @Override
  void fill(JsonNode event, EventDraft draft) throws Refused {
    requireObject(event, "a CloudEvent or an EventBridge event: an object");
    if (event.has("specversion")) {
      fillCloudEvent(event, draft);
    } else if (event.has("detail-type")) {
      fillEventBridge(event, draft);
    } else {
      throw new Refused(
          "neither 'specversion' (CloudEvents) nor 'detail-type' (EventBridge) is there,"
              + " expected one of them");
    }
  }

  private void fillCloudEvent(JsonNode event, EventDraft draft) throws Refused {
    String id = required(event, "id");
    String source = required(event, "source");
    String type = required(event, "type");
    String subject = Json.text(event, "subject");
    JsonNode data = data(event);
    draft
        .attribute("cloudevents.event_id", id)
        .attribute("cloudevents.event_source", source)
        .attribute("cloudevents.event_type", type)
        .attribute("cloudevents.event_subject", subject);
    if (CloudWatchAlarm.DETAIL_TYPE.equals(Json.text(data, "detail-type"))) {
      fillEventBridge(data, draft);
      return;
    }
    Long time = time(event);
    if (data.has("alarmName") && data.path("state").has("value")) {
      String arn = isArn(subject) ? subject : isArn(source) ? source : null;
      CloudWatchAlarm.fill(data, arn, time, draft);
      return;
    }
    draft.type(type).resource(subject == null ? source : subject).senderTime(time);
    fillFromData(data, draft);
    for (Map.Entry<String, JsonNode> field : event.properties()) {
      if (!CONTEXT.contains(field.getKey())) {
        Json.flatten(field.getKey(), field.getValue(), draft);
      }
    }
  }

  private static void fillEventBridge(JsonNode event, EventDraft draft) throws Refused {
    String type = required(event, "detail-type");
    String source = required(event, "source");
    String first = event.path("resources").path(0).asText("");
    String resource = first.isBlank() ? null : first;
    JsonNode detail = event.path("detail");
    draft
        .attribute("cloud.account.id", Json.text(event, "account"))
        .attribute("cloud.region", Json.text(event, "region"))
        .attribute("aws.eventbridge.id", Json.text(event, "id"));
    Long time = time(event);
    if (CloudWatchAlarm.DETAIL_TYPE.equals(type)) {
      CloudWatchAlarm.fill(detail, resource, time, draft);
      return;
    }
    draft.type(type).resource(resource == null ? source : resource).senderTime(time);
    draft.attribute("aws.eventbridge.source", source);
    fillFromData(detail, draft);
  }

  /** What senders agree on without a standard: a message and a severity in the data. */
  private static void fillFromData(JsonNode data, EventDraft draft) {
    String message =
        data.isTextual()
            ? data.textValue()
            : Json.firstText(data, "message", "summary", "description", "title", "msg");
    draft
        .message(message == null ? "" : message)
        .severity(Severities.ofWord(Json.text(data, "severity")));
    if (!data.isTextual()) {
      Json.flatten("data", data, draft);
    }
  }

  private JsonNode data(JsonNode event) throws Refused {
    JsonNode encoded = event.path("data_base64");
    if (!encoded.isTextual()) {
      return event.path("data");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(encoded.textValue());
    } catch (IllegalArgumentException e) {
      throw new Refused("field 'data_base64' is not base64: " + e.getMessage());
    }
    return payload(bytes, Json.text(event, "datacontenttype"));
  }

  /** JSON where the content type says so or is absent, else text. */
  private JsonNode payload(byte[] bytes, @Nullable String contentType) throws Refused {
    if (bytes.length == 0) {
      return JsonNodeFactory.instance.missingNode();
    }
    if (contentType == null || contentType.toLowerCase(Locale.ROOT).contains("json")) {
      return json().read(bytes).get(0);
    }
    return JsonNodeFactory.instance.textNode(Text.utf8(bytes, 0, bytes.length));
  }

  private JsonNode binary(RawRecord raw) throws Refused {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    for (String name : raw.headers().keySet()) {
      if (name.startsWith(RawHeaders.CLOUDEVENT_PREFIX)) {
        event.put(name.substring(RawHeaders.CLOUDEVENT_PREFIX.length()), raw.header(name));
      }
    }
    if (!event.has("specversion")) {
      event.put("specversion", "1.0");
    }
    event.set("data", payload(raw.value(), raw.header(RawHeaders.CONTENT_TYPE)));
    return event;
  }

  private static String required(JsonNode event, String field) throws Refused {
    String text = Json.text(event, field);
    if (text == null) {
      throw new Refused(
          "field '" + field + "' is " + describe(event.path(field)) + ", expected a text");
    }
    return text;
  }

  private static @Nullable Long time(JsonNode event) throws Refused {
    String text = Json.text(event, "time");
    if (text == null) {
      return null;
    }
    long time = Timestamps.parse(text);
    if (time == Timestamps.INVALID) {
      throw new Refused(
          "field 'time' is "
              + describe(event.path("time"))
              + ", expected RFC 3339 such as 2026-11-22T03:17:00Z");
    }
    return time;
  }

  private static boolean isArn(@Nullable String text) {
    return text != null && text.startsWith("arn:");
  }
}
