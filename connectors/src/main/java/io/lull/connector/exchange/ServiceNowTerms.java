package io.lull.connector.exchange;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** ServiceNow's classes of CIs and types of relations, and ours. */
final class ServiceNowTerms {
  private static final String PREFIX = "cmdb_ci_";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("cmdb_ci", "CI"),
          Map.entry("cmdb_ci_server", "HOST"),
          Map.entry("cmdb_ci_linux_server", "HOST"),
          Map.entry("cmdb_ci_unix_server", "HOST"),
          Map.entry("cmdb_ci_win_server", "HOST"),
          Map.entry("cmdb_ci_esx_server", "HOST"),
          Map.entry("cmdb_ci_computer", "HOST"),
          Map.entry("cmdb_ci_vm_instance", "VM"),
          Map.entry("cmdb_ci_vmware_instance", "VM"),
          Map.entry("cmdb_ci_ip_switch", "SWITCH"),
          Map.entry("cmdb_ci_ip_router", "ROUTER"),
          Map.entry("cmdb_ci_ip_firewall", "FIREWALL"),
          Map.entry("cmdb_ci_lb", "LOAD_BALANCER"),
          Map.entry("cmdb_ci_network_adapter", "INTERFACE"),
          Map.entry("cmdb_ci_kubernetes_pod", "POD"),
          Map.entry("cmdb_ci_database", "DATABASE"),
          Map.entry("cmdb_ci_appl", "APPLICATION"),
          Map.entry("cmdb_ci_service_discovered", "SERVICE"),
          Map.entry("cmdb_ci_service_auto", "SERVICE"),
          Map.entry("cmdb_ci_service", "BUSINESS_SERVICE"),
          Map.entry("cmdb_ci_service_business", "BUSINESS_SERVICE"));

  private static final Map<String, String> CLASSES = new HashMap<>();

  static {
    for (String type : TYPES.values()) {
      CLASSES.put(type, PREFIX + type.toLowerCase(Locale.ROOT));
    }
    CLASSES.put("CI", "cmdb_ci");
    CLASSES.put("HOST", "cmdb_ci_server");
    CLASSES.put("VM", "cmdb_ci_vm_instance");
    CLASSES.put("SWITCH", "cmdb_ci_ip_switch");
    CLASSES.put("ROUTER", "cmdb_ci_ip_router");
    CLASSES.put("FIREWALL", "cmdb_ci_ip_firewall");
    CLASSES.put("LOAD_BALANCER", "cmdb_ci_lb");
    CLASSES.put("INTERFACE", "cmdb_ci_network_adapter");
    CLASSES.put("POD", "cmdb_ci_kubernetes_pod");
    CLASSES.put("APPLICATION", "cmdb_ci_appl");
    CLASSES.put("SERVICE", "cmdb_ci_service_discovered");
    CLASSES.put("BUSINESS_SERVICE", "cmdb_ci_service");
  }

  private static final Map<String, Term> RELATIONS =
      Map.ofEntries(
          Map.entry("depends on::used by", new Term("DEPENDS_ON", true)),
          Map.entry("uses::used by", new Term("DEPENDS_ON", true)),
          Map.entry("receives data from::sends data to", new Term("DEPENDS_ON", true)),
          Map.entry("provided by::provides", new Term("DEPENDS_ON", true)),
          Map.entry("sends data to::receives data from", new Term("DEPENDS_ON", false)),
          Map.entry("provides::provided by", new Term("DEPENDS_ON", false)),
          Map.entry("runs on::runs", new Term("RUNS_ON", true)),
          Map.entry("hosted on::hosts", new Term("RUNS_ON", true)),
          Map.entry("virtualized by::virtualizes", new Term("RUNS_ON", true)),
          Map.entry("instantiates::instantiated by", new Term("RUNS_ON", false)),
          Map.entry("contains::contained by", new Term("PART_OF", false)),
          Map.entry("owns::owned by", new Term("PART_OF", false)),
          Map.entry("members::member of", new Term("SERVED_BY", true)),
          Map.entry("cluster::cluster of", new Term("SERVED_BY", false)),
          Map.entry("connects to::connected by", new Term("CONNECTED_TO", true)),
          Map.entry("ip connection::ip connection", new Term("CONNECTED_TO", true)));

  private static final Map<String, String> NAMES =
      Map.of(
          "DEPENDS_ON", "Depends on::Used by",
          "RUNS_ON", "Runs on::Runs",
          "PART_OF", "Contains::Contained by",
          "SERVED_BY", "Members::Member of",
          "CONNECTED_TO", "Connects to::Connected by");

  private ServiceNowTerms() {}

  /**
   * A relation.
   *
   * @param type our type
   * @param forward whether ours goes from ServiceNow's parent to the child
   */
  record Term(String type, boolean forward) {}

  /** Our type of a class. */
  static String typeOf(String className) {
    String name = className.strip().toLowerCase(Locale.ROOT);
    String known = TYPES.get(name);
    if (known != null) {
      return known;
    }
    if (name.startsWith("cmdb_ci_db_")) {
      return "DATABASE";
    }
    if (name.startsWith("cmdb_ci_app_server")) {
      return "APPLICATION";
    }
    String rest = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return rest.isEmpty() ? "CI" : rest.toUpperCase(Locale.ROOT);
  }

  /** The class of our type. */
  static String classOf(String type) {
    String known = CLASSES.get(type);
    return known != null ? known : PREFIX + type.toLowerCase(Locale.ROOT);
  }

  /** Our relation of a type; one that is not known goes from parent to child under its own name. */
  static Term relationOf(String type) {
    String name = type.strip().toLowerCase(Locale.ROOT);
    Term known = RELATIONS.get(name);
    if (known != null) {
      return known;
    }
    int end = name.indexOf("::");
    String first = end < 0 ? name : name.substring(0, end);
    return new Term(first.strip().replaceAll("[^a-z0-9]+", "_").toUpperCase(Locale.ROOT), true);
  }

  /** ServiceNow's name of our type. */
  static String nameOf(String type) {
    return NAMES.getOrDefault(type, type + "::" + type);
  }
}
