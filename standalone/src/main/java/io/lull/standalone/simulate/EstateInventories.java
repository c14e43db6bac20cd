package io.lull.standalone.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An estate as its inventories tell it: walks of devices, tables, a watch of Kubernetes, edges of
 * OpenNMS, databases, a service map; and as its telemetry does, in facts.
 */
public final class EstateInventories {
  private final Telling telling;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param missing part of the facts that nobody tells, 0..1
   * @param contradictory part of the facts that are wrong, 0..1
   */
  public EstateInventories(long seed, double missing, double contradictory) {
    telling = new Telling(seed, missing, contradictory);
  }

  /** Everything that inventories tell of an estate at a time. */
  public List<Document> inventories(Estate estate, long timeMillis) {
    EstateIndex index = new EstateIndex(estate);
    String time = Instant.ofEpochMilli(timeMillis).toString();
    List<Document> documents =
        new ArrayList<>(new DeviceInventory(telling, estate, index).render(time));
    String list = new ClusterInventory(telling, estate, index).list(time);
    documents.add(Document.text("kubernetes-watch", "list", list));
    documents.add(Document.text("inventory-json", "databases", databases(estate, index, time)));
    documents.add(Document.text("service-map", "map.yaml", serviceMap(estate)));
    return documents;
  }

  /** The same, and what telemetry would tell: calls and mentions, as facts. */
  public List<Document> render(Estate estate, long timeMillis) {
    List<Document> documents = new ArrayList<>(inventories(estate, timeMillis));
    String time = Instant.ofEpochMilli(timeMillis).toString();
    documents.add(Document.text("inventory-json", "telemetry", telemetry(estate, time)));
    return documents;
  }

  /** What a watch tells of pods that are no more. */
  public List<Document> gone(Estate before, Estate now, long timeMillis) {
    ClusterInventory cluster = new ClusterInventory(telling, before, new EstateIndex(before));
    return List.of(Document.text("kubernetes-watch", "gone", cluster.gone(now, timeMillis)));
  }

  private String databases(Estate estate, EstateIndex index, String time) {
    StringBuilder lines = new StringBuilder();
    for (Node node : estate.nodes().values()) {
      if (node.getType().equals("DATABASE") && telling.isTold("database " + node.getId())) {
        ObjectNode line = json.createObjectNode();
        line.put("source", "cmdb").put("name", node.getName()).put("type", "DATABASE");
        line.put("time", time);
        line.putObject("identifiers").put("fqdn", node.getAliases().get(0));
        ArrayNode relations = line.putArray("relations");
        for (String host : index.to(node.getId(), "RUNS_ON")) {
          relations.addObject().put("type", "RUNS_ON").put("to", Names.hostName(estate.node(host)));
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
      if (call.getType().equals("DEPENDS_ON")
          && share != null
          && !business
          && telling.isTold(fact)) {
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
      boolean speaks = Names.isDevice(node) || List.of("POD", "DATABASE").contains(node.getType());
      if (speaks && telling.isTold("mention " + node.getId())) {
        String name = Names.isDevice(node) ? Names.hostName(node) : node.getName();
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
        String busy = node.getAttributes().get("busyHours");
        if (busy != null) {
          yaml.append("\n    busyHours: \"").append(busy).append('"');
        }
        yaml.append("\n    dependsOn:\n");
        for (Relation call : estate.relations()) {
          if (call.getFrom().equals(node.getId()) && call.getType().equals("DEPENDS_ON")) {
            yaml.append("      - {service: ").append(call.getTo()).append(", share: ");
            yaml.append(call.getAttributes().get("share")).append("}\n");
          }
        }
      } else if (node.getType().equals("SERVICE")) {
        // The catalogue gives what the cluster runs the names that people use.
        yaml.append("  - name: ").append(node.getName()).append('\n');
        yaml.append("    aliases: [").append(node.getId()).append("]\n");
      }
    }
    return yaml.toString();
  }
}
