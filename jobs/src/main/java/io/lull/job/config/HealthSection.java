package io.lull.job.config;

import io.lull.pipeline.health.HealthOptions;
import java.time.Duration;

/** How the health of resources is told; all times are event time. */
public final class HealthSection {
  private static final HealthOptions DEFAULT = HealthOptions.DEFAULT;

  public static final Option<Duration> HOLD =
      Option.of(
          "health.hold",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.holdMillis()),
          "How long an alarm that is over still counts, so that one that comes and goes is told once.");

  public static final Option<Double> STEP =
      Option.of(
              "health.step",
              Types.DOUBLE,
              DEFAULT.step(),
              "Least change of a score that is told; that all is well again always is.")
          .where("0.01 to 1", n -> n >= 0.01 && n <= 1);

  private HealthSection() {}

  /** The stage's own options. */
  public static HealthOptions of(LullConfig config) {
    return new HealthOptions(config.get(HOLD).toMillis(), config.get(STEP));
  }
}
