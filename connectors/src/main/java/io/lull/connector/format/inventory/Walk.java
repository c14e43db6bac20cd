package io.lull.connector.format.inventory;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The variables of a walk, by object and index. */
final class Walk {
  static final String SYS_DESCR = "1.3.6.1.2.1.1.1.0";
  static final String SYS_NAME = "1.3.6.1.2.1.1.5.0";
  static final String SYS_LOCATION = "1.3.6.1.2.1.1.6.0";
  static final String SYS_SERVICES = "1.3.6.1.2.1.1.7.0";

  static final String IF_DESCR = "1.3.6.1.2.1.2.2.1.2";
  static final String IF_PHYS_ADDRESS = "1.3.6.1.2.1.2.2.1.6";
  static final String IF_NAME = "1.3.6.1.2.1.31.1.1.1.1";
  static final String IP_IF_INDEX = "1.3.6.1.2.1.4.20.1.2";
  static final String SERIAL = "1.3.6.1.2.1.47.1.1.1.1.11";
  static final String MODEL = "1.3.6.1.2.1.47.1.1.1.1.13";

  static final String LLDP_CHASSIS_SUBTYPE = "1.0.8802.1.1.2.1.3.1.0";
  static final String LLDP_CHASSIS = "1.0.8802.1.1.2.1.3.2.0";
  static final String LLDP_PORT_ID = "1.0.8802.1.1.2.1.3.7.1.3";
  static final String LLDP_PORT_DESCR = "1.0.8802.1.1.2.1.3.7.1.4";
  static final String LLDP_REMOTE = "1.0.8802.1.1.2.1.4.1.1";
  static final String LLDP_ADDRESS = "1.0.8802.1.1.2.1.4.2.1";

  static final String CDP_CACHE = "1.3.6.1.4.1.9.9.23.1.2.1.1";

  private static final Pattern HEX = Pattern.compile("0x(?:[0-9a-fA-F]{2})+");
  private static final Pattern SPACED = Pattern.compile("[0-9a-fA-F]{2}(?:[ :][0-9a-fA-F]{2})+ ?");

  private final Map<String, String> variables;
  private final Map<String, Map<String, String>> tables = new HashMap<>();

  Walk(Map<String, String> variables) {
    this.variables = variables;
  }

  boolean isEmpty() {
    return variables.isEmpty();
  }

  @Nullable String text(String oid) {
    String value = variables.get(oid);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** The instances of a column, by index. */
  Map<String, String> column(String oid) {
    return tables.computeIfAbsent(oid, this::read);
  }

  private Map<String, String> read(String oid) {
    String prefix = oid + '.';
    Map<String, String> column = new TreeMap<>();
    for (Map.Entry<String, String> entry : variables.entrySet()) {
      if (entry.getKey().startsWith(prefix) && !entry.getValue().isBlank()) {
        column.put(entry.getKey().substring(prefix.length()), entry.getValue().strip());
      }
    }
    return Collections.unmodifiableMap(column);
  }

  /** The digits of a value written as octets; null where it is text. */
  static @Nullable String octets(@Nullable String value) {
    if (value == null) {
      return null;
    }
    if (HEX.matcher(value).matches()) {
      return value.substring(2);
    }
    return SPACED.matcher(value).matches() ? value.replaceAll("[ :]", "") : null;
  }

  /** A MAC address with colons; null where the octets are none. */
  static @Nullable String mac(@Nullable String value) {
    String digits = octets(value);
    return digits == null || digits.length() != 12
        ? null
        : digits.replaceAll("(..)(?=.)", "$1:").toLowerCase(java.util.Locale.ROOT);
  }

  /** An address of four octets, written as octets or dotted. */
  static @Nullable String address(@Nullable String value) {
    String digits = octets(value);
    if (digits == null || digits.length() != 8) {
      return value != null && value.matches("\\d{1,3}(\\.\\d{1,3}){3}") ? value : null;
    }
    StringBuilder address = new StringBuilder();
    for (int i = 0; i < digits.length(); i += 2) {
      address.append(i == 0 ? "" : ".").append(Integer.parseInt(digits.substring(i, i + 2), 16));
    }
    return address.toString();
  }
}
