package io.lull.job.config;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The wire formats a topic may be bound to, and which job reads them. */
public final class Formats {
  private static final Set<String> EVENTS =
      new LinkedHashSet<>(
          List.of(
              "snmp",
              "syslog",
              "alertmanager",
              "otlp-logs",
              "otlp-logs-proto",
              "otlp-logs-json",
              "otlp-traces",
              "otlp-traces-proto",
              "otlp-traces-json",
              "cloudevents",
              "kubernetes",
              "json",
              "event-avro",
              "clock"));
  private static final Set<String> METRICS =
      new LinkedHashSet<>(
          List.of(
              "prometheus-remote-write",
              "otlp-metrics",
              "otlp-metrics-proto",
              "otlp-metrics-json",
              "influx",
              "collectd",
              "collectd-raw",
              "metrics-avro"));

  private static final Set<String> INVENTORIES =
      new LinkedHashSet<>(
          List.of(
              "kubernetes-watch",
              "snmp-walk",
              "opennms-topology",
              "aws-config",
              "inventory-csv",
              "inventory-json",
              "service-map",
              "fact-avro"));

  private Formats() {}

  public static boolean isKnown(String format) {
    return EVENTS.contains(format) || METRICS.contains(format) || INVENTORIES.contains(format);
  }

  /** Whether the metrics job reads topics of this format. */
  public static boolean isMetrics(String format) {
    return METRICS.contains(format);
  }

  /** Whether the events job reads topics of this format. */
  public static boolean isEvents(String format) {
    return EVENTS.contains(format);
  }

  /**
   * Whether the topology job reads topics of this format: inventories, calls, and what moves time
   * on.
   */
  public static boolean isTopology(String format) {
    return INVENTORIES.contains(format)
        || format.startsWith("otlp-traces")
        || format.equals("clock");
  }

  /** Whether records of this format say what there is. */
  public static boolean isInventory(String format) {
    return INVENTORIES.contains(format);
  }

  public static Set<String> names() {
    Set<String> all = new LinkedHashSet<>(EVENTS);
    all.addAll(METRICS);
    all.addAll(INVENTORIES);
    return Collections.unmodifiableSet(all);
  }
}
