package io.lull.pipeline.suppress;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far planned work spreads.
 *
 * @param maxDepth relations on a way from a CI in maintenance to what depends on it
 * @param searchLimit CIs that are looked at for one alarm
 * @param maxEvents events that are remembered of one alarm; the others are counted
 * @param required part of its members that a service needs where the topology gives no number
 * @param relations how it spreads along each type of relation
 * @param other how it spreads along types that are not listed
 */
public record SuppressOptions(
    int maxDepth,
    int searchLimit,
    int maxEvents,
    double required,
    Map<String, Spread> relations,
    Spread other)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What holds where nothing is configured. */
  public static final SuppressOptions DEFAULT =
      new SuppressOptions(
          10,
          1_000,
          1_000,
          0.5,
          Map.of(
              "DEPENDS_ON", Spread.DEPENDENCY,
              "RUNS_ON", Spread.PLACE,
              "PART_OF", Spread.PLACE,
              "SERVED_BY", Spread.REDUNDANT,
              "CONNECTED_TO", Spread.LINK),
          Spread.LINK);

  /**
   * Refuses what cannot work.
   *
   * @throws IllegalArgumentException naming every option that is wrong and what is allowed
   */
  public SuppressOptions {
    List<String> problems = new ArrayList<>();
    atLeast(problems, "max-depth", maxDepth, 0);
    atLeast(problems, "search-limit", searchLimit, 1);
    atLeast(problems, "max-events", maxEvents, 1);
    if (!(required > 0 && required <= 1)) {
      problems.add("required must be above 0 and at most 1, but is " + required);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("Suppression: " + String.join("; ", problems));
    }
    relations = new TreeMap<>(relations);
  }

  private static void atLeast(List<String> problems, String name, long value, long least) {
    if (value < least) {
      problems.add(name + " must be at least " + least + ", but is " + value);
    }
  }

  Spread spread(String type) {
    return relations.getOrDefault(type, other);
  }
}
