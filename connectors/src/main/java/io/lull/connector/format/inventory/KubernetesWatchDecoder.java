package io.lull.connector.format.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Timestamps;
import io.lull.connector.format.json.Json;
import io.lull.connector.format.json.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kubernetes-watch}: events of a watch ({@code type} and {@code object}), objects or lists
 * of them, as the API server writes them. An exporter may add {@code cluster} and {@code time}
 * beside them; else the record's header says the cluster, and the collector's clock the time. In a
 * replay without {@code time}, it is the latest that the object itself carries.
 *
 * <p>Nodes, pods, services with their endpoints and ingresses are CIs. Deployments, stateful sets
 * and disruption budgets say of the service with the same selector how many members it needs.
 */
public final class KubernetesWatchDecoder extends JsonInventoryDecoder {
  public KubernetesWatchDecoder(DecoderOptions options) {
    super("kubernetes-watch", options);
  }

  @Override
  void items(JsonNode document, List<JsonNode> into) throws Refused {
    JsonNode list = document.path("items");
    if (list.isArray()) {
      list.forEach(into::add);
    } else {
      super.items(document, into);
    }
  }

  @Override
  void item(JsonNode item, JsonNode document, FactWriter out) throws Refused {
    requireObject(item, "a Kubernetes object or an event of a watch");
    boolean watched = item.path("object").isObject();
    JsonNode object = watched ? item.path("object") : item;
    String event = watched ? Json.text(item, "type") : "ADDED";
    if (event == null) {
      throw new Refused("field 'type' is missing, expected ADDED, MODIFIED, DELETED or BOOKMARK");
    }
    if (event.equals("BOOKMARK")) {
      return;
    }
    if (event.equals("ERROR")) {
      throw new Refused(
          "the watch ended: "
              + Json.text(object, "message")
              + "; objects that are not listed again age out");
    }
    if (!List.of("ADDED", "MODIFIED", "DELETED").contains(event)) {
      throw new Refused(
          "field 'type' is '" + event + "', expected ADDED, MODIFIED, DELETED or BOOKMARK");
    }
    String kind = kind(object, document);
    String name = Json.text(object.path("metadata"), "name");
    if (kind == null || name == null) {
      throw new Refused("fields 'kind' and 'metadata.name' are missing");
    }
    Long time = time(item, "time", "observedAt");
    KubernetesObject read =
        new KubernetesObject(
            object, kind, name, cluster(item, object, out), event.equals("DELETED"));
    read.write(out, time == null && out.replays() ? latest(object) : time);
  }

  /** Objects in a list do not repeat their kind. */
  private static @Nullable String kind(JsonNode object, JsonNode document) {
    String kind = Json.text(object, "kind");
    String list = Json.text(document, "kind");
    return kind == null && list != null && list.endsWith("List")
        ? list.substring(0, list.length() - "List".length())
        : kind;
  }

  private static String cluster(JsonNode item, JsonNode object, FactWriter out) {
    String cluster = Json.firstText(item, "cluster", "clusterName");
    if (cluster == null) {
      cluster = Json.text(object, "clusterName");
    }
    return cluster == null ? out.scope() : cluster;
  }

  /** The latest time that an object carries. */
  private static @Nullable Long latest(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    long latest =
        Math.max(
            parse(Json.text(metadata, "creationTimestamp")),
            parse(Json.text(metadata, "deletionTimestamp")));
    for (JsonNode condition : object.path("status").path("conditions")) {
      latest = Math.max(latest, parse(Json.text(condition, "lastTransitionTime")));
    }
    for (JsonNode field : metadata.path("managedFields")) {
      latest = Math.max(latest, parse(Json.text(field, "time")));
    }
    return latest == Timestamps.INVALID ? null : Long.valueOf(latest);
  }

  private static long parse(@Nullable String text) {
    return text == null ? Timestamps.INVALID : Timestamps.parse(text);
  }
}
