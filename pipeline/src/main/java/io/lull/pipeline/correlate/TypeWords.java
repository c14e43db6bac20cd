package io.lull.pipeline.correlate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Alarm types as people say them: {@code LINK_DOWN} and {@code LinkDown} are "link down". What is
 * neither, such as a vendor's mnemonic, stays as it is.
 */
final class TypeWords {

  private static final Pattern SNAKE = Pattern.compile("[A-Z0-9]+(_[A-Z0-9]+)*");
  private static final Pattern CAMEL = Pattern.compile("([A-Z][a-z0-9]+|[A-Z]+(?![a-z]))+");
  private static final Pattern HUMPS =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  /** Written in capitals, as everybody does. */
  private static final Set<String> ACRONYMS =
      Set.of(
          "API", "ARP", "BFD", "BGP", "CPU", "DB", "DHCP", "DNS", "GPU", "HTTP", "IO", "IP", "ISIS",
          "JVM", "LACP", "LDP", "MAC", "MPLS", "NFS", "NTP", "OOM", "OS", "OSPF", "RAM", "RX",
          "SLA", "SLO", "SNMP", "SQL", "SSD", "SSH", "SSL", "STP", "TCP", "TLS", "TX", "UDP", "UPS",
          "URL", "VLAN", "VM", "VPN");

  private TypeWords() {}

  static String of(String type) {
    if (SNAKE.matcher(type).matches()) {
      return words(type.split("_", -1));
    }
    return CAMEL.matcher(type).matches() ? words(HUMPS.split(type)) : type;
  }

  private static String words(String[] parts) {
    return Arrays.stream(parts)
        .map(part -> ACRONYMS.contains(part) ? part : part.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }
}
