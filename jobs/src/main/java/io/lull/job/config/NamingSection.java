package io.lull.job.config;

import io.lull.pipeline.correlate.NamingOptions;
import java.time.Duration;

/** How alarms of CIs that nobody knows are correlated. */
public final class NamingSection {
  private static final NamingOptions DEFAULT = NamingOptions.DEFAULT;

  public static final Option<Boolean> ENABLED =
      Option.of(
          "incident.naming.enabled",
          Types.BOOLEAN,
          DEFAULT.enabled(),
          "Whether alarms of CIs that the topology does not know are correlated by their names, messages and times.");

  public static final Option<Duration> WINDOW =
      Option.of(
              "incident.naming.window",
              Types.DURATION,
              Duration.ofMillis(DEFAULT.windowMillis()),
              "Longest time between two alarms that are joined by that.")
          .where("1s to 1d", d -> d.toMillis() >= 1000 && d.toDays() <= 1);

  public static final Option<Double> EVIDENCE =
      Option.of(
              "incident.naming.evidence",
              Types.DOUBLE,
              DEFAULT.evidence(),
              "How surprising what they have in common must be before it counts, in nats (-ln of its probability by chance); higher keeps more apart.")
          .where("at least 0", nats -> nats >= 0);

  private NamingSection() {}

  /** The stage's own options. */
  static NamingOptions of(LullConfig config) {
    return new NamingOptions(
        config.get(ENABLED), config.get(WINDOW).toMillis(), config.get(EVIDENCE));
  }
}
