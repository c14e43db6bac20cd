package io.lull.connector.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.Timestamps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kubernetes}: events as exporters write them; core/v1 or events.k8s.io/v1, alone, in an
 * array or list, or in the envelope of a watch ({@code object}) or of eventrouter ({@code event}).
 *
 * <p>The resource is the name of the object concerned, type the reason, qualifier {@code
 * kind/namespace/name}, which tells objects of one name apart. Severity and status are left to
 * classification: Normal and Warning do not say how bad it is, nor whether it is over.
 */
public final class KubernetesDecoder extends JsonDecoder {
  public KubernetesDecoder(DecoderOptions options) {
    super("kubernetes", options);
  }

  @Override
  void items(JsonNode document, List<JsonNode> into) throws Refused {
    JsonNode list = document.path("items");
    if (list.isArray()) {
      if (list.isEmpty()) {
        throw new Refused("field 'items' is empty, expected Kubernetes events");
      }
      list.forEach(into::add);
    } else {
      elementsOrSelf(document, into, "Kubernetes events");
    }
  }

  @Override
  JsonNode document(ArrayNode items) {
    return items.size() == 1 ? items.get(0) : items;
  }

  @Override
  void fill(JsonNode item, EventDraft draft) throws Refused {
    requireObject(item, "a Kubernetes event: an object with involvedObject and reason");
    JsonNode event = unwrap(item);
    JsonNode about =
        event.has("regarding") ? event.path("regarding") : event.path("involvedObject");
    String name = Json.text(about, "name");
    String reason = Json.text(event, "reason");
    if (name == null) {
      throw new Refused("field 'involvedObject.name' (or 'regarding.name') is missing");
    }
    if (reason == null) {
      throw new Refused("field 'reason' is missing, expected a word such as BackOff");
    }
    String kind = Json.text(about, "kind");
    String namespace = Json.text(about, "namespace");
    String message = Json.firstText(event, "message", "note");
    draft
        .resource(name)
        .type(reason)
        .qualifier(text(kind) + '/' + text(namespace) + '/' + name)
        .message(text(message))
        .senderTime(time(event));
    attributes(event, about, draft);
  }

  private static void attributes(JsonNode event, JsonNode about, EventDraft draft) {
    JsonNode series = event.path("series");
    String component = Json.firstText(event, "reportingController", "reportingComponent");
    JsonNode source =
        event.has("deprecatedSource") ? event.path("deprecatedSource") : event.path("source");
    if (component == null) {
      component = Json.text(source, "component");
    }
    String host = Json.text(source, "host");
    if (host == null && "kubelet".equals(component)) {
      host = Json.text(event, "reportingInstance");
    }
    draft
        .attribute("k8s.object.kind", Json.text(about, "kind"))
        .attribute("k8s.namespace.name", Json.text(about, "namespace"))
        .attribute("k8s.object.name", Json.text(about, "name"))
        .attribute("k8s.object.uid", Json.text(about, "uid"))
        .attribute("k8s.object.fieldpath", Json.text(about, "fieldPath"))
        .attribute("k8s.event.type", Json.text(event, "type"))
        .attribute("k8s.event.reason", Json.text(event, "reason"))
        .attribute("k8s.event.count", count(event, series))
        .attribute("k8s.event.uid", Json.text(event.path("metadata"), "uid"))
        .attribute("k8s.event.name", Json.text(event.path("metadata"), "name"))
        .attribute("k8s.event.component", component)
        .attribute("k8s.node.name", host)
        .attribute("k8s.cluster.name", Json.firstText(event, "clusterName", "cluster"));
    Json.flatten("k8s.label", about.path("labels"), draft);
  }

  private static @Nullable String count(JsonNode event, JsonNode series) {
    String count = Json.text(series, "count");
    return count == null ? Json.firstText(event, "count", "deprecatedCount") : count;
  }

  /** Last seen, since a repeated event is one object whose count grows. */
  private static @Nullable Long time(JsonNode event) throws Refused {
    String text = Json.text(event.path("series"), "lastObservedTime");
    if (text == null) {
      text =
          Json.firstText(
              event,
              "lastTimestamp",
              "deprecatedLastTimestamp",
              "eventTime",
              "firstTimestamp",
              "deprecatedFirstTimestamp");
    }
    if (text == null) {
      text = Json.text(event.path("metadata"), "creationTimestamp");
    }
    if (text == null) {
      return null;
    }
    long time = Timestamps.parse(text);
    if (time == Timestamps.INVALID) {
      throw new Refused("time stamp '" + cut(text) + "' is not RFC 3339");
    }
    return time;
  }

  private static JsonNode unwrap(JsonNode item) {
    for (String envelope : new String[] {"object", "event"}) {
      JsonNode inner = item.path(envelope);
      if (inner.has("involvedObject") || inner.has("regarding")) {
        return inner;
      }
    }
    return item;
  }

  private static String cut(String text) {
    return text.length() > 40 ? text.substring(0, 40) : text;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
