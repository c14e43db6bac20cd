package io.lull.pipeline.correlate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The learned numbers of one domain that hold from a time on, with what they were drawn from.
 *
 * @param domain whose
 * @param revision counts from 1
 * @param timeMillis since when they hold
 * @param incidents resolved incidents that were learned from since the last reset
 * @param relations by type, sorted
 * @param alarmTypes by type, sorted
 * @param spreads of times of impact, by basis, sorted; null in state of before
 * @param needs services that need another number of members than is documented, sorted; likewise
 */
public record ModelRevision(
    String domain,
    int revision,
    long timeMillis,
    long incidents,
    List<Relation> relations,
    List<AlarmType> alarmTypes,
    List<Spread> spreads,
    List<Need> needs) {

  public ModelRevision {
    spreads = spreads == null ? List.of() : spreads;
    needs = needs == null ? List.of() : needs;
  }

  /**
   * A type of relation.
   *
   * @param probability that the failure of one end reaches the other
   * @param lagMillis mean time until the other end says so
   * @param successes how often failure was seen to travel
   * @param chances how often it could have been seen
   * @param lags how many lags were seen
   * @param lagSigma standard deviation of the logarithm of that time; 0 in state of before
   */
  public record Relation(
      String type,
      double probability,
      long lagMillis,
      double successes,
      double chances,
      double lags,
      double lagSigma) {

    double sigma() {
      return lagSigma > 0 ? lagSigma : LearnedRelation.PRIOR_SIGMA;
    }
  }

  /**
   * An alarm type.
   *
   * @param weight what it adds to the price of holding what raised it to be a cause, nats
   * @param onCause incidents in which the cause raised it
   * @param incidents incidents in which it was raised
   */
  public record AlarmType(String type, double weight, double onCause, double incidents) {}

  /**
   * How wide intervals of times of impact are.
   *
   * @param basis how the times are known
   * @param scale factor on the spread that lags and forecasts have of themselves
   * @param told times that were told and felt
   * @param inside how many of them were inside their interval
   */
  public record Spread(String basis, double scale, double told, double inside) {}

  /**
   * How many of its members a service needs.
   *
   * @param documented as the topology says
   * @param required as what happened says
   */
  public record Need(String service, int members, int documented, int required) {}

  /** The configured model with these numbers in it. */
  FailureModel over(FailureModel configured) {
    Map<String, FailureModel.Relation> types = new TreeMap<>(configured.relations());
    for (Relation learned : relations) {
      Travel travel = configured.travel(learned.type());
      types.put(
          learned.type(),
          new FailureModel.Relation(
              travel, learned.probability(), learned.lagMillis(), learned.sigma()));
    }
    Map<String, Double> weights = new TreeMap<>();
    alarmTypes.forEach(learned -> weights.put(learned.type(), learned.weight()));
    Map<String, Double> scales = new TreeMap<>();
    spreads.forEach(learned -> scales.put(learned.basis(), learned.scale()));
    Map<String, FailureModel.Need> needed = new TreeMap<>();
    needs.forEach(
        n ->
            needed.put(
                n.service(), new FailureModel.Need(n.members(), n.documented(), n.required())));
    return configured.with(types, configured.types().with(weights), scales, needed);
  }
}
