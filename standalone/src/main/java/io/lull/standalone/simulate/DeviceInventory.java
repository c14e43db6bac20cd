package io.lull.standalone.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Switches and hosts as a table, walks of themselves and the edges of OpenNMS tell them. */
final class DeviceInventory {
  private final Telling telling;
  private final Estate estate;
  private final EstateIndex index;
  private final Ports ports;
  private final ObjectMapper json = new ObjectMapper();

  DeviceInventory(Telling telling, Estate estate, EstateIndex index) {
    this.telling = telling;
    this.estate = estate;
    this.index = index;
    ports = new Ports(estate);
  }

  List<Document> render(String time) {
    List<Document> documents = new ArrayList<>();
    documents.add(Document.text("inventory-csv", "devices.csv", devices(time)));
    for (Node node : estate.nodes().values()) {
      if (Names.isDevice(node) && telling.isTold("walk " + node.getId())) {
        documents.add(Document.text("snmp-walk", node.getId(), walk(node, time).toString()));
      }
    }
    documents.addAll(edges());
    return documents;
  }

  private String devices(String time) {
    StringBuilder table = new StringBuilder("name,type,serial,mac,ip,part_of,site,time\n");
    List<Node> devices = estate.nodes().values().stream().filter(n -> Names.isDevice(n)).toList();
    for (Node node : estate.nodes().values()) {
      String fact = "row " + node.getId();
      if (node.getType().equals("SITE")) {
        row(table, node.getId(), "SITE", "", "", "", "", node.getId(), time);
      } else if (Names.isDevice(node) && telling.isTold(fact)) {
        String ip =
            telling.isWrong(fact) ? Names.address(telling.any(devices, fact)) : Names.address(node);
        String site =
            telling.isWrong("site " + fact)
                ? "nowhere"
                : node.getAttributes().getOrDefault("site", "");
        String partOf = String.join(";", index.to(node.getId(), "PART_OF"));
        row(
            table,
            node.getName(),
            node.getType(),
            Names.serial(node),
            Names.mac(node),
            ip,
            partOf,
            site,
            time);
      }
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String... fields) {
    table.append(String.join(",", fields)).append('\n');
  }

  private ObjectNode walk(Node node, String time) {
    ObjectNode document = json.createObjectNode();
    document.put("time", time).put("host", Names.address(node)).put("address", Names.address(node));
    ObjectNode walk = document.putObject("walk");
    walk.put("1.3.6.1.2.1.1.5.0", Names.hostName(node));
    walk.put("1.3.6.1.2.1.1.7.0", node.getType().equals("SWITCH") ? "14" : "72");
    walk.put("1.3.6.1.2.1.47.1.1.1.1.11.1", Names.serial(node));
    walk.put("1.0.8802.1.1.2.1.3.1.0", "4");
    walk.put("1.0.8802.1.1.2.1.3.2.0", "0x" + Names.mac(node).replace(":", ""));
    int number = 0;
    for (Link link : ports.of(node.getId())) {
      number++;
      String fact = "neighbour " + node.getId() + ' ' + link.port();
      if (!telling.isTold(fact)) {
        continue;
      }
      // A neighbour that is remembered from before the cables were moved.
      String otherId = telling.isWrong(fact) ? telling.any(ports.switches(), fact) : link.other();
      Node other = estate.node(otherId);
      String row = "." + "0." + number + ".1";
      String remote = "1.0.8802.1.1.2.1.4.1.1.";
      walk.put("1.0.8802.1.1.2.1.3.7.1.3." + number, link.port());
      walk.put(remote + "4" + row, "4");
      walk.put(remote + "5" + row, "0x" + Names.mac(other).replace(":", ""));
      walk.put(remote + "6" + row, "5");
      walk.put(remote + "7" + row, link.otherPort());
      walk.put(remote + "9" + row, Names.hostName(other));
      walk.put(remote + "12" + row, other.getType().equals("SWITCH") ? "0x2000" : "0x0100");
    }
    return document;
  }

  private List<Document> edges() {
    List<Document> documents = new ArrayList<>();
    for (String id : ports.switches()) {
      for (Link link : ports.of(id)) {
        String fact = "edge " + id + ' ' + link.port();
        boolean once = id.compareTo(link.other()) < 0;
        if (once && ports.switches().contains(link.other()) && telling.isTold(fact)) {
          ObjectNode edge = json.createObjectNode();
          edge.putObject("ref").put("id", id + '/' + link.port()).put("protocol", "LLDP");
          port(edge.putObject("sourcePort"), estate.node(id), link.port());
          port(edge.putObject("targetPort"), estate.node(link.other()), link.otherPort());
          documents.add(Document.text("opennms-topology", fact, edge.toString()));
        }
      }
    }
    return documents;
  }

  private static void port(ObjectNode end, Node node, String port) {
    end.put("ifName", port).put("address", Names.address(node));
    end.putObject("nodeCriteria").put("nodeLabel", node.getName());
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
