package io.lull.connector.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The gateway's own counters and gauges, readable as Prometheus text. Thread-safe. */
public final class GatewayMetrics {
  private static final String PREFIX = "lull_gateway_";

  /** Names, without prefix, and what they count. */
  private static final Map<String, String> HELP =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("received_total", "Records accepted, by source."),
              Map.entry("received_bytes_total", "Bytes accepted, by source."),
              Map.entry("acknowledged_total", "Records that Kafka has stored, by source."),
              Map.entry("failed_total", "Accepted records that Kafka refused for good, by source."),
              Map.entry("dropped_total", "What was not accepted and cannot be sent again."),
              Map.entry("refused_total", "HTTP requests answered with an error, by status code."),
              Map.entry("malformed_total", "Unreadable datagrams, which are written all the same."),
              Map.entry("truncated_total", "Syslog messages cut at the size limit."),
              Map.entry("informs_answered_total", "SNMP informs confirmed to the sender."),
              Map.entry("errors_total", "Unexpected errors while receiving."),
              Map.entry("buffer_bytes", "Bytes accepted and not yet stored by Kafka."),
              Map.entry("buffer_limit_bytes", "Most bytes that may wait for Kafka."),
              Map.entry("informs_unanswered_total", "SNMP informs not taken: the buffer is full."),
              Map.entry("snmp_discoveries_total", "SNMPv3 engine discoveries answered."),
              Map.entry("connections_refused_total", "Syslog connections beyond the limit."),
              Map.entry("syslog_connections", "Open syslog connections.")));

  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

  /** Adds one to a counter; {@code labels} are names and values in turn. */
  void increment(String name, String... labels) {
    add(name, 1, labels);
  }

  void add(String name, long amount, String... labels) {
    counters.computeIfAbsent(series(name, labels), key -> new LongAdder()).add(amount);
  }

  void gauge(String name, LongSupplier value) {
    gauges.put(series(name), value);
  }

  /** A counter or gauge as it stands; 0 when nothing was counted. Names without the prefix. */
  public long value(String name, String... labels) {
    String series = series(name, labels);
    LongSupplier gauge = gauges.get(series);
    if (gauge != null) {
      return gauge.getAsLong();
    }
    LongAdder counter = counters.get(series);
    return counter == null ? 0 : counter.sum();
  }

  /** Sum of a counter over all its labels. */
  public long total(String name) {
    long sum = 0;
    for (Map.Entry<String, LongAdder> counter : counters.entrySet()) {
      if (metric(counter.getKey()).equals(name)) {
        sum += counter.getValue().sum();
      }
    }
    return sum;
  }

  /** Prometheus text exposition format 0.0.4. */
  public String exposition() {
    Map<String, Map<String, Long>> families = new TreeMap<>();
    counters.forEach((series, adder) -> put(families, series, adder.sum()));
    gauges.forEach((series, value) -> put(families, series, value.getAsLong()));
    StringBuilder out = new StringBuilder(1024);
    families.forEach(
        (metric, values) -> {
          String full = PREFIX + metric;
          String type = metric.endsWith("_total") ? "counter" : "gauge";
          out.append("# HELP ").append(full).append(' ');
          out.append(HELP.getOrDefault(metric, metric)).append('\n');
          out.append("# TYPE ").append(full).append(' ').append(type).append('\n');
          values.forEach(
              (series, value) ->
                  out.append(PREFIX).append(series).append(' ').append(value).append('\n'));
        });
    return out.toString();
  }

  private static void put(Map<String, Map<String, Long>> families, String series, long value) {
    families.computeIfAbsent(metric(series), key -> new TreeMap<>()).put(series, value);
  }

  private static String metric(String series) {
    int brace = series.indexOf('{');
    return brace < 0 ? series : series.substring(0, brace);
  }

  /** Label values are the gateway's own words, so nothing needs escaping. */
  private static String series(String name, String... labels) {
    if (labels.length == 0) {
      return name;
    }
    StringBuilder series = new StringBuilder(name).append('{');
    for (int i = 0; i < labels.length; i += 2) {
      series.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
      series.append(labels[i + 1]).append('"');
    }
    return series.append('}').toString();
  }
}
