package io.lull.pipeline.correlate;

import java.io.Serializable;

/**
 * How alarms of CIs that nobody knows are correlated by their names, messages and times.
 *
 * @param enabled whether they are
 * @param windowMillis longest time between two of them
 * @param evidence how surprising what they have in common must be to count at all, nats: about -ln
 *     of the probability that an alarm has to do with one of those shortly before it
 */
public record NamingOptions(boolean enabled, long windowMillis, double evidence)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What holds where nothing is configured. */
  public static final NamingOptions DEFAULT = new NamingOptions(true, 60_000, 9);

  /**
   * Refuses what cannot work.
   *
   * @throws IllegalArgumentException naming what is wrong and what is allowed
   */
  public NamingOptions {
    if (windowMillis < 1 || !(evidence >= 0)) {
      throw new IllegalArgumentException(
          "Naming: window must be at least 1 and evidence at least 0, but are "
              + windowMillis
              + " and "
              + evidence);
    }
  }
}
