package io.lull.benchmark;

/**
 * A device that sends: the first of its rack is the switch.
 *
 * @param rack number of the rack; even ones are in the topology
 * @param slot place in the rack
 */
record Ci(int rack, int slot) {
  static final int DOMAINS = 64;

  boolean isSwitch() {
    return slot == 0;
  }

  boolean isKnown() {
    return rack % 2 == 0;
  }

  String domain() {
    return domain(rack);
  }

  static String domain(int rack) {
    return "d" + rack / 2 % DOMAINS;
  }

  String name() {
    return isSwitch() ? "leaf-" + rack : "host-" + rack + "-" + slot;
  }

  String fqdn() {
    return name() + ".example.net";
  }

  /** Address; those of a million CIs fit into 10.0.0.0/8. */
  String address() {
    return "10." + (rack >> 8) + "." + (rack & 0xff) + "." + (slot + 1);
  }
}
