package io.lull.pipeline.baseline;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a series measures, by the words of its metric's name: the part of an alarm type that says
 * whether it rather breaks or rather suffers.
 */
enum AnomalyKind {
  LATENCY(
      Role.SUFFERS,
      "latency|duration|delay|rtt|responsetime|response_time|time|p50|p90|p95|p99|elapsed"),
  ERRORS(
      Role.SUFFERS,
      "errors?|err|faults?|fail(ed|ures?)?|exceptions?|5xx|4xx|dropped|drops|availability|success"),
  CPU(Role.BREAKS, "cpu|load|throttl(ed|ing)|processor"),
  MEMORY(Role.BREAKS, "mem(ory)?|heap|rss|swap|gc|oom"),
  DISK(Role.BREAKS, "disk|filesystem|fs|volume|io|iops|inodes?"),
  NETWORK(
      Role.CHANGES, "net(work)?|receive|transmit|rx|tx|packets?|bandwidth|octets?|tcp|retrans.*"),
  TRAFFIC(
      Role.CHANGES,
      "requests?|workload|ops|rate|count|calls?|qps|rps|throughput|volume|hits|invocations?"),
  VALUE(Role.CHANGES, ".*");

  /** What it means if such a series is out of the usual, the likeliest cause first. */
  private enum Role {
    /** A resource runs short. */
    BREAKS,
    /** What is served is slow or wrong: here, or by what this depends on. */
    SUFFERS,
    /** Something is different. */
    CHANGES
  }

  /** Of these less is worse. */
  private static final Pattern WANTED =
      Pattern.compile("availability|success|free|available|idle|remaining|headroom|healthy|ready");

  private static final Pattern HUMPS =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+");

  private final Role role;
  private final Pattern words;

  AnomalyKind(Role role, String words) {
    this.role = role;
    this.words = Pattern.compile(words);
  }

  /** The first kind of which a word of the name speaks. */
  static AnomalyKind of(String metric) {
    String[] parts = HUMPS.split(metric);
    for (AnomalyKind kind : values()) {
      if (speaks(kind.words, parts)) {
        return kind;
      }
    }
    return VALUE;
  }

  private static boolean speaks(Pattern words, String[] parts) {
    for (String part : parts) {
      if (words.matcher(part.toLowerCase(Locale.ROOT)).matches()) {
        return true;
      }
    }
    return false;
  }

  /**
   * What an anomaly says of its resource.
   *
   * @param eased whether it went where it does no harm: less latency, more free memory
   */
  record Finding(AnomalyKind kind, boolean eased) {
    /**
     * @param above whether the value is above what was expected
     */
    static Finding of(String metric, boolean above) {
      AnomalyKind kind = AnomalyKind.of(metric);
      boolean wanted = speaks(WANTED, HUMPS.split(metric));
      return new Finding(kind, kind.role != Role.CHANGES && above == wanted);
    }

    /** Lower for what is likelier to be a cause. */
    int rank() {
      return eased ? Role.values().length : kind.role.ordinal();
    }

    String alarmType() {
      return "ANOMALY_" + kind.name() + (eased ? "_EASED" : "");
    }
  }
}
