package io.lull.job.config;

import io.lull.pipeline.forecast.ForecastOptions;
import java.time.Duration;
import java.util.List;

/** How crossings of limits are foretold; all times are event time. */
public final class ForecastSection {
  private static final ForecastOptions DEFAULT = ForecastOptions.DEFAULT;

  public static final Option<Boolean> ENABLED =
      Option.of(
          "forecasts.enabled",
          Types.BOOLEAN,
          DEFAULT.enabled(),
          "Whether it is told ahead when a series will cross its limit.");

  public static final Option<Boolean> SHIPPED =
      Option.of(
          "forecasts.shipped",
          Types.BOOLEAN,
          true,
          "Whether the shipped limits hold where yours (in thresholds.files) say nothing.");

  public static final Option<Duration> SILENCE =
      Option.of(
              "forecasts.silence",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.silenceMillis()),
              "How long after the last sample of a series its forecast is withdrawn.")
          .where("at least 1min", d -> d.toMillis() >= 60_000);

  public static final Option<Duration> TTL =
      Option.of(
              "forecasts.ttl",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.ttlMillis()),
              "How long after its last sample a series is forgotten.")
          .where("at least 1min", d -> d.toMillis() >= 60_000);

  public static final Option<Integer> MAX_SERIES =
      Option.of(
              "forecasts.max-series-per-resource",
              Types.INT,
              DEFAULT.maxSeriesPerResource(),
              "Most series of one resource that are foretold.")
          .where("1 to 100000", n -> n >= 1 && n <= 100_000);

  public static final Option<Long> MEMORY =
      Option.of(
              "forecasts.memory",
              Types.SIZE,
              DEFAULT.hotBytes(),
              "Heap of each subtask for series that have a limit, some 900 bytes each; others are in the state back end.")
          .where("at least 1mb", n -> n >= 1 << 20);

  private ForecastSection() {}

  /** The stage's own options, without rule files. */
  public static ForecastOptions of(LullConfig config) {
    return new ForecastOptions(
        config.get(ENABLED),
        List.of(),
        config.get(SILENCE).toMillis(),
        config.get(TTL).toMillis(),
        config.get(MAX_SERIES),
        config.get(MEMORY));
  }
}
