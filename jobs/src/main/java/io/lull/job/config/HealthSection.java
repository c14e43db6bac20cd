package io.lull.job.config;

import io.lull.pipeline.correlate.FailureModel;
import io.lull.pipeline.correlate.Travel;
import io.lull.pipeline.health.BondsByType;
import io.lull.pipeline.health.HealthOptions;
import io.lull.pipeline.impact.Bonds;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

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

  public static final Option<Boolean> SERVICES =
      Option.of(
          "health.services",
          Types.BOOLEAN,
          true,
          "Whether the health of services is told, from their parts; it takes one more copy of the topology in the events job.");

  private HealthSection() {}

  /** What relations mean for the health of services: what they mean for impact. */
  public static BondsByType bonds(FailureModel model) {
    Map<String, Bonds.Bond> bonds = new TreeMap<>();
    model.relations().forEach((type, relation) -> bonds.put(type, bond(relation.travel())));
    return new BondsByType(bonds, bond(model.other().travel()), model.required());
  }

  private static Bonds.Bond bond(Travel travel) {
    return switch (travel) {
      case DEPENDENCY, PLACE -> Bonds.Bond.DEPENDENCY;
      case REDUNDANT -> Bonds.Bond.MEMBER;
      case CONNECTION -> Bonds.Bond.NONE;
    };
  }

  /** The stage's own options. */
  public static HealthOptions of(LullConfig config) {
    return new HealthOptions(config.get(HOLD).toMillis(), config.get(STEP));
  }
}
