package io.lull.pipeline.deduplicate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Options of deduplication. All times are event time in milliseconds.
 *
 * @param gatherMillis repeats are gathered so long before they are passed on as one change; 0: at
 *     the next instant
 * @param gatherLimit so many gathered events are passed on at once
 * @param wrongOrderMillis how long a clear waits for a raise that it has overtaken
 * @param flapRaises more raises than this within the flapping window make an alarm flap
 * @param flapWindowMillis length of the flapping window
 * @param flapQuietMillis a flapping alarm that has not changed for so long is calm again
 * @param activeTtlMillis an alarm of which nothing was heard for so long expires
 */
public record DeduplicateOptions(
    long gatherMillis,
    int gatherLimit,
    long wrongOrderMillis,
    int flapRaises,
    long flapWindowMillis,
    long flapQuietMillis,
    long activeTtlMillis)
    implements Serializable {

  /** What holds where nothing is configured. */
  public static final DeduplicateOptions DEFAULT =
      new DeduplicateOptions(10_000, 100, 60_000, 5, 600_000, 300_000, 86_400_000);

  /**
   * Checks all options.
   *
   * @throws IllegalArgumentException naming every option that is out of range
   */
  public DeduplicateOptions {
    List<String> problems = new ArrayList<>();
    atLeast(0, gatherMillis, "gatherMillis", problems);
    atLeast(1, gatherLimit, "gatherLimit", problems);
    atLeast(0, wrongOrderMillis, "wrongOrderMillis", problems);
    atLeast(1, flapRaises, "flapRaises", problems);
    atLeast(1, flapWindowMillis, "flapWindowMillis", problems);
    atLeast(1, flapQuietMillis, "flapQuietMillis", problems);
    atLeast(1, activeTtlMillis, "activeTtlMillis", problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("deduplication: " + String.join("; ", problems));
    }
  }

  private static void atLeast(long least, long value, String name, List<String> problems) {
    if (value < least) {
      problems.add(name + " is " + value + ", must be at least " + least);
    }
  }

  /** How long a cleared alarm is remembered, milliseconds. */
  long closedMillis() {
    return Math.max(wrongOrderMillis, flapWindowMillis);
  }
}
