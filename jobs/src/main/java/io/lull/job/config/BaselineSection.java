package io.lull.job.config;

import io.lull.pipeline.baseline.BaselineOptions;
import java.time.Duration;

/** How series are learned and judged; all times are event time. */
public final class BaselineSection {
  private static final BaselineOptions DEFAULT = BaselineOptions.DEFAULT;

  public static final Option<Boolean> ENABLED =
      Option.of(
          "baselines.enabled",
          Types.BOOLEAN,
          DEFAULT.enabled(),
          "Whether what is normal is learned for each series, and anomalies are told.");

  public static final Option<Integer> WARM_UP =
      Option.of(
              "baselines.warm-up",
              Types.INT,
              DEFAULT.warmUpSamples(),
              "Samples of a series before which nothing is told of it.")
          .where("1 to 1000000", n -> n >= 1 && n <= 1_000_000);

  public static final Option<Duration> HOLD =
      Option.of(
              "baselines.hold",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.holdMillis()),
              "How long an anomaly stays up after its last evidence; at least two intervals.")
          .where("at least 1s", d -> d.toMillis() >= 1000);

  public static final Option<Duration> TTL =
      Option.of(
              "baselines.ttl",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.ttlMillis()),
              "How long after its last sample a series is forgotten.")
          .where("at least 1min", d -> d.toMillis() >= 60_000);

  public static final Option<Integer> MAX_SERIES =
      Option.of(
              "baselines.max-series-per-metric",
              Types.INT,
              DEFAULT.maxSeriesPerMetric(),
              "Most series of one metric on one resource; what exceeds that is told and left out.")
          .where("1 to 1000000", n -> n >= 1 && n <= 1_000_000);

  public static final Option<Duration> MAX_AHEAD =
      Option.of(
          "baselines.max-ahead",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.maxAheadMillis()),
          "Samples further ahead of when they were observed are left out.");

  public static final Option<Long> MEMORY =
      Option.of(
              "baselines.memory",
              Types.SIZE,
              DEFAULT.hotBytes(),
              "Heap of each subtask for series that are in use, some 300 bytes each; others are in the state back end.")
          .where("at least 1mb", n -> n >= 1 << 20);

  public static final Option<Long> TAILS_MEMORY =
      Option.of(
              "baselines.tails-memory",
              Types.SIZE,
              DEFAULT.tailBytes(),
              "Heap of each subtask for what series in use remember of large deviations, some 440 bytes each; others are in the state back end.")
          .where("at least 1mb", n -> n >= 1 << 20);

  private BaselineSection() {}

  /** The stage's own options. */
  public static BaselineOptions of(LullConfig config) {
    return new BaselineOptions(
        config.get(ENABLED),
        config.get(WARM_UP),
        config.get(HOLD).toMillis(),
        config.get(TTL).toMillis(),
        config.get(MAX_SERIES),
        config.get(MAX_AHEAD).toMillis(),
        config.get(MEMORY),
        config.get(TAILS_MEMORY),
        false);
  }
}
