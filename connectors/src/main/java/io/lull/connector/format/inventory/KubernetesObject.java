package io.lull.connector.format.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.json.Json;
import io.lull.schema.Identifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One object of the Kubernetes API, and the facts it is.
 *
 * @param object the object
 * @param kind its kind, such as Pod
 * @param name its name
 * @param cluster the cluster; empty: there is one
 * @param deleted whether it is gone
 */
record KubernetesObject(
    JsonNode object, String kind, String name, String cluster, boolean deleted) {
  static final String SOURCE = "kubernetes";

  /** Budgets and workloads say what a service needs, each less bindingly than what is above. */
  private static final String BUDGETS = "kubernetes-budget";

  private static final String WORKLOADS = "kubernetes-workload";

  private static final String TAG = "lull.io/";
  private static final double DEFAULT_UNAVAILABLE = 0.25;

  void write(FactWriter out, @Nullable Long time) {
    FactDraft draft =
        switch (kind) {
          case "Node" -> node(out);
          case "Pod" -> pod(out);
          case "Service" -> service(out);
          case "EndpointSlice" -> slice(out);
          case "Endpoints" -> endpoints(out);
          case "Ingress" -> ingress(out);
          case "PodDisruptionBudget" -> budget(out);
          case "Deployment", "StatefulSet" -> workload(out);
          default -> null; // Other objects say nothing of the topology.
        };
    if (draft != null) {
      out.write(deleted || isOver() ? draft.gone() : draft, time);
    }
  }

  /** A pod that has run to its end. */
  private boolean isOver() {
    String phase = Json.text(status(), "phase");
    return kind.equals("Pod") && ("Succeeded".equals(phase) || "Failed".equals(phase));
  }

  private FactDraft draft(FactWriter out, String source) {
    String subject =
        cluster + '/' + kind.toLowerCase(java.util.Locale.ROOT) + '/' + path(namespace(), name);
    FactDraft draft = out.draft(source, subject);
    return draft.attribute("cluster", cluster).attribute("namespace", namespace());
  }

  private JsonNode metadata() {
    return object.path("metadata");
  }

  private JsonNode spec() {
    return object.path("spec");
  }

  private JsonNode status() {
    return object.path("status");
  }

  private String namespace() {
    String namespace = Json.text(metadata(), "namespace");
    return namespace == null ? "" : namespace;
  }

  private static String path(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + '/' + name;
  }

  /** Names are unique in their namespace. */
  private String scope() {
    return cluster.isEmpty() ? namespace() : cluster + '/' + namespace();
  }

  private String system(String kindOfKey) {
    return "kubernetes:" + cluster + '/' + kindOfKey;
  }

  private List<Identifier> reference(String kindOfKey, String namespace, @Nullable String other) {
    Identifier key =
        other == null
            ? null
            : FactDraft.identifier("KEY", path(namespace, other), system(kindOfKey));
    return key == null ? List.of() : List.of(key);
  }

  private FactDraft node(FactWriter out) {
    JsonNode info = status().path("nodeInfo");
    JsonNode labels = metadata().path("labels");
    FactDraft draft =
        draft(out, SOURCE)
            .type("HOST")
            .name(name)
            .id("KEY", name, system("node"))
            .id("NAME", name)
            .id("UUID", Json.text(info, "systemUUID"))
            .id("CLOUD_ID", cloudId(Json.text(spec(), "providerID")))
            .attribute("kernel", Json.text(info, "kernelVersion"))
            .attribute("os", Json.text(info, "osImage"))
            .attribute("kubelet", Json.text(info, "kubeletVersion"))
            .attribute("zone", Json.text(labels, "topology.kubernetes.io/zone"))
            .attribute("region", Json.text(labels, "topology.kubernetes.io/region"))
            .attribute("instanceType", Json.text(labels, "node.kubernetes.io/instance-type"));
    for (JsonNode address : status().path("addresses")) {
      draft.id("NAME", Json.text(address, "address"));
    }
    return tags(draft);
  }

  /** {@code aws:///eu-central-1a/i-0abc}: the cloud knows the machine by the last part. */
  private static @Nullable String cloudId(@Nullable String providerId) {
    if (providerId == null) {
      return null;
    }
    return providerId.startsWith("aws://")
        ? providerId.substring(providerId.lastIndexOf('/') + 1)
        : providerId;
  }

  private FactDraft pod(FactWriter out) {
    boolean hostNetwork = spec().path("hostNetwork").asBoolean(false);
    FactDraft draft =
        draft(out, SOURCE)
            .type("POD")
            .name(name)
            .id("KEY", path(namespace(), name), system("pod"))
            .id("NAME", name, scope())
            .attribute("uid", Json.text(metadata(), "uid"))
            .attribute("workload", workloadOf())
            .to("RUNS_ON", nodeReference(Json.text(spec(), "nodeName")), Map.of());
    if (!hostNetwork) {
      draft.id("IP", Json.text(status(), "podIP"), cluster);
      for (JsonNode address : status().path("podIPs")) {
        draft.id("IP", Json.text(address, "ip"), cluster);
      }
    }
    return tags(draft);
  }

  /** What made the pod; of a replica set, the deployment behind it. */
  private @Nullable String workloadOf() {
    for (JsonNode owner : metadata().path("ownerReferences")) {
      String owning = Json.text(owner, "name");
      if (owning != null && owner.path("controller").asBoolean(true)) {
        int hash = owning.lastIndexOf('-');
        boolean replicas = "ReplicaSet".equals(Json.text(owner, "kind")) && hash > 0;
        return replicas ? owning.substring(0, hash) : owning;
      }
    }
    return null;
  }

  private FactDraft service(FactWriter out) {
    FactDraft draft =
        draft(out, SOURCE)
            .type("SERVICE")
            .name(name)
            .id("KEY", path(namespace(), name), system("service"))
            .id("NAME", name, scope())
            .id("SELECTOR", selector(spec().path("selector")), scope())
            .id("FQDN", Json.text(spec(), "externalName"));
    if (!"None".equals(Json.text(spec(), "clusterIP"))) {
      draft.id("IP", Json.text(spec(), "clusterIP"), cluster);
    }
    for (JsonNode ingress : status().path("loadBalancer").path("ingress")) {
      draft.id("IP", Json.text(ingress, "ip")).id("FQDN", Json.text(ingress, "hostname"));
    }
    return tags(draft);
  }

  /** The labels of a selector in one order. */
  private static @Nullable String selector(JsonNode labels) {
    Map<String, String> sorted = new TreeMap<>();
    labels.properties().forEach(label -> sorted.put(label.getKey(), label.getValue().asText()));
    return sorted.isEmpty() ? null : sorted.toString();
  }

  private FactDraft slice(FactWriter out) {
    String service = Json.text(metadata().path("labels"), "kubernetes.io/service-name");
    FactDraft draft = members(out, service);
    for (JsonNode endpoint : object.path("endpoints")) {
      if (!endpoint.path("conditions").path("terminating").asBoolean(false)) {
        member(draft, endpoint.path("targetRef"), Json.text(endpoint, "nodeName"));
      }
    }
    return draft;
  }

  private FactDraft endpoints(FactWriter out) {
    FactDraft draft = members(out, name);
    for (JsonNode subset : object.path("subsets")) {
      for (String field : new String[] {"addresses", "notReadyAddresses"}) {
        for (JsonNode address : subset.path(field)) {
          member(draft, address.path("targetRef"), Json.text(address, "nodeName"));
        }
      }
    }
    return draft;
  }

  private FactDraft members(FactWriter out, @Nullable String service) {
    String key = service == null ? null : path(namespace(), service);
    return draft(out, SOURCE)
        .type("SERVICE")
        .name(service)
        .id("KEY", key, system("service"))
        .id("NAME", service, scope());
  }

  /**
   * A member that is not ready is one all the same: that is what redundancy is for. Where it runs
   * is said once more here, for pods whose own object nobody has seen.
   */
  private void member(FactDraft draft, JsonNode target, @Nullable String node) {
    String member = Json.text(target, "name");
    if (!"Pod".equals(Json.text(target, "kind")) || member == null) {
      return;
    }
    String in = Json.text(target, "namespace");
    List<Identifier> pod = new ArrayList<>(reference("pod", in == null ? namespace() : in, member));
    pod.addAll(FactDraft.reference("NAME", member));
    draft.to("SERVED_BY", pod, Map.of());
    if (node != null) {
      draft.relation("RUNS_ON", pod, nodeReference(node), Map.of());
    }
  }

  private List<Identifier> nodeReference(@Nullable String node) {
    List<Identifier> reference = new ArrayList<>(reference("node", "", node));
    reference.addAll(FactDraft.reference("NAME", node));
    return reference;
  }

  private FactDraft ingress(FactWriter out) {
    FactDraft draft =
        draft(out, SOURCE)
            .type("INGRESS")
            .name(name)
            .id("KEY", path(namespace(), name), system("ingress"));
    Set<String> services = new LinkedHashSet<>();
    backend(spec().path("defaultBackend"), services);
    for (JsonNode rule : spec().path("rules")) {
      draft.id("FQDN", Json.text(rule, "host"));
      rule.path("http").path("paths").forEach(path -> backend(path.path("backend"), services));
    }
    double share = services.isEmpty() ? 1 : 1.0 / services.size();
    Map<String, String> with =
        services.size() > 1
            ? Map.of("share", Double.toString(Math.round(share * 1000) / 1000.0))
            : Map.of();
    services.forEach(
        service -> draft.to("DEPENDS_ON", reference("service", namespace(), service), with));
    return tags(draft);
  }

  private static void backend(JsonNode backend, Set<String> services) {
    String service = Json.text(backend.path("service"), "name");
    if (service != null) {
      services.add(service);
    }
  }

  private FactDraft budget(FactWriter out) {
    String healthy = Json.text(status(), "desiredHealthy");
    String minimum = Json.text(spec(), "minAvailable");
    String required = positive(healthy) ? healthy : positive(minimum) ? minimum : null;
    return draft(out, BUDGETS)
        .id("SELECTOR", selector(spec().path("selector").path("matchLabels")), scope())
        .attribute("required", required);
  }

  private static boolean positive(@Nullable String text) {
    return text != null && text.matches("[1-9]\\d{0,6}");
  }

  /** What a rollout may take away, a service can do without. */
  private FactDraft workload(FactWriter out) {
    int replicas = spec().path("replicas").asInt(1);
    JsonNode rolling = spec().path("strategy").path("rollingUpdate").path("maxUnavailable");
    int required = Math.max(1, replicas - unavailable(rolling, replicas));
    FactDraft draft =
        draft(out, WORKLOADS)
            .id("SELECTOR", selector(spec().path("selector").path("matchLabels")), scope())
            .attribute("replicas", Integer.toString(replicas));
    return replicas > 0 ? draft.attribute("required", Integer.toString(required)) : draft;
  }

  private static int unavailable(JsonNode value, int replicas) {
    if (value.isInt()) {
      return Math.max(0, value.asInt());
    }
    String text = value.asText("");
    if (text.matches("\\d{1,3}%")) {
      return replicas * Integer.parseInt(text.substring(0, text.length() - 1)) / 100;
    }
    return (int) (replicas * DEFAULT_UNAVAILABLE);
  }

  /** What people write on objects for Lull: {@code lull.io/depends-on: orders-db, payment}. */
  private FactDraft tags(FactDraft draft) {
    for (String field : new String[] {"labels", "annotations"}) {
      for (Map.Entry<String, JsonNode> tag : metadata().path(field).properties()) {
        if (tag.getKey().startsWith(TAG)) {
          tag(draft, tag.getKey().substring(TAG.length()), tag.getValue().asText());
        }
      }
    }
    return draft;
  }

  private static void tag(FactDraft draft, String tag, String value) {
    String relation =
        switch (tag) {
          case "depends-on" -> "DEPENDS_ON";
          case "part-of" -> "PART_OF";
          case "runs-on" -> "RUNS_ON";
          default -> null;
        };
    if (relation == null) {
      draft.attribute(tag, value);
      return;
    }
    List<String> others = new ArrayList<>(List.of(value.split("[,;]")));
    others.removeIf(String::isBlank);
    others.forEach(
        other -> draft.to(relation, FactDraft.reference("NAME", other.strip()), Map.of()));
  }
}
