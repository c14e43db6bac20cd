package io.lull.benchmark.storm;

import io.lull.schema.Severity;
import java.util.List;
import java.util.Map;

/** What real systems say, by the type of the CI that speaks or is spoken of. */
final class Vocabulary {
  private static final List<String> DEVICE_GASPS =
      List.of("POWER_SUPPLY_FAILED", "HARDWARE_FAULT", "SYSTEM_RESTART", "SUPERVISOR_CRASH");

  /** Last words, or the first of a watchdog: before or at the failure. */
  private static final Map<String, List<String>> GASPS =
      Map.ofEntries(
          Map.entry("ROUTER", DEVICE_GASPS),
          Map.entry("SWITCH", DEVICE_GASPS),
          Map.entry("CPE", List.of("POWER_SUPPLY_FAILED", "DYING_GASP")),
          Map.entry("HOST", List.of("KERNEL_PANIC", "HARDWARE_FAULT", "MEMORY_ECC_ERROR")),
          Map.entry("VM", List.of("GUEST_CRASHED", "OOM_KILLED")),
          Map.entry("POD", List.of("CRASH_LOOP", "OOM_KILLED")),
          Map.entry("SERVICE", List.of("PROCESS_DOWN", "OOM_KILLED", "CRASH_LOOP")),
          Map.entry("DATABASE", List.of("PROCESS_DOWN", "DISK_FULL", "TOO_MANY_CONNECTIONS")),
          Map.entry("QUEUE", List.of("BROKER_DOWN", "DISK_FULL")),
          Map.entry("STORAGE", List.of("CONTROLLER_FAILED", "DISK_FAILED")),
          Map.entry("POWER", List.of("UTILITY_POWER_LOST", "UPS_EXHAUSTED")),
          Map.entry("RACK", List.of("PDU_BREAKER_TRIPPED")),
          Map.entry("SITE", List.of("SITE_POWER_LOST", "UPS_EXHAUSTED")));

  /** What whoever polls says of a CI that does not answer. */
  private static final Map<String, String> DOWN =
      Map.ofEntries(
          Map.entry("ROUTER", "DEVICE_UNREACHABLE"),
          Map.entry("SWITCH", "DEVICE_UNREACHABLE"),
          Map.entry("CPE", "DEVICE_UNREACHABLE"),
          Map.entry("HOST", "HOST_DOWN"),
          Map.entry("VM", "VM_DOWN"),
          Map.entry("POD", "POD_NOT_READY"),
          Map.entry("SERVICE", "HEALTH_CHECK_FAILED"),
          Map.entry("BUSINESS_SERVICE", "SLO_VIOLATION"),
          Map.entry("DATABASE", "DATABASE_DOWN"),
          Map.entry("QUEUE", "HEALTH_CHECK_FAILED"),
          Map.entry("STORAGE", "STORAGE_OFFLINE"),
          Map.entry("POWER", "POWER_FEED_LOST"),
          Map.entry("RACK", "RACK_POWER_LOST"),
          Map.entry("SITE", "SITE_DOWN"));

  private static final Map<String, List<String>> STRAIN =
      Map.of(
          "ROUTER", List.of("HIGH_CPU", "PACKET_LOSS", "MEMORY_PRESSURE"),
          "SWITCH", List.of("HIGH_CPU", "PACKET_LOSS", "BUFFER_OVERRUN"),
          "HOST", List.of("HIGH_CPU", "MEMORY_PRESSURE", "DISK_LATENCY", "NIC_ERRORS"),
          "SERVICE", List.of("HIGH_CPU", "MEMORY_PRESSURE", "GC_PAUSE", "THREAD_POOL_EXHAUSTED"),
          "DATABASE", List.of("SLOW_QUERIES", "LOCK_CONTENTION", "REPLICATION_LAG", "HIGH_CPU"),
          "QUEUE", List.of("QUEUE_DEPTH_HIGH", "DISK_LATENCY"),
          "STORAGE", List.of("IO_LATENCY_HIGH", "DISK_FAILED", "CACHE_DEGRADED"));

  private static final List<String> NOISE =
      List.of(
          "HIGH_CPU",
          "DISK_USAGE_HIGH",
          "CERTIFICATE_EXPIRES",
          "LOGIN_FAILURE",
          "NTP_UNSYNCED",
          "BACKUP_FAILED",
          "MEMORY_PRESSURE",
          "INTERFACE_ERRORS",
          "TEMPERATURE_HIGH",
          "HIGH_LATENCY");

  private Vocabulary() {}

  static String gasp(String type, Dice dice) {
    return dice.pick(GASPS.getOrDefault(type, List.of("FAILED")));
  }

  static String down(String type) {
    return DOWN.getOrDefault(type, "DOWN");
  }

  static String strain(String type, Dice dice) {
    return dice.pick(STRAIN.getOrDefault(type, List.of("DEGRADED")));
  }

  static boolean strains(String type) {
    return STRAIN.containsKey(type);
  }

  /** What a client says whose server does not answer; half of it names the server. */
  static String client(String type, boolean down, Dice dice) {
    return switch (type) {
      case "BUSINESS_SERVICE" -> "SLO_VIOLATION";
      case "HOST" -> dice.chance(0.5) ? "IO_ERROR" : "STORAGE_PATH_DOWN";
      default ->
          down
              ? dice.pick(
                  List.of("CONNECTION_TIMEOUT", "CONNECTION_REFUSED", "ERROR_RATE", "HIGH_LATENCY"))
              : dice.pick(List.of("HIGH_LATENCY", "CONNECTION_TIMEOUT", "ERROR_RATE"));
    };
  }

  static boolean namesServer(String type) {
    return type.startsWith("CONNECTION_")
        || type.startsWith("STORAGE_PATH")
        || type.equals("IO_ERROR");
  }

  static String noise(Dice dice) {
    return dice.pick(NOISE);
  }

  static Severity noiseSeverity(Dice dice) {
    double draw = dice.uniform(0, 1);
    return draw < 0.65 ? Severity.WARNING : draw < 0.9 ? Severity.MINOR : Severity.MAJOR;
  }

  static Severity suffering(Dice dice) {
    double draw = dice.uniform(0, 1);
    return draw < 0.2 ? Severity.WARNING : draw < 0.5 ? Severity.MINOR : Severity.MAJOR;
  }
}
