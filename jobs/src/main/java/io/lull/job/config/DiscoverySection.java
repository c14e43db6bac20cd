package io.lull.job.config;

import io.lull.pipeline.reconcile.ReconcileOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How facts of inventories and telemetry become the topology; all times are event time. */
public final class DiscoverySection {
  private static final ReconcileOptions DEFAULT = ReconcileOptions.DEFAULT;

  public static final Option<Boolean> ENABLED =
      Option.of(
          "discovery.enabled",
          Types.BOOLEAN,
          false,
          "Whether the topology job reads inventories and what telemetry speaks of, and makes one graph of these and of what is declared.");

  public static final Option<List<Path>> MAPS =
      Option.of(
          "discovery.service-maps",
          Lists.of(Types.PATH),
          List.of(),
          "Service maps in YAML, read once when the topology job starts. The format is in docs/discovery.md.");

  public static final Option<List<String>> PRECEDENCE =
      Option.of(
          "discovery.precedence",
          Lists.of(Types.STRING),
          DEFAULT.precedence(),
          "Sources, the most trusted first; where two differ in an attribute or relation the first is believed. Sources that are not listed come last.");

  public static final Option<Map<String, String>> ATTRIBUTES =
      Option.of(
          "discovery.attribute-precedence",
          Lists.STRING_MAP,
          Map.of(),
          "The same for single attributes, before the general order: attribute to sources, parted by commas.");

  public static final Option<Duration> TTL =
      Option.of(
              "discovery.ttl",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.defaultTtlMillis()),
              "How long a fact holds that its source does not repeat. Tables and imports hold eight days, calls one hour, mentions a day, what is declared for ever, unless discovery.ttl-by-source says otherwise.")
          .where("at least 1min", d -> d.compareTo(Duration.ofMinutes(1)) >= 0);

  public static final Option<Map<String, String>> TTL_BY_SOURCE =
      Option.of(
              "discovery.ttl-by-source",
              Lists.STRING_MAP,
              Map.of(),
              "The same by source: source to duration; 0s: for ever.")
          .where("durations such as 25h", DiscoverySection::areDurations);

  public static final Option<Duration> LINGER =
      Option.of(
              "discovery.linger",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.lingerMillis()),
              "How long a CI stays that its last source withdrew; what comes back under its name within that time was never away.")
          .where("0s to 1d", d -> PipelineOptions.isBetween(d, Duration.ZERO, Duration.ofDays(1)));

  public static final Option<Duration> SILENCE =
      Option.of(
              "discovery.silence",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.silenceMillis()),
              "How long what a source said is kept while it says nothing at all, such as when its exporter is down.")
          .where("at least 1min", d -> d.compareTo(Duration.ofMinutes(1)) >= 0);

  public static final Option<Duration> CALL_WINDOW =
      Option.of(
              "discovery.call-window",
              Types.DURATION,
              Duration.ofMinutes(1),
              "Calls in traces are counted for so long before they are told; spans of one trace wait for each other as long, up to twice as long.")
          .where(
              "1s to 1h",
              d -> PipelineOptions.isBetween(d, Duration.ofSeconds(1), Duration.ofHours(1)));

  public static final Option<Integer> MAX_FACTS =
      Option.of(
              "discovery.max-facts",
              Types.INT,
              DEFAULT.maxFacts(),
              "Facts that are held at most; beyond that new ones are refused and counted.")
          .where("1000 to 50000000", n -> n >= 1000 && n <= 50_000_000);

  private DiscoverySection() {}

  private static boolean areDurations(Map<String, String> bySource) {
    return bySource.values().stream().allMatch(text -> Durations.parse(text) != null);
  }

  /** The stage's own options. */
  public static ReconcileOptions of(LullConfig config) {
    Map<String, Long> ttl = new LinkedHashMap<>(DEFAULT.ttlMillis());
    config
        .get(TTL_BY_SOURCE)
        .forEach(
            (source, text) -> {
              Duration duration = Durations.parse(text);
              if (duration != null) {
                ttl.put(source, duration.toMillis());
              }
            });
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    config
        .get(ATTRIBUTES)
        .forEach(
            (attribute, sources) -> attributes.put(attribute, List.of(sources.split("\\s*,\\s*"))));
    return new ReconcileOptions(
        config.get(PRECEDENCE),
        attributes,
        ttl,
        config.get(TTL).toMillis(),
        config.get(LINGER).toMillis(),
        config.get(SILENCE).toMillis(),
        config.get(MAX_FACTS));
  }
}
