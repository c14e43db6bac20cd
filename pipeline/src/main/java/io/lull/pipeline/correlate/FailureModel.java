package io.lull.pipeline.correlate;

import io.lull.schema.ImpactBasis;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How failure travels and what alarms say about it: the numbers behind every explanation. Costs are
 * in nats, negative logarithms of probabilities, so that what is likely is cheap and costs along a
 * path add up.
 *
 * @param relations how failure travels along each type of relation, by type
 * @param other how it travels along relations of types that are not listed
 * @param member probability that a member of a service fails when what the service depends on fails
 * @param required part of its members that a service needs, where it does not say how many
 * @param spare probability that the failure of members reaches their service while it has as many
 *     left as it needs
 * @param types what alarm types add to the price of a cause that raises them
 * @param intervals how long what a type tells may have gone on before it is raised, at most, by
 *     words of letters in it, milliseconds
 * @param harmless what it costs to hold that anything follows from a type, by words of letters in
 *     it
 * @param price cost of holding anything to be a cause: about -ln of the probability that it fails
 *     by itself within a window
 * @param silent cost of a cause that raised no alarm and was not named by one
 * @param named cost of a cause that raised no alarm itself but is named as a peer
 * @param step cost of each silent CI on a path
 * @param heard probability that a CI that fails is heard of: its alarm is raised and arrives
 * @param skewMillis how far two clocks may be apart
 * @param earlyMillis mean time by which a symptom speaks before its cause, beyond the skew
 * @param spreads factors on the spread of times of impact, by name of their basis; 1 where there is
 *     none
 * @param needs services that need another number of members than the topology says, by id
 */
public record FailureModel(
    Map<String, Relation> relations,
    Relation other,
    double member,
    double required,
    double spare,
    AlarmTypes types,
    Map<String, Long> intervals,
    Map<String, Double> harmless,
    double price,
    double silent,
    double named,
    double step,
    double heard,
    long skewMillis,
    long earlyMillis,
    Map<String, Double> spreads,
    Map<String, Need> needs)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * One type of relation.
   *
   * @param travel which way failure travels
   * @param probability that the failure of one end reaches the other, above 0 and at most 1; for
   *     connections, that the loss of all of them does
   * @param lagMillis mean time it takes until the other end says so
   * @param lagSigma standard deviation of the logarithm of that time
   */
  public record Relation(Travel travel, double probability, long lagMillis, double lagSigma)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** With times that vary as is held before any was seen. */
    public Relation(Travel travel, double probability, long lagMillis) {
      this(travel, probability, lagMillis, LearnedRelation.PRIOR_SIGMA);
    }

    double cost() {
      return -Math.log(probability);
    }
  }

  /**
   * How many of its members a service needs, as what happened says.
   *
   * @param members that it had then
   * @param documented how many of them the topology said then
   */
  public record Need(int members, int documented, int required) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** What holds where nothing is configured and nothing was learned: {@code failure-model.yaml}. */
  public static final FailureModel DEFAULT = FailureModelFile.shipped();

  /** Refuses what is no model, naming all that is wrong. */
  public FailureModel {
    List<String> problems = new ArrayList<>();
    relations.forEach((type, relation) -> check(problems, "relations." + type, relation));
    check(problems, "relations.other", other);
    inUnit(problems, "member", member);
    inUnit(problems, "required", required);
    inUnit(problems, "spare", spare);
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

  /** The same with what is learned: relations, alarm types, spreads and needs. */
  FailureModel with(
      Map<String, Relation> otherRelations,
      AlarmTypes otherTypes,
      Map<String, Double> otherSpreads,
      Map<String, Need> otherNeeds) {
    return new FailureModel(
        otherRelations,
        other,
        member,
        required,
        spare,
        otherTypes,
        intervals,
        harmless,
        price,
        silent,
        named,
        step,
        heard,
        skewMillis,
        earlyMillis,
        otherSpreads,
        otherNeeds);
  }

  /** How much wider than known of itself the interval of a time of impact is. */
  double spread(ImpactBasis basis) {
    return spreads.getOrDefault(basis.name(), 1.0);
  }

  Relation relation(String type) {
    return relations.getOrDefault(type, other);
  }

  /** The likeliest to carry of the relations that are connections. */
  Relation cheapestConnection() {
    Relation best = other;
    for (Relation relation : relations.values()) {
      boolean better =
          best.travel() != Travel.CONNECTION || relation.probability() > best.probability();
      best = relation.travel() == Travel.CONNECTION && better ? relation : best;
    }
    return best;
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

  /** How long what an alarm type tells may have gone on before, at most; 0 for most. */
  long intervalMillis(String type) {
    return Math.round(largest(intervals, type));
  }

  /** What it costs to hold that anything follows from an alarm type; 0 for most, nats. */
  double harmlessness(String type) {
    return largest(harmless, type);
  }

  /** The largest for any word of a type. */
  private static double largest(Map<String, ? extends Number> byWord, String type) {
    double largest = 0;
    int start = 0;
    for (int i = 0; i <= type.length(); i++) {
      if (i == type.length() || !Character.isLetter(type.charAt(i))) {
        Number found = byWord.get(type.substring(start, i));
        largest = found == null ? largest : Math.max(largest, found.doubleValue());
        start = i + 1;
      }
    }
    return largest;
  }

  /** What an alarm type adds to the price of holding what raised it to be a cause. */
  double typeCost(String type) {
    return types.cost(type);
  }
}
