package io.lull.connector.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.Severities;
import io.lull.connector.format.Timestamps;
import io.lull.schema.EventStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code alertmanager}: the webhook of Prometheus Alertmanager, version 4; an event for each alert.
 *
 * <p>Type is the alert's name, qualifier its fingerprint, so that an alert is one alarm from firing
 * to resolved. The resource is the first label there is of instance (without port), node, host,
 * hostname, pod, service, job; alerts of kube-state-metrics are about a Kubernetes object and not
 * about the instance that reports it, so there the object's label goes first.
 */
public final class AlertmanagerDecoder extends JsonDecoder {
  private static final String[] RESOURCE_LABELS = {
    "instance", "node", "host", "hostname", "pod", "service", "job"
  };
  private static final String[] OBJECT_LABELS = {
    "pod",
    "deployment",
    "statefulset",
    "daemonset",
    "job_name",
    "node",
    "persistentvolumeclaim",
    "service",
    "namespace"
  };

  private static final long FNV_PRIME = 0x100000001b3L;

  public AlertmanagerDecoder(DecoderOptions options) {
    super("alertmanager", options);
  }

  @Override
  void items(JsonNode document, List<JsonNode> into) throws Refused {
    requireObject(document, "an Alertmanager webhook: an object with an array 'alerts'");
    JsonNode alerts = document.path("alerts");
    if (!alerts.isArray() || alerts.isEmpty()) {
      throw new Refused(
          "field 'alerts' is "
              + (alerts.isArray() ? "empty" : describe(alerts))
              + ", expected an array of at least one alert (webhook version 4)");
    }
    alerts.forEach(into::add);
  }

  @Override
  JsonNode document(ArrayNode items) {
    return JsonNodeFactory.instance.objectNode().put("version", "4").set("alerts", items);
  }

  @Override
  void fill(JsonNode alert, EventDraft draft) throws Refused {
    requireObject(alert, "an alert: an object with labels and status");
    JsonNode labels = alert.path("labels");
    String name = Json.text(labels, "alertname");
    if (name == null) {
      throw new Refused("label 'alertname' is missing, expected the name of the alert");
    }
    EventStatus status = status(alert);
    boolean cleared = status == EventStatus.CLEARED;
    String fingerprint = Json.text(alert, "fingerprint");
    String message = Json.firstText(alert.path("annotations"), "summary", "description", "message");
    draft
        .type(name)
        .qualifier(fingerprint == null ? fingerprint(labels) : fingerprint)
        .resource(resource(labels))
        .status(status)
        .severity(Severities.ofWord(Json.firstText(labels, "severity", "priority", "level")))
        .senderTime(time(alert, cleared ? "endsAt" : "startsAt"))
        .message(message == null ? name : message);
    Json.flatten("", labels, draft);
    Json.flatten("annotation", alert.path("annotations"), draft);
    draft.attribute("generatorURL", Json.text(alert, "generatorURL"));
  }

  private static EventStatus status(JsonNode alert) throws Refused {
    String status = Json.text(alert, "status");
    if ("firing".equals(status)) {
      return EventStatus.RAISED;
    }
    if ("resolved".equals(status)) {
      return EventStatus.CLEARED;
    }
    throw new Refused(
        "field 'status' is "
            + describe(alert.path("status"))
            + ", expected 'firing' or 'resolved'");
  }

  private static @Nullable String resource(JsonNode labels) {
    if ("kube-state-metrics".equals(Json.text(labels, "job"))) {
      String object = Json.firstText(labels, OBJECT_LABELS);
      if (object != null) {
        return object;
      }
    }
    String resource = Json.firstText(labels, RESOURCE_LABELS);
    return resource != null && resource.equals(Json.text(labels, "instance"))
        ? withoutPort(resource)
        : resource;
  }

  /** The host of an instance: {@code db-1:9100}, {@code [::1]:9100}, {@code https://shop/cart}. */
  static String withoutPort(String instance) {
    int scheme = instance.indexOf("://");
    String host = scheme < 0 ? instance : instance.substring(scheme + 3);
    int path = scheme < 0 ? -1 : host.indexOf('/');
    host = path < 0 ? host : host.substring(0, path);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end > 1 ? host.substring(1, end) : instance;
    }
    int colon = host.indexOf(':');
    boolean port = colon > 0 && colon == host.lastIndexOf(':');
    String name = port ? host.substring(0, colon) : host;
    return name.isEmpty() ? instance : name;
  }

  /** The zero time is none, see the webhook's documentation. */
  private static @Nullable Long time(JsonNode alert, String field) throws Refused {
    String text = Json.text(alert, field);
    if (text == null || text.startsWith("0001-01-01T00:00:00")) {
      return null;
    }
    long time = Timestamps.parse(text);
    if (time == Timestamps.INVALID) {
      throw new Refused(
          "field '" + field + "' is " + describe(alert.path(field)) + ", expected RFC 3339");
    }
    return time;
  }

  /**
   * Prometheus' own fingerprint of a label set, for senders that leave it out: FNV-1a over names
   * and values in the order of names, each ended by 0xff (prometheus/common, LabelsToSignature).
   */
  static String fingerprint(JsonNode labels) {
    Map<String, String> sorted = new TreeMap<>();
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      sorted.put(label.getKey(), label.getValue().asText());
    }
    long hash = 0xcbf29ce484222325L;
    for (Map.Entry<String, String> label : sorted.entrySet()) {
      hash = fnv(fnv(hash, label.getKey()), label.getValue());
    }
    return String.format(Locale.ROOT, "%016x", hash);
  }

  private static long fnv(long seed, String text) {
    long hash = seed;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return (hash ^ 0xff) * FNV_PRIME;
  }
}
