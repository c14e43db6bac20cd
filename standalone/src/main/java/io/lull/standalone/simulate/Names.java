package io.lull.standalone.simulate;

import io.lull.schema.Node;
import java.util.Locale;

/** What the CIs of an estate are called by those who know them. */
final class Names {
  private Names() {}

  static boolean isDevice(Node node) {
    return node.getType().equals("SWITCH") || node.getType().equals("HOST");
  }

  static String address(Node node) {
    return node.getAliases().get(node.getAliases().size() - 1);
  }

  static String hostName(Node node) {
    return node.getType().equals("HOST") ? node.getAliases().get(0) : node.getName();
  }

  /** Serial numbers and MAC addresses outlive names. */
  static String serial(Node node) {
    return "SN" + Integer.toHexString(node.getId().hashCode()).toUpperCase(Locale.ROOT);
  }

  static String mac(Node node) {
    int hash = node.getId().hashCode() * 31 + node.getId().length();
    return String.format(
        "02:%02x:%02x:%02x:%02x:%02x",
        node.getId().length(),
        hash >>> 24 & 0xff,
        hash >>> 16 & 0xff,
        hash >>> 8 & 0xff,
        hash & 0xff);
  }
}
