package io.lull.pipeline.correlate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How failure travels and what alarms say about it: the numbers behind every explanation. Costs are
 * in nats, negative logarithms of probabilities, so that what is likely is cheap and costs along a
 * path add up.
 *
 * @param relations how failure travels along each type of relation, by type
 * @param other how it travels along relations of types that are not listed
 * @param member probability that a member of a service fails when what the service depends on fails
 * @param types what is added to the price of a cause that raises an alarm type with this word:
 *     below 0 for what breaks first, above 0 for what merely suffers
 * @param price cost of holding anything to be a cause: about -ln of the probability that it fails
 *     by itself within a window
 * @param silent cost of a cause that raised no alarm and was not named by one
 * @param named cost of a cause that raised no alarm itself but is named as a peer
 * @param step cost of each silent CI on a path
 * @param heard probability that a CI that fails is heard of: its alarm is raised and arrives
 * @param skewMillis how far two clocks may be apart
 * @param earlyMillis mean time by which a symptom speaks before its cause, beyond the skew
 */
public record FailureModel(
    Map<String, Relation> relations,
    Relation other,
    double member,
    Map<String, Double> types,
    double price,
    double silent,
    double named,
    double step,
    double heard,
    long skewMillis,
    long earlyMillis)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * One type of relation.
   *
   * @param travel which way failure travels
   * @param probability that the failure of one end reaches the other, above 0 and at most 1
   * @param lagMillis mean time it takes until the other end says so
   */
  public record Relation(Travel travel, double probability, long lagMillis)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    double cost() {
      return -Math.log(probability);
    }
  }

  /** What holds where nothing is configured and nothing was learned. */
  public static final FailureModel DEFAULT =
      new FailureModel(
          new TreeMap<>(
              Map.of(
                  "DEPENDS_ON", new Relation(Travel.DEPENDENCY, 0.8, 20_000),
                  "RUNS_ON", new Relation(Travel.PLACE, 0.85, 15_000),
                  "PART_OF", new Relation(Travel.PLACE, 0.85, 15_000),
                  "SERVED_BY", new Relation(Travel.REDUNDANT, 0.5, 15_000),
                  "CONNECTED_TO", new Relation(Travel.CONNECTION, 0.35, 15_000))),
          new Relation(Travel.CONNECTION, 0.3, 15_000),
          0.5,
          defaultTypes(),
          8,
          2,
          1,
          0.5,
          0.6,
          3_000,
          6_000);

  private static Map<String, Double> defaultTypes() {
    Map<String, Double> types = new TreeMap<>();
    for (String word :
        List.of(
            "POWER",
            "DISK",
            "FULL",
            "FAN",
            "TRANSCEIVER",
            "CRASH",
            "CRASHED",
            "OOM",
            "PANIC",
            "REBOOT",
            "RESTART",
            "HARDWARE",
            "EXHAUSTED",
            "SATURATED",
            "DOWN",
            "FAILED")) {
      types.put(word, -1.0);
    }
    for (String word :
        List.of(
            "TIMEOUT",
            "LATENCY",
            "SLOW",
            "ERROR",
            "ERRORS",
            "SLO",
            "UNREACHABLE",
            "RETRY",
            "LAG",
            "NEIGHBOR",
            "NEIGHBOUR",
            "ADJCHANGE",
            "SESSION",
            "BGP",
            "OSPF",
            "HEALTH",
            "PROBE")) {
      types.put(word, 1.0);
    }
    return types;
  }

  /** Refuses what is no model, naming all that is wrong. */
  public FailureModel {
    List<String> problems = new ArrayList<>();
    relations.forEach((type, relation) -> check(problems, "relations." + type, relation));
    check(problems, "relations.other", other);
    inUnit(problems, "member", member);
    inUnit(problems, "heard", heard);
    atLeastZero(problems, "price", price);
    atLeastZero(problems, "silent", silent);
    atLeastZero(problems, "named", named);
    atLeastZero(problems, "step", step);
    atLeastZero(problems, "skew", skewMillis);
    if (earlyMillis <= 0) {
      problems.add("early must be above 0, but is " + earlyMillis);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("Failure model: " + String.join("; ", problems));
    }
  }

  private static void check(List<String> problems, String name, Relation relation) {
    inUnit(problems, name + ".probability", relation.probability());
    if (relation.lagMillis() <= 0) {
      problems.add(name + ".lag must be above 0, but is " + relation.lagMillis());
    }
  }

  private static void inUnit(List<String> problems, String name, double value) {
    if (!(value > 0 && value <= 1)) {
      problems.add(name + " must be above 0 and at most 1, but is " + value);
    }
  }

  private static void atLeastZero(List<String> problems, String name, double value) {
    if (!(value >= 0)) {
      problems.add(name + " must be at least 0, but is " + value);
    }
  }

  Relation relation(String type) {
    return relations.getOrDefault(type, other);
  }

  Travel travel(String type) {
    return relation(type).travel();
  }

  /**
   * What the lag between a cause and its symptom costs: nothing within the skew of the clocks, from
   * there on in proportion to the mean lag; before the cause steeper than after it.
   *
   * @param millis time of the symptom after the cause
   * @param meanMillis mean lag along the path
   */
  double lagCost(long millis, long meanMillis) {
    return millis >= 0
        ? (double) Math.max(0, millis - skewMillis) / Math.max(1, meanMillis)
        : (double) Math.max(0, -millis - skewMillis) / earlyMillis;
  }

  /** What an alarm type adds to the price of holding what raised it to be a cause. */
  double typeCost(String type) {
    double cost = 0;
    int start = 0;
    for (int i = 0; i <= type.length(); i++) {
      if (i == type.length() || !Character.isLetter(type.charAt(i))) {
        cost += i > start ? types.getOrDefault(type.substring(start, i), 0.0) : 0;
        start = i + 1;
      }
    }
    return cost;
  }
}
