package io.lull.standalone.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.schema.Node;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes, pods and services as a watch of Kubernetes tells them; each site is a namespace. */
final class ClusterInventory {
  private static final String CLUSTER = "shop";
  private static final int SLICE = 12;

  private final Telling telling;
  private final Estate estate;
  private final EstateIndex index;
  private final ObjectMapper json = new ObjectMapper();

  ClusterInventory(Telling telling, Estate estate, EstateIndex index) {
    this.telling = telling;
    this.estate = estate;
    this.index = index;
  }

  private static String namespaceOf(Node node) {
    return node.getAttributes().getOrDefault("site", "default");
  }

  /** The whole cluster as a watch lists it when it begins. */
  String list(String time) {
    StringBuilder stream = new StringBuilder();
    for (Node node : estate.nodes().values()) {
      String id = node.getId();
      if (node.getType().equals("HOST") && !id.startsWith("DB-") && telling.isTold("node " + id)) {
        ObjectNode object = object("Node", node.getName(), null);
        ArrayNode addresses = object.putObject("status").putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", Names.address(node));
        addresses.addObject().put("type", "Hostname").put("address", Names.hostName(node));
        event(stream, "ADDED", time, object);
      } else if (node.getType().equals("POD") && telling.isTold("pod " + id)) {
        event(stream, "ADDED", time, pod(node));
      } else if (node.getType().equals("SERVICE")) {
        service(node, time, stream);
      }
    }
    return stream.toString();
  }

  private ObjectNode object(String kind, String name, @Nullable String namespace) {
    ObjectNode object = json.createObjectNode().put("kind", kind);
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (namespace != null) {
      metadata.put("namespace", namespace);
    }
    return object;
  }

  private static void event(StringBuilder stream, String type, String time, ObjectNode object) {
    stream
        .append("{\"type\":\"" + type + "\",\"cluster\":\"" + CLUSTER + "\",\"time\":\"" + time)
        .append("\",\"object\":")
        .append(object)
        .append("}\n");
  }

  private ObjectNode pod(Node pod) {
    ObjectNode object = object("Pod", pod.getName(), namespaceOf(pod));
    String fact = "place " + pod.getId();
    List<String> hosts = index.to(pod.getId(), "RUNS_ON");
    if (!hosts.isEmpty()) {
      String host =
          telling.isWrong(fact)
              ? telling.any(
                  index.from(index.to(hosts.get(0), "DEPENDS_ON").get(0), "DEPENDS_ON"), fact)
              : hosts.get(0);
      object.putObject("spec").put("nodeName", estate.node(host).getName());
    }
    return object;
  }

  private void service(Node service, String time, StringBuilder stream) {
    String name = service.getId();
    if (telling.isTold("service " + name)) {
      ObjectNode object = object("Service", name, namespaceOf(service));
      object.putObject("spec").putObject("selector").put("app", name);
      event(stream, "ADDED", time, object);
    }
    List<String> pods = index.to(service.getId(), "SERVED_BY");
    if (telling.isTold("budget " + name)) {
      ObjectNode budget = object("PodDisruptionBudget", name, namespaceOf(service));
      budget.putObject("spec").putObject("selector").putObject("matchLabels").put("app", name);
      budget.putObject("status").put("desiredHealthy", pods.size() / 2);
      event(stream, "ADDED", time, budget);
    }
    for (int from = 0; from < pods.size(); from += SLICE) {
      List<String> part = pods.subList(from, Math.min(pods.size(), from + SLICE));
      String slice = name + "-" + from / SLICE;
      if (telling.isTold("slice " + slice)) {
        ObjectNode object = object("EndpointSlice", slice, namespaceOf(service));
        ((ObjectNode) object.path("metadata"))
            .putObject("labels")
            .put("kubernetes.io/service-name", name);
        ArrayNode endpoints = object.putArray("endpoints");
        part.forEach(pod -> endpoint(pod, endpoints.addObject()));
        event(stream, "ADDED", time, object);
      }
    }
    if (telling.isTold("endpoints " + name)) {
      ObjectNode object = object("Endpoints", name, namespaceOf(service));
      ArrayNode addresses = object.putArray("subsets").addObject().putArray("addresses");
      pods.forEach(pod -> endpoint(pod, addresses.addObject()));
      event(stream, "ADDED", time, object);
    }
  }

  private void endpoint(String pod, ObjectNode endpoint) {
    endpoint.putObject("targetRef").put("kind", "Pod").put("name", estate.node(pod).getName());
    for (String host : index.to(pod, "RUNS_ON")) {
      endpoint.put("nodeName", estate.node(host).getName());
    }
  }

  /** What the watch tells of pods that are no more. */
  String gone(Estate now, long timeMillis) {
    StringBuilder stream = new StringBuilder();
    for (Node node : estate.nodes().values()) {
      String id = node.getId();
      if (node.getType().equals("POD")
          && !now.nodes().containsKey(id)
          && telling.isTold("gone " + id)) {
        event(stream, "DELETED", Instant.ofEpochMilli(timeMillis).toString(), pod(node));
      }
    }
    return stream.toString();
  }
}
