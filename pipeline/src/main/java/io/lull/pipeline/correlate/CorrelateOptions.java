package io.lull.pipeline.correlate;

import io.lull.schema.Severity;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How alarms become incidents.
 *
 * @param windowMillis an alarm joins an incident whose last alarm was raised at most this long ago
 * @param maxHops CONNECTED_TO relations on a way between cause and symptom, and dependencies
 *     between a symptom and an alarm that explains only it
 * @param maxDepth relations on a way from a symptom up to its cause
 * @param hubDegree a node with more CONNECTED_TO relations than this carries no failure from one
 *     neighbour to another unless it is part of the incident itself
 * @param searchLimit nodes looked at in the search for an alarm's possible causes
 * @param maxCost cost of a path, nats, beyond which a node explains nothing
 * @param minSeverity an alarm that nothing joins opens an incident from this severity on
 * @param quorum resources whose slighter alarms open an incident together
 * @param settleMillis how long the first alarms are gathered before revision 1
 * @param updateIntervalMillis shortest time between two revisions while the incident goes on
 * @param repeatIntervalMillis longest time until mere repeats of alarms are told
 * @param resolveHoldMillis how long all alarms must stay cleared before the incident is resolved
 * @param maxMembers alarms an incident carries whole; the others are counted
 * @param maxCauses causes an incident names
 * @param model how failure travels
 * @param learn whether its numbers are learned from resolved incidents
 * @param naming how alarms of CIs that nobody knows are correlated
 * @param criticalRevenue share of the estate's revenue from which on a hit is critical
 */
public record CorrelateOptions(
    long windowMillis,
    int maxHops,
    int maxDepth,
    int hubDegree,
    int searchLimit,
    double maxCost,
    Severity minSeverity,
    int quorum,
    long settleMillis,
    long updateIntervalMillis,
    long repeatIntervalMillis,
    long resolveHoldMillis,
    int maxMembers,
    int maxCauses,
    FailureModel model,
    boolean learn,
    NamingOptions naming,
    double criticalRevenue)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What holds where nothing is configured. */
  public static final CorrelateOptions DEFAULT =
      new CorrelateOptions(
          120_000,
          2,
          6,
          4,
          128,
          3,
          Severity.MAJOR,
          3,
          500,
          500,
          30_000,
          60_000,
          2_000,
          5,
          FailureModel.DEFAULT,
          true,
          NamingOptions.DEFAULT,
          0.1);

  /**
   * Refuses what cannot work.
   *
   * @throws IllegalArgumentException naming every option that is wrong and what is allowed
   */
  public CorrelateOptions {
    List<String> problems = new ArrayList<>();
    atLeast(problems, "window", windowMillis, 1);
    atLeast(problems, "max-hops", maxHops, 0);
    atLeast(problems, "max-depth", maxDepth, 1);
    atLeast(problems, "hub-degree", hubDegree, 0);
    atLeast(problems, "search-limit", searchLimit, 1);
    atLeast(problems, "quorum", quorum, 1);
    atLeast(problems, "settle", settleMillis, 0);
    atLeast(problems, "update-interval", updateIntervalMillis, 0);
    atLeast(problems, "repeat-interval", repeatIntervalMillis, 1);
    atLeast(problems, "resolve-hold", resolveHoldMillis, 0);
    atLeast(problems, "max-members", maxMembers, 1);
    atLeast(problems, "max-causes", maxCauses, 1);
    if (!(maxCost > 0)) {
      problems.add("max-cost must be above 0, but is " + maxCost);
    }
    if (!(criticalRevenue > 0)) {
      problems.add("critical-revenue must be above 0, but is " + criticalRevenue);
    }
    if (minSeverity == null) {
      problems.add("min-severity must be one of WARNING, MINOR, MAJOR, CRITICAL");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("Correlation: " + String.join("; ", problems));
    }
  }

  /** The same with another model. */
  CorrelateOptions with(FailureModel other) {
    return new CorrelateOptions(
        windowMillis,
        maxHops,
        maxDepth,
        hubDegree,
        searchLimit,
        maxCost,
        minSeverity,
        quorum,
        settleMillis,
        updateIntervalMillis,
        repeatIntervalMillis,
        resolveHoldMillis,
        maxMembers,
        maxCauses,
        other,
        learn,
        naming,
        criticalRevenue);
  }

  private static void atLeast(List<String> problems, String name, long value, long least) {
    if (value < least) {
      problems.add(name + " must be at least " + least + ", but is " + value);
    }
  }
}
