package io.lull.pipeline.classify;

import java.util.Map;

/**
 * Names of network interfaces. One port has several: {@code HundredGigE0/0/0/8}, {@code Hu0/0/0/8}
 * and, for the module plugged into it, {@code Optics0/0/0/8}.
 */
final class InterfaceNames {

  /** Cisco's and Arista's short forms (lower case) that have one long form. */
  private static final Map<String, String> LONG =
      Map.ofEntries(
          Map.entry("fa", "FastEthernet"),
          Map.entry("gi", "GigabitEthernet"),
          Map.entry("twe", "TwentyFiveGigE"),
          Map.entry("fo", "FortyGigE"),
          Map.entry("hu", "HundredGigE"),
          Map.entry("fh", "FourHundredGigE"),
          Map.entry("et", "Ethernet"),
          Map.entry("eth", "Ethernet"),
          Map.entry("be", "Bundle-Ether"),
          Map.entry("po", "Port-channel"),
          Map.entry("lo", "Loopback"),
          Map.entry("vl", "Vlan"),
          Map.entry("tu", "Tunnel"));

  private InterfaceNames() {}

  /**
   * Where the port is, without the kind of interface: {@code 0/0/0/8} of {@code Optics0/0/0/8}; the
   * name itself where it has no such part.
   */
  static String port(String name) {
    int digit = firstDigit(name);
    int slash = name.indexOf('/');
    return slash > digit && digit >= 0 ? name.substring(digit) : name;
  }

  /** The long form of a short name with a capital: {@code Gi0/1} is {@code GigabitEthernet0/1}. */
  static String expand(String name) {
    int digit = firstDigit(name);
    if (digit <= 0 || !Character.isUpperCase(name.charAt(0))) {
      return name;
    }
    String kind = LONG.get(name.substring(0, digit).toLowerCase(java.util.Locale.ROOT));
    return kind == null ? name : kind + name.substring(digit);
  }

  private static int firstDigit(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isDigit(name.charAt(i))) {
        return i;
      }
    }
    return -1;
  }
}
