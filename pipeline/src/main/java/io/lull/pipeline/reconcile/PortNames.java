package io.lull.pipeline.reconcile;

import java.util.Locale;

/**
 * One spelling for the names of a port, as both ends of a link tell it: {@code Ethernet1/1}, {@code
 * Eth1/1}; {@code GigabitEthernet0/1}, {@code Gi0/1}. The kind is told by its first two letters, as
 * operators abbreviate it.
 */
final class PortNames {
  private static final int KIND_CHARS = 2;

  private PortNames() {}

  static String canonical(String name) {
    String port = name.strip().toLowerCase(Locale.ROOT);
    int letters = 0;
    while (letters < port.length() && Character.isLetter(port.charAt(letters))) {
      letters++;
    }
    boolean numbered = letters < port.length() && Character.isDigit(port.charAt(letters));
    return letters > KIND_CHARS && numbered
        ? port.substring(0, KIND_CHARS) + port.substring(letters)
        : port;
  }
}
