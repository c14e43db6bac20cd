package io.lull.connector.format.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.json.Json;
import io.lull.connector.format.json.Refused;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code snmp-walk}: what a walk of a device returned, as JSON: {@code {"time":…,"host":…,
 * "address":…,"walk":{OID: value}}}, or {@code "variables":[{"oid":…,"value":…}]}. OIDs are
 * numeric, with or without a leading dot; octets that are no text are written {@code 0x0a1b…} or
 * {@code 0a 1b …}.
 *
 * <p>Read are the system group, interfaces with their addresses, the serial number (ENTITY-MIB) and
 * the neighbours by LLDP-MIB and CISCO-CDP-MIB.
 */
public final class SnmpWalkDecoder extends JsonInventoryDecoder {
  public SnmpWalkDecoder(DecoderOptions options) {
    super("snmp-walk", options);
  }

  @Override
  void item(JsonNode item, JsonNode document, FactWriter out) throws Refused {
    requireObject(item, "a walk: an object with host and walk");
    Walk walk = new Walk(variables(item));
    if (walk.isEmpty()) {
      throw new Refused("field 'walk' holds no variables, expected OIDs and their values");
    }
    String name = walk.text(Walk.SYS_NAME);
    String host = Json.firstText(item, "host", "address");
    String subject = host != null ? host : name != null ? name : out.sender();
    Long time = time(item, "time");
    WalkedDevice device = new WalkedDevice(subject, name, Json.text(item, "address"), walk);
    out.write(device.system(out), time);
    device.neighbours(out, time);
  }

  private static Map<String, String> variables(JsonNode item) throws Refused {
    Map<String, String> variables = new TreeMap<>();
    if (item.path("walk").isObject()) {
      item.path("walk")
          .properties()
          .forEach(field -> put(variables, field.getKey(), field.getValue()));
      return variables;
    }
    if (!item.path("variables").isArray()) {
      throw new Refused("field 'walk' is missing, expected an object of OIDs and their values");
    }
    for (JsonNode variable : item.path("variables")) {
      String oid = Json.text(variable, "oid");
      if (oid != null) {
        put(variables, oid, variable.path("value"));
      }
    }
    return variables;
  }

  private static void put(Map<String, String> variables, String oid, JsonNode value) {
    if (value.isValueNode() && !value.isNull()) {
      variables.put(oid.startsWith(".") ? oid.substring(1) : oid, value.asText());
    }
  }
}
