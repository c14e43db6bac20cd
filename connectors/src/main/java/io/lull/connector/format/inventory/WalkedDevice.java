package io.lull.connector.format.inventory;

import io.lull.schema.Identifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A device as its walk shows it: what it is, and whom it sees at its ports.
 *
 * @param subject what the collector calls it
 * @param name sysName
 * @param address the address that was asked
 * @param walk what it said
 */
record WalkedDevice(String subject, @Nullable String name, @Nullable String address, Walk walk) {
  private static final String CONNECTED_TO = "CONNECTED_TO";

  // Bits of sysServices (RFC 1213): layers that the device offers.
  private static final int BRIDGES = 2;
  private static final int ROUTES = 4;
  private static final int APPLICATIONS = 64;

  // Bits of LldpSystemCapabilitiesMap, first octet, from the left.
  private static final int BRIDGE = 0x20;
  private static final int ROUTER = 0x08;
  private static final int STATION = 0x01;

  // Subtypes of LLDP ids (IEEE 802.1AB): MAC address, network address, interface name, local.
  private static final String CHASSIS_MAC = "4";
  private static final String PORT_MAC = "3";

  FactDraft system(FactWriter out) {
    FactDraft draft =
        out.draft("snmp", subject)
            .type(type())
            .name(name)
            .id("NAME", name)
            .id("NAME", subject)
            .id("IP", address, out.scope())
            .attribute("description", walk.text(Walk.SYS_DESCR))
            .attribute("location", walk.text(Walk.SYS_LOCATION))
            .attribute("model", first(Walk.MODEL))
            .id("SERIAL", first(Walk.SERIAL));
    if (CHASSIS_MAC.equals(walk.text(Walk.LLDP_CHASSIS_SUBTYPE))) {
      draft.id("MAC", Walk.mac(walk.text(Walk.LLDP_CHASSIS)));
    }
    walk.column(Walk.IF_PHYS_ADDRESS).values().forEach(mac -> draft.id("MAC", Walk.mac(mac)));
    walk.column(Walk.IP_IF_INDEX).keySet().forEach(ip -> draft.id("IP", ip, out.scope()));
    return draft;
  }

  /** The chassis comes first in ENTITY-MIB; what follows are its parts. */
  private @Nullable String first(String column) {
    Map<Integer, String> byIndex = new TreeMap<>();
    walk.column(column)
        .forEach(
            (index, value) -> {
              if (index.matches("\\d{1,9}")) {
                byIndex.put(Integer.valueOf(index), value);
              }
            });
    return byIndex.isEmpty() ? null : byIndex.values().iterator().next();
  }

  private String type() {
    String services = walk.text(Walk.SYS_SERVICES);
    if (services == null || !services.matches("\\d{1,3}")) {
      return "";
    }
    int layers = Integer.parseInt(services);
    if ((layers & BRIDGES) != 0) {
      return "SWITCH";
    }
    return (layers & ROUTES) != 0 && (layers & APPLICATIONS) == 0 ? "ROUTER" : "HOST";
  }

  void neighbours(FactWriter out, @Nullable Long time) {
    FactDraft lldp = out.draft("lldp", subject + " neighbours");
    Map<String, Map<String, String>> remote = rows(Walk.LLDP_REMOTE);
    Map<String, String> addresses = managementAddresses();
    remote.forEach((index, row) -> lldp(index, row, addresses.get(index), lldp, out, time));
    out.write(lldp, time);
    FactDraft cdp = out.draft("cdp", subject + " neighbours");
    rows(Walk.CDP_CACHE).forEach((index, row) -> cdp(index, row, cdp, out, time));
    out.write(cdp, time);
  }

