package io.lull.job.config;

import io.lull.pipeline.deduplicate.DeduplicateOptions;
import java.time.Duration;

/** How repeats, clears and flapping are handled; all times are event time. */
public final class DeduplicateSection {
  private static final DeduplicateOptions DEFAULT = DeduplicateOptions.DEFAULT;

  public static final Option<Duration> GATHER =
      Option.of(
          "deduplicate.gather",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.gatherMillis()),
          "Repeats of an alarm are gathered so long before they are passed on as one change.");

  public static final Option<Integer> GATHER_LIMIT =
      Option.of(
              "deduplicate.gather-limit",
              Types.INT,
              DEFAULT.gatherLimit(),
              "So many gathered repeats are passed on at once.")
          .where("1 to 10000", n -> n >= 1 && n <= 10_000);

  public static final Option<Duration> WRONG_ORDER =
      Option.of(
          "deduplicate.wrong-order",
          Types.DURATION,
          Duration.ofMillis(DEFAULT.wrongOrderMillis()),
          "How long a clear waits for a raise that it has overtaken.");

  public static final Option<Integer> FLAP_RAISES =
      Option.of(
              "deduplicate.flap-raises",
              Types.INT,
              DEFAULT.flapRaises(),
              "More raises than this within the flapping window make an alarm flap.")
          .where("1 to 10000", n -> n >= 1 && n <= 10_000);

  public static final Option<Duration> FLAP_WINDOW =
      Option.of(
              "deduplicate.flap-window",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.flapWindowMillis()),
              "Length of the flapping window.")
          .where("at least 1s", d -> d.toMillis() >= 1000);

  public static final Option<Duration> FLAP_QUIET =
      Option.of(
              "deduplicate.flap-quiet",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.flapQuietMillis()),
              "A flapping alarm that has not changed for so long is calm again.")
          .where("at least 1s", d -> d.toMillis() >= 1000);

  public static final Option<Duration> ACTIVE_TTL =
      Option.of(
              "deduplicate.active-ttl",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.activeTtlMillis()),
              "An alarm of which nothing was heard for so long expires, as if it had cleared.")
          .where("at least 1min", d -> d.toMillis() >= 60_000);

  private DeduplicateSection() {}

  /** The stage's own options. */
  public static DeduplicateOptions of(LullConfig config) {
    return new DeduplicateOptions(
        config.get(GATHER).toMillis(),
        config.get(GATHER_LIMIT),
        config.get(WRONG_ORDER).toMillis(),
        config.get(FLAP_RAISES),
        config.get(FLAP_WINDOW).toMillis(),
        config.get(FLAP_QUIET).toMillis(),
        config.get(ACTIVE_TTL).toMillis());
  }
}
