package io.lull.pipeline.baseline;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a series measures, by the words of its metric's name: the part of an alarm type that says
 * whether it rather breaks or rather suffers.
 */
enum AnomalyKind {
  LATENCY("latency|duration|delay|rtt|responsetime|response_time|time|p50|p90|p95|p99|elapsed"),
  ERRORS(
      "errors?|err|faults?|fail(ed|ures?)?|exceptions?|5xx|4xx|dropped|drops|availability|success"),
  CPU("cpu|load|throttl(ed|ing)|processor"),
  MEMORY("mem(ory)?|heap|rss|swap|gc|oom"),
  DISK("disk|filesystem|fs|volume|io|iops|inodes?"),
  NETWORK("net(work)?|receive|transmit|rx|tx|packets?|bandwidth|octets?|tcp|retrans.*"),
  TRAFFIC("requests?|workload|ops|rate|count|calls?|qps|rps|throughput|volume|hits|invocations?"),
  VALUE(".*");

  private static final Pattern HUMPS =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+");

  private final Pattern words;

  AnomalyKind(String words) {
    this.words = Pattern.compile(words);
  }

  /** The first kind of which a word of the name speaks. */
  static AnomalyKind of(String metric) {
    String[] parts = HUMPS.split(metric);
    for (AnomalyKind kind : values()) {
      for (String part : parts) {
        if (kind.words.matcher(part.toLowerCase(Locale.ROOT)).matches()) {
          return kind;
        }
      }
    }
    return VALUE;
  }

  String alarmType() {
    return "ANOMALY_" + name();
  }
}