  /** Rows of a table by index, each by column. */
  private Map<String, Map<String, String>> rows(String table) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    walk.column(table)
        .forEach(
            (oid, value) -> {
              int dot = oid.indexOf('.');
              if (dot > 0) {
                rows.computeIfAbsent(oid.substring(dot + 1), i -> new HashMap<>())
                    .put(oid.substring(0, dot), value);
              }
            });
    return rows;
  }

  /** By index of the neighbour; the address itself is in the index behind it. */
  private Map<String, String> managementAddresses() {
    Map<String, String> addresses = new HashMap<>();
    for (String oid : walk.column(Walk.LLDP_ADDRESS).keySet()) {
      String[] parts = oid.split("\\.");
      if (parts.length == 10 && parts[4].equals("1") && parts[5].equals("4")) {
        addresses.putIfAbsent(
            parts[1] + '.' + parts[2] + '.' + parts[3],
            parts[6] + '.' + parts[7] + '.' + parts[8] + '.' + parts[9]);
      }
    }
    return addresses;
  }

  private void lldp(
      String index,
      Map<String, String> row,
      @Nullable String management,
      FactDraft links,
      FactWriter out,
      @Nullable Long time) {
    String[] parts = index.split("\\.");
    if (parts.length != 3) {
      return;
    }
    String mac = CHASSIS_MAC.equals(row.get("4")) ? Walk.mac(row.get("5")) : null;
    String other = text(row.get("9"));
    String chassis = mac == null ? text(row.get("5")) : null;
    String port = PORT_MAC.equals(row.get("6")) ? text(row.get("8")) : text(row.get("7"));
    links.relation(
        CONNECTED_TO,
        self(),
        FactDraft.reference("MAC", mac, "NAME", other, "IP", management, "NAME", chassis),
        ports(lldpPort(parts[1]), port));
    if (mac != null || other != null) {
      FactDraft neighbour =
          out.draft("lldp", subject + " sees " + (mac != null ? mac : other))
              .type(capabilities(Walk.octets(row.get("12"))))
              .name(other)
              .id("MAC", mac)
              .id("NAME", other)
              .id("IP", management, out.scope());
      out.write(neighbour, time);
    }
  }

  private List<Identifier> self() {
    return FactDraft.reference("NAME", name, "NAME", subject, "IP", address);
  }

  private static Map<String, String> ports(@Nullable String from, @Nullable String to) {
    Map<String, String> ports = new TreeMap<>();
    if (from != null) {
      ports.put("fromInterface", from);
    }
    if (to != null) {
      ports.put("toInterface", to);
    }
    return ports;
  }

  /** Ports of LLDP are numbered by themselves; many agents take the index of the interface. */
  private @Nullable String lldpPort(String number) {
    String port = text(walk.column(Walk.LLDP_PORT_ID).get(number));
    if (port != null && Walk.octets(port) == null) {
      return port;
    }
    String description = text(walk.column(Walk.LLDP_PORT_DESCR).get(number));
    return description != null ? description : interfaceName(number);
  }

  private @Nullable String interfaceName(String index) {
    String known = text(walk.column(Walk.IF_NAME).get(index));
    return known != null ? known : text(walk.column(Walk.IF_DESCR).get(index));
  }

  private void cdp(
      String index, Map<String, String> row, FactDraft links, FactWriter out, @Nullable Long time) {
    String device = text(row.get("6"));
    int dot = index.indexOf('.');
    if (device == null || dot < 0) {
      return;
    }
    // Some agents append the serial number: name(SERIAL).
    int bracket = device.indexOf('(');
    String other = bracket > 0 ? device.substring(0, bracket) : device;
    String management = Walk.address(row.get("4"));
    links.relation(
        CONNECTED_TO,
        self(),
        FactDraft.reference("NAME", other, "IP", management),
        ports(interfaceName(index.substring(0, dot)), text(row.get("7"))));
    out.write(
        out.draft("cdp", subject + " sees " + other)
            .name(other)
            .id("NAME", other)
            .id("IP", management, out.scope())
            .attribute("model", row.get("8")),
        time);
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String capabilities(@Nullable String octets) {
    if (octets == null || octets.length() < 2) {
      return "";
    }
    int bits = Integer.parseInt(octets.substring(0, 2), 16);
    List<String> types = new ArrayList<>();
    if ((bits & BRIDGE) != 0) {
      types.add("SWITCH");
    }
    if ((bits & ROUTER) != 0) {
      types.add("ROUTER");
    }
    if ((bits & STATION) != 0) {
      types.add("HOST");
    }
    return types.isEmpty() ? "" : types.get(0);
  }
}
