package io.lull.pipeline.health;

import java.io.Serializable;

/**
 * What the stage can be told.
 *
 * @param holdMillis how long an alarm that is over still counts, milliseconds
 * @param step least change of a score that is told
 */
public record HealthOptions(long holdMillis, double step) implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final HealthOptions DEFAULT = new HealthOptions(5 * 60_000L, 0.05);

  public HealthOptions {
    if (holdMillis < 0 || !(step > 0 && step <= 1)) {
      throw new IllegalArgumentException("a hold is not negative, a step between 0 and 1");
    }
  }
}
