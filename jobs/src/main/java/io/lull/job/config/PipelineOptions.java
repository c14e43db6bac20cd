package io.lull.job.config;

import io.lull.pipeline.topology.TopologyStage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** Time, and the files that stages read. */
public final class PipelineOptions {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  public static final Option<Duration> OUT_OF_ORDERNESS =
      Option.of(
              "time.out-of-orderness",
              Types.DURATION,
              Duration.ofSeconds(5),
              "How far records of one Kafka partition may be behind each other by the clock of the collector. Every event waits that long before it is taken in, in order.")
          .where("0ms to 1h", d -> isBetween(d, Duration.ZERO, Duration.ofHours(1)));

  public static final Option<Duration> IDLENESS =
      Option.of(
              "time.idleness",
              Types.DURATION,
              Duration.ofSeconds(5),
              "A partition that has been read to its end and brings nothing for so long no longer holds event time back.")
          .where("at least 100ms", d -> d.toMillis() >= 100);

  public static final Option<Duration> MAX_CLOCK_SKEW =
      Option.of(
              "time.max-clock-skew",
              Types.DURATION,
              Duration.ofMinutes(15),
              "A sender's time that is older than this when the collector sees it, or ahead of the collector by more than the out-of-orderness, is held to be wrong: the event gets the collector's time and keeps the sender's in the attribute lull.sender-time.")
          .where("at least 1s", d -> d.toMillis() >= 1000);

  public static final Option<Duration> MAX_FUTURE =
      Option.of(
              "time.max-future",
              Types.DURATION,
              Duration.ofDays(1),
              "A sender's time that is further ahead of the collector than this is no wrong time zone but nonsense: the record is a dead letter.")
          .where("1s to 36500d", d -> isBetween(d, Duration.ofSeconds(1), LONGEST));

  public static final Option<Duration> MAX_AGE =
      Option.of(
              "time.max-age",
              Types.DURATION,
              Duration.ofDays(1),
              "An event that is older than this when it comes is late: it joins an incident that is open, and opens none. It is on the topic of late events, as all are that come after their time.")
          .where("1s to 36500d", d -> isBetween(d, Duration.ofSeconds(1), LONGEST));

  public static final Option<Duration> MAX_GAP =
      Option.of(
              "time.max-gap",
              Types.DURATION,
              Duration.ofDays(365),
              "In a replay, where there is no collector: events and samples that follow longer than this after all others, and are fewer than half, are from the future and dead letters; so is what else is so much later.")
          .where("1d to 36500d", d -> isBetween(d, Duration.ofDays(1), LONGEST));

  public static final Option<Duration> ALIGNMENT =
      Option.of(
              "time.alignment",
              Types.DURATION,
              Duration.ofMinutes(1),
              "How far partitions may run ahead of each other in event time while a backlog is read; bounds what is held in memory.")
          .where("at least 1s", d -> d.toMillis() >= 1000);

  public static final Option<ZoneId> SYSLOG_ZONE =
      Option.of(
          "time.syslog-zone",
          Types.ZONE,
          ZoneId.of("UTC"),
          "Time zone of syslog time stamps that name none (RFC 3164, Cisco).");

  public static final Option<Boolean> SHIPPED_CLASSIFICATION =
      Option.of(
          "classification.shipped",
          Types.BOOLEAN,
          true,
          "Whether the shipped rules (SNMP, Cisco, Junos, Arista, Linux, Kubernetes, Alertmanager, CloudWatch) follow after yours.");

  public static final Option<List<Path>> CLASSIFICATION_FILES =
      Option.of(
          "classification.files",
          Lists.of(Types.PATH),
          List.of(),
          "Rule files of your own, in order; they go before the shipped ones. The format is in docs/classification.md.");

  public static final Option<Boolean> SHIPPED_THRESHOLDS =
      Option.of(
          "thresholds.shipped",
          Types.BOOLEAN,
          true,
          "Whether the shipped thresholds hold where yours say nothing.");

  public static final Option<Duration> SERIES_TIMEOUT =
      Option.of(
              "thresholds.series-timeout",
              Types.DURATION,
              Duration.ofMinutes(15),
              "How long after its last sample a series counts as ended; its alarms are cleared.")
          .where("1s to 7d", d -> isBetween(d, Duration.ofSeconds(1), Duration.ofDays(7)));

  public static final Option<Integer> MAX_SERIES =
      Option.of(
              "thresholds.max-series-per-resource",
              Types.INT,
              10_000,
              "Most series of one resource that are kept in state.")
          .where("1 to 1000000", n -> n >= 1 && n <= 1_000_000);

  public static final Option<List<Path>> THRESHOLD_FILES =
      Option.of(
          "thresholds.files",
          Lists.of(Types.PATH),
          List.of(),
          "Rules on metrics: static thresholds, and limits that forecasts look to. The formats are in docs/thresholds.md and docs/forecasts.md.");

  public static final Option<Boolean> METRICS_TAP =
      Option.of(
          "metrics.tap",
          Types.BOOLEAN,
          false,
          "Whether normalised metrics are written to the metrics topic too.");

  public static final Option<List<Path>> TOPOLOGY_FILES =
      Option.of(
          "topology.files",
          Lists.of(Types.PATH),
          List.of(),
          "Files of topology changes, a JSON object a line (topology.jsonl of the replay), .gz too; the topology job reads them once when it starts.");

  public static final Option<Integer> DOMAIN_SIZE =
      Option.of(
              "topology.domain-size",
              Types.INT,
              TopologyStage.DOMAIN_SIZE,
              "Most CIs of a correlation domain, where no attribute domain says which one a CI is in. All CIs are in one domain as long as they fit.")
          .where("10 to 1000000", n -> n >= 10 && n <= 1_000_000);

  private PipelineOptions() {}

  static boolean isBetween(Duration value, Duration from, Duration to) {
    return value.compareTo(from) >= 0 && value.compareTo(to) <= 0;
  }
}
