package io.lull.standalone.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An estate as its inventories and its telemetry tell it: walks of devices, tables, a watch of
 * Kubernetes, edges of OpenNMS, a service map, calls and mentions. Of all facts a part is missing
 * and a part is wrong, always the same ones: an inventory that lacks a host lacks it every day.
 */
public final class EstateInventories {
  private static final String CLUSTER = "shop";
  private static final String NAMESPACE = "prod";
  private static final int SLICE = 12;

  /**
   * A record of a raw topic.
   *
   * @param format wire format
   * @param name what it is called
   * @param value the bytes
   */
  public record Document(String format, String name, byte[] value) {}

  private final long seed;
  private final double missing;
  private final double contradictory;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, List<String>> ends = new HashMap<>();

  /**
   * @param missing part of the facts that nobody tells, 0..1
   * @param contradictory part of the facts that are wrong, 0..1
   */
  public EstateInventories(long seed, double missing, double contradictory) {
    this.seed = seed;
    this.missing = missing;
    this.contradictory = contradictory;
  }

  private double chance(String what, String fact) {
    long hash = seed;
    for (char c : (what + '\0' + fact).toCharArray()) {
      hash = hash * 0x100000001b3L ^ c;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    return (hash >>> 11) * 0x1.0p-53;
  }

  private boolean isTold(String fact) {
    return chance("missing", fact) >= missing;
  }

  private boolean isWrong(String fact) {
    return chance("wrong", fact) < contradictory;
  }

  private <T> T any(List<T> of, String fact) {
    return of.get((int) (chance("any", fact) * of.size()));
  }

  /** Everything that is told of an estate at a time. */
  public List<Document> render(Estate estate, long timeMillis) {
    index(estate);
    List<Document> documents = new ArrayList<>();
    String time = Instant.ofEpochMilli(timeMillis).toString();
    Ports ports = new Ports(estate);
    documents.add(text("inventory-csv", "devices.csv", devices(estate, time)));
    for (Node node : estate.nodes().values()) {
      if (isDevice(node) && isTold("walk " + node.getId())) {
        documents.add(text("snmp-walk", node.getId(), walk(estate, ports, node, time).toString()));
      }
    }
    documents.addAll(edges(estate, ports));
    documents.add(text("kubernetes-watch", "list", kubernetes(estate, time)));
    documents.add(text("inventory-json", "databases", databases(estate, time)));
    documents.add(text("inventory-json", "telemetry", telemetry(estate, time)));
    documents.add(text("service-map", "map.yaml", serviceMap(estate)));
    return documents;
  }

  /** What a watch tells of pods that are no more. */
  public List<Document> gone(Estate before, Estate now, long timeMillis) {
    index(before);
    StringBuilder stream = new StringBuilder();
    for (Node node : before.nodes().values()) {
      String id = node.getId();
      if (node.getType().equals("POD") && !now.nodes().containsKey(id) && isTold("gone " + id)) {
        event(stream, "DELETED", Instant.ofEpochMilli(timeMillis).toString(), pod(before, node));
      }
    }
    return List.of(text("kubernetes-watch", "gone", stream.toString()));
  }

  private void index(Estate estate) {
    ends.clear();
    for (Relation relation : estate.relations()) {
      String type = relation.getType();
      end(relation.getFrom() + ">" + type).add(relation.getTo());
      end(relation.getTo() + "<" + type).add(relation.getFrom());
    }
  }

  private List<String> end(String key) {
    return ends.computeIfAbsent(key, k -> new ArrayList<>());
  }

  private List<String> to(String id, String type) {
    return ends.getOrDefault(id + ">" + type, List.of());
  }

  private List<String> from(String id, String type) {
    return ends.getOrDefault(id + "<" + type, List.of());
  }

  private static Document text(String format, String name, String value) {
    return new Document(format, name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isDevice(Node node) {
    return node.getType().equals("SWITCH") || node.getType().equals("HOST");
  }

  private static String address(Node node) {
    return node.getAliases().get(node.getAliases().size() - 1);
  }

  private static String hostName(Node node) {
    return node.getType().equals("HOST") ? node.getAliases().get(0) : node.getName();
  }

  /** Serial numbers and MAC addresses outlive names. */
  private static String serial(Node node) {
    return "SN" + Integer.toHexString(node.getId().hashCode()).toUpperCase(Locale.ROOT);
  }

  private static String mac(Node node) {
    int hash = node.getId().hashCode() * 31 + node.getId().length();
    return String.format(
        "02:%02x:%02x:%02x:%02x:%02x",
        node.getId().length(),
        hash >>> 24 & 0xff,
        hash >>> 16 & 0xff,
        hash >>> 8 & 0xff,
        hash & 0xff);
  }

  private String devices(Estate estate, String time) {
    StringBuilder table = new StringBuilder("name,type,serial,mac,ip,part_of,site,time\n");
    List<Node> devices = estate.nodes().values().stream().filter(n -> isDevice(n)).toList();
    for (Node node : estate.nodes().values()) {
      String fact = "row " + node.getId();
      if (node.getType().equals("SITE")) {
        row(table, node.getId(), "SITE", "", "", "", "", node.getId(), time);
      } else if (isDevice(node) && isTold(fact)) {
        String ip = isWrong(fact) ? address(any(devices, fact)) : address(node);
        String site =
            isWrong("site " + fact) ? "nowhere" : node.getAttributes().getOrDefault("site", "");
        String partOf = String.join(";", to(node.getId(), "PART_OF"));
        row(table, node.getName(), node.getType(), serial(node), mac(node), ip, partOf, site, time);
      }
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String... fields) {
    table.append(String.join(",", fields)).append('\n');
  }

  private ObjectNode walk(Estate estate, Ports ports, Node node, String time) {
    ObjectNode document = json.createObjectNode();
    document.put("time", time).put("host", address(node)).put("address", address(node));
    ObjectNode walk = document.putObject("walk");
    walk.put("1.3.6.1.2.1.1.5.0", hostName(node));
    walk.put("1.3.6.1.2.1.1.7.0", node.getType().equals("SWITCH") ? "14" : "72");
    walk.put("1.3.6.1.2.1.47.1.1.1.1.11.1", serial(node));
    walk.put("1.0.8802.1.1.2.1.3.1.0", "4");
    walk.put("1.0.8802.1.1.2.1.3.2.0", "0x" + mac(node).replace(":", ""));
    int number = 0;
    for (Link link : ports.of(node.getId())) {
      number++;
      String fact = "neighbour " + node.getId() + ' ' + link.port();
      if (!isTold(fact)) {
        continue;
      }
      // A neighbour that is remembered from before the cables were moved.
      String otherId = isWrong(fact) ? any(ports.switches(), fact) : link.other();
      Node other = estate.node(otherId);
      String row = "." + "0." + number + ".1";
      String remote = "1.0.8802.1.1.2.1.4.1.1.";
      walk.put("1.0.8802.1.1.2.1.3.7.1.3." + number, link.port());
      walk.put(remote + "4" + row, "4");
      walk.put(remote + "5" + row, "0x" + mac(other).replace(":", ""));
      walk.put(remote + "6" + row, "5");
      walk.put(remote + "7" + row, link.otherPort());
      walk.put(remote + "9" + row, hostName(other));
      walk.put(remote + "12" + row, other.getType().equals("SWITCH") ? "0x2000" : "0x0100");
    }
    return document;
  }

  private List<Document> edges(Estate estate, Ports ports) {
    List<Document> documents = new ArrayList<>();
    for (String id : ports.switches()) {
      for (Link link : ports.of(id)) {
        String fact = "edge " + id + ' ' + link.port();
        boolean once = id.compareTo(link.other()) < 0;
        if (once && ports.switches().contains(link.other()) && isTold(fact)) {
          ObjectNode edge = json.createObjectNode();
          edge.putObject("ref").put("id", id + '/' + link.port()).put("protocol", "LLDP");
          port(edge.putObject("sourcePort"), estate.node(id), link.port());
          port(edge.putObject("targetPort"), estate.node(link.other()), link.otherPort());
          documents.add(text("opennms-topology", fact, edge.toString()));
        }
      }
    }
    return documents;
  }

  private static void port(ObjectNode end, Node node, String port) {
    end.put("ifName", port).put("address", address(node));
    end.putObject("nodeCriteria").put("nodeLabel", node.getName());
  }

  /** The whole cluster as a watch lists it when it begins. */
  private String kubernetes(Estate estate, String time) {
    StringBuilder stream = new StringBuilder();
    for (Node node : estate.nodes().values()) {
      String id = node.getId();
      if (node.getType().equals("HOST") && !id.startsWith("DB-") && isTold("node " + id)) {
        ObjectNode object = object("Node", node.getName(), false);
        ArrayNode addresses = object.putObject("status").putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", address(node));
        addresses.addObject().put("type", "Hostname").put("address", hostName(node));
        event(stream, "ADDED", time, object);
      } else if (node.getType().equals("POD") && isTold("pod " + id)) {
        event(stream, "ADDED", time, pod(estate, node));
      } else if (node.getType().equals("SERVICE")) {
        service(estate, node, time, stream);
      }
    }
    return stream.toString();
  }

  private ObjectNode object(String kind, String name, boolean namespaced) {
    ObjectNode object = json.createObjectNode().put("kind", kind);
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (namespaced) {
      metadata.put("namespace", NAMESPACE);
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

  private ObjectNode pod(Estate estate, Node pod) {
    ObjectNode object = object("Pod", pod.getName(), true);
    String fact = "place " + pod.getId();
    List<String> hosts = to(pod.getId(), "RUNS_ON");
    if (!hosts.isEmpty()) {
      String host =
          isWrong(fact)
              ? any(from(to(hosts.get(0), "DEPENDS_ON").get(0), "DEPENDS_ON"), fact)
              : hosts.get(0);
      object.putObject("spec").put("nodeName", estate.node(host).getName());
    }
    return object;
  }

  private void service(Estate estate, Node service, String time, StringBuilder stream) {
    String name = service.getName();
    if (isTold("service " + name)) {
      ObjectNode object = object("Service", name, true);
      object.putObject("spec").putObject("selector").put("app", name);
      event(stream, "ADDED", time, object);
    }
    List<String> pods = to(service.getId(), "SERVED_BY");
    if (isTold("budget " + name)) {
      ObjectNode budget = object("PodDisruptionBudget", name, true);
      budget.putObject("spec").putObject("selector").putObject("matchLabels").put("app", name);
      budget.putObject("status").put("desiredHealthy", pods.size() / 2);
      event(stream, "ADDED", time, budget);
    }
    for (int from = 0; from < pods.size(); from += SLICE) {
      List<String> part = pods.subList(from, Math.min(pods.size(), from + SLICE));
      String slice = name + "-" + from / SLICE;
      if (isTold("slice " + slice)) {
        ObjectNode object = object("EndpointSlice", slice, true);
        ((ObjectNode) object.path("metadata"))
            .putObject("labels")
            .put("kubernetes.io/service-name", name);
        ArrayNode endpoints = object.putArray("endpoints");
        part.forEach(pod -> endpoint(estate, pod, endpoints.addObject()));
        event(stream, "ADDED", time, object);
      }
    }
    if (isTold("endpoints " + name)) {
      ObjectNode object = object("Endpoints", name, true);
      ArrayNode addresses = object.putArray("subsets").addObject().putArray("addresses");
      pods.forEach(pod -> endpoint(estate, pod, addresses.addObject()));
      event(stream, "ADDED", time, object);
    }
  }

  private void endpoint(Estate estate, String pod, ObjectNode endpoint) {
    endpoint.putObject("targetRef").put("kind", "Pod").put("name", estate.node(pod).getName());
    for (String host : to(pod, "RUNS_ON")) {
      endpoint.put("nodeName", estate.node(host).getName());
    }
  }

  private String databases(Estate estate, String time) {
    StringBuilder lines = new StringBuilder();
    for (Node node : estate.nodes().values()) {
      if (node.getType().equals("DATABASE") && isTold("database " + node.getId())) {
        ObjectNode line = json.createObjectNode();
        line.put("source", "cmdb").put("name", node.getName()).put("type", "DATABASE");
        line.put("time", time);
        line.putObject("identifiers").put("fqdn", node.getAliases().get(0));
        ArrayNode relations = line.putArray("relations");
        for (String host : to(node.getId(), "RUNS_ON")) {
          relations.addObject().put("type", "RUNS_ON").put("to", hostName(estate.node(host)));
        }
        lines.append(line).append('\n');
      }
    }
    return lines.toString();
  }

  /** Calls that traces show, and resources that events and metrics speak of. */
  private String telemetry(Estate estate, String time) {
    StringBuilder lines = new StringBuilder();
    for (Relation call : estate.relations()) {
      boolean business = estate.node(call.getFrom()).getType().equals("BUSINESS_SERVICE");
      String share = call.getAttributes().get("share");
      String fact = "call " + call.getFrom() + ' ' + call.getTo();
      if (call.getType().equals("DEPENDS_ON") && share != null && !business && isTold(fact)) {
        Node to = estate.node(call.getTo());
        boolean database = to.getType().equals("DATABASE");
        ObjectNode line = json.createObjectNode();
        line.put("source", "spans").put("subject", fact).put("time", time);
        ObjectNode relation = line.putArray("relations").addObject();
        relation.put("type", "DEPENDS_ON").put("from", call.getFrom());
        relation.put("to", database ? to.getAliases().get(0) : call.getTo());
        relation.putObject("attributes").put("share", share);
        lines.append(line).append('\n');
      }
    }
    for (Node node : estate.nodes().values()) {
      boolean speaks = isDevice(node) || List.of("POD", "DATABASE").contains(node.getType());
      if (speaks && isTold("mention " + node.getId())) {
        String name = isDevice(node) ? hostName(node) : node.getName();
        ObjectNode line = json.createObjectNode();
        line.put("source", "seen").put("name", name).put("time", time);
        lines.append(line).append('\n');
      }
    }
    return lines.toString();
  }

  private static String serviceMap(Estate estate) {
    StringBuilder yaml = new StringBuilder("services:\n");
    for (Node node : estate.nodes().values()) {
      if (node.getType().equals("BUSINESS_SERVICE")) {
        yaml.append("  - name: ").append(node.getName()).append('\n');
        yaml.append("    revenueShare: ").append(node.getAttributes().get("revenueShare"));
        yaml.append("\n    dependsOn:\n");
        for (Relation call : estate.relations()) {
          if (call.getFrom().equals(node.getId()) && call.getType().equals("DEPENDS_ON")) {
            yaml.append("      - {service: ").append(call.getTo()).append(", share: ");
            yaml.append(call.getAttributes().get("share")).append("}\n");
          }
        }
      }
    }
    return yaml.toString();
  }

  /** One end of a link. */
  private record Link(String port, String other, String otherPort) {}

  /** Which port of which device leads where. */
  private static final class Ports {
    private final Map<String, List<Link>> links = new HashMap<>();
    private final List<String> switches = new ArrayList<>();

    Ports(Estate estate) {
      estate.nodes().values().stream()
          .filter(node -> node.getType().equals("SWITCH"))
          .forEach(node -> switches.add(node.getId()));
      Map<String, Integer> hosts = new TreeMap<>();
      for (Relation relation : estate.relations()) {
        if (relation.getType().equals("CONNECTED_TO")) {
          add(
              relation.getFrom(),
              relation.getAttributes().getOrDefault("fromInterface", ""),
              relation.getTo(),
              relation.getAttributes().getOrDefault("toInterface", ""));
        } else if (relation.getAttributes().containsKey("link")) {
          int number = hosts.merge(relation.getTo(), 1, Integer::sum);
          add(relation.getFrom(), "eth0", relation.getTo(), "Ethernet" + number);
        }
      }
    }

    private void add(String from, String fromPort, String to, String toPort) {
      links.computeIfAbsent(from, f -> new ArrayList<>()).add(new Link(fromPort, to, toPort));
      links.computeIfAbsent(to, t -> new ArrayList<>()).add(new Link(toPort, from, fromPort));
    }

    List<Link> of(String device) {
      return links.getOrDefault(device, List.of());
    }

    List<String> switches() {
      return switches;
    }
  }
}
