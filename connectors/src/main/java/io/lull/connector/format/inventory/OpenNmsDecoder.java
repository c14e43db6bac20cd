package io.lull.connector.format.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.json.Json;
import io.lull.connector.format.json.Refused;
import io.lull.schema.Identifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code opennms-topology}: topology edges and nodes of the OpenNMS Kafka producer, the messages
 * TopologyEdge and Node in the JSON mapping of protobuf.
 */
public final class OpenNmsDecoder extends JsonInventoryDecoder {
  private static final String SOURCE = "opennms";

  public OpenNmsDecoder(DecoderOptions options) {
    super("opennms-topology", options);
  }

  @Override
  void item(JsonNode item, JsonNode document, FactWriter out) throws Refused {
    requireObject(item, "a TopologyEdge or a Node");
    if (item.has("ref")) {
      edge(item, out);
    } else if (item.has("foreignSource") || item.has("label")) {
      node(item, out);
    } else {
      throw new Refused("fields 'ref' of a TopologyEdge, or 'label' of a Node, are missing");
    }
  }

  private static void node(JsonNode node, FactWriter out) throws Refused {
    String label = Json.text(node, "label");
    String id = key(node);
    if (id == null && label == null) {
      throw new Refused("fields 'foreignId' and 'label' are missing");
    }
    FactDraft draft =
        out.draft(SOURCE, "node/" + (id == null ? label : id))
            .name(label)
            .id("KEY", id, "opennms")
            .id("NAME", label)
            .id("NAME", Json.text(node, "sysName"))
            .attribute("location", Json.firstText(node, "location", "sysLocation"))
            .attribute("description", Json.firstText(node, "sysDescription", "sysDescr"));
    for (JsonNode address : node.path("ipInterface")) {
      draft.id("IP", Json.text(address, "ipAddress"), out.scope());
    }
    for (JsonNode port : node.path("snmpInterface")) {
      draft.id("MAC", Json.firstText(port, "ifPhysAddress", "physAddress"));
    }
    for (JsonNode category : node.path("category")) {
      draft.attribute("category." + category.asText(), "true");
    }
    out.write(draft, null);
  }

  private static @Nullable String key(JsonNode node) {
    String source = Json.text(node, "foreignSource");
    String foreign = Json.text(node, "foreignId");
    return source != null && foreign != null ? source + ':' + foreign : Json.text(node, "id");
  }

  private static void edge(JsonNode edge, FactWriter out) throws Refused {
    JsonNode ref = edge.path("ref");
    String id = Json.text(ref, "id");
    if (id == null) {
      throw new Refused("field 'ref.id' is missing, expected the id of the edge");
    }
    String protocol = Json.text(ref, "protocol");
    FactDraft draft =
        out.draft(SOURCE, "edge/" + (protocol == null ? "" : protocol) + '/' + id)
            .attribute("protocol", protocol);
    List<Identifier> source = end(edge, "source");
    List<Identifier> target = end(edge, "target");
    if (source.isEmpty() && target.isEmpty()) {
      out.write(draft.gone(), null); // A tombstone keeps only its reference.
      return;
    }
    if (source.isEmpty() || target.isEmpty()) {
      throw new Refused("an end of the edge is no port and no node; segments are not known here");
    }
    Map<String, String> ports = new TreeMap<>();
    port(edge.path("sourcePort"), "fromInterface", ports);
    port(edge.path("targetPort"), "toInterface", ports);
    out.write(draft.relation("CONNECTED_TO", source, target, ports), null);
  }

  private static void port(JsonNode port, String as, Map<String, String> into) {
    String name = Json.firstText(port, "ifName", "ifIndex");
    if (name != null) {
      into.put(as, name);
    }
  }

  private static List<Identifier> end(JsonNode edge, String which) {
    JsonNode port = edge.path(which + "Port");
    JsonNode node = port.isMissingNode() ? edge.path(which + "Node") : port.path("nodeCriteria");
    List<Identifier> reference =
        FactDraft.reference(
            "NAME",
            Json.firstText(node, "nodeLabel", "label"),
            "NAME",
            Json.text(node, "foreignId"),
            "IP",
            Json.text(port, "address"));
    Identifier key = FactDraft.identifier("KEY", key(node), "opennms");
    if (key != null) {
      reference.add(0, key);
    }
    return reference;
  }
}
