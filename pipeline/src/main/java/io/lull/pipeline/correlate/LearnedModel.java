package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was learned about failure in one domain: counts, and the numbers that hold because of them.
 * Mutable, held in state; bounded in types of relations and of alarms.
 *
 * <p>Counts change with each incident that is resolved; the numbers in force are drawn from them at
 * most once a minute ({@link Learning}) and are exactly those of the last {@link ModelRevision}.
 */
public final class LearnedModel {

  /** Layout of this record. */
  static final int VERSION = 1;

  /** Types of relations that are learned. */
  static final int MOST_RELATIONS = 64;

  /** Types of alarms that are learned; a further one takes the place of the one seen least. */
  static final int MOST_TYPES = 256;

  /** Services whose needs are learned. */
  static final int MOST_NEEDS = 4_096;

  /** Incidents that the configured weight of an alarm type is worth. */
  private static final double STRENGTH = LearnedRelation.STRENGTH;

  /** Part of the alarm types of an incident that its cause raises, before any was seen. */
  private static final double ON_CAUSE = 0.3;

  /** What learning adds to, or takes from, the configured weight of an alarm type at most, nats. */
  private static final double MOST_WEIGHT = 2;

  public int version = VERSION;
  public String domain = "";

  /** Time of the last reset, milliseconds since the epoch; before any, {@link AlarmLife#NEVER}. */
  public long resetMillis = AlarmLife.NEVER;

  /** Resolved incidents that taught something since the last reset. */
  public long incidents;

  public Map<String, LearnedRelation> relations = new HashMap<>();
  public Map<String, LearnedType> alarmTypes = new HashMap<>();

  /** How wide intervals of times of impact have to be, by how these are known. */
  public Map<String, LearnedSpread> spreads = new HashMap<>();

  /** How many of their members services need, by id. */
  public Map<String, LearnedNeed> needs = new HashMap<>();

  /** Alarm types on causes, and in incidents, over all of them. */
  public LearnedType all = new LearnedType();

  /** Stream time from which on {@link #inForce} holds; before any, {@link AlarmLife#NEVER}. */
  public long toldMillis = AlarmLife.NEVER;

  /** Whether something was learned since. */
  public boolean changed;

  /** The numbers that hold; null where those that are configured do. */
  public @Nullable ModelRevision inForce;

  // Not part of the state: the configured model with the numbers in force.
  transient @Nullable FailureModel effective;

  /** What was seen of a type of relation; null beyond those that are learned. */
  @Nullable LearnedRelation relation(String type) {
    LearnedRelation known = relations.get(type);
    if (known == null && relations.size() < MOST_RELATIONS) {
      known = new LearnedRelation();
      relations.put(type, known);
    }
    return known;
  }

  /** What was seen of the members of a service; null beyond those that are learned. */
  @Nullable LearnedNeed need(String service) {
    LearnedNeed known = needs.get(service);
    if (known == null && needs.size() < MOST_NEEDS) {
      known = new LearnedNeed();
      needs.put(service, known);
    }
    return known;
  }

  /** The services that need another number of members than is documented. */
  private List<ModelRevision.Need> needs() {
    List<ModelRevision.Need> others = new ArrayList<>();
    new TreeMap<>(needs)
        .forEach(
            (service, seen) -> {
              if (seen.required() != seen.documented) {
                others.add(
                    new ModelRevision.Need(
                        service, seen.members, seen.documented, seen.required()));
              }
            });
    return others;
  }

  /** Notes that an alarm type was raised in an incident. */
  void observe(String type, boolean cause) {
    if (!alarmTypes.containsKey(type) && alarmTypes.size() >= MOST_TYPES) {
      alarmTypes.entrySet().stream()
          .min(
              Comparator.comparingDouble(
                      (Map.Entry<String, LearnedType> e) -> e.getValue().incidents)
                  .thenComparing(Map.Entry::getKey))
          .map(Map.Entry::getKey)
          .ifPresent(alarmTypes::remove);
    }
    alarmTypes.computeIfAbsent(type, t -> new LearnedType()).observe(cause);
    all.observe(cause);
  }

  /** Forgets everything: what is configured holds again. */
  void reset() {
    incidents = 0;
    relations = new HashMap<>();
    alarmTypes = new HashMap<>();
    spreads = new HashMap<>();
    needs = new HashMap<>();
    all = new LearnedType();
  }

  /** Draws the numbers that are to hold from the counts. */
  ModelRevision revision(FailureModel configured, long now) {
    List<ModelRevision.Relation> ofRelations = new ArrayList<>();
    new TreeMap<>(relations)
        .forEach(
            (type, seen) -> {
              FailureModel.Relation prior = configured.relation(type);
              ofRelations.add(
                  new ModelRevision.Relation(
                      type,
                      seen.probability(prior.probability()),
                      seen.lagMillis(prior.lagMillis()),
                      seen.successes,
                      seen.chances,
                      seen.lags,
                      seen.lagSigma(prior.lagMillis())));
            });
    List<ModelRevision.AlarmType> ofTypes = new ArrayList<>();
    new TreeMap<>(alarmTypes)
        .forEach(
            (type, seen) ->
                ofTypes.add(
                    new ModelRevision.AlarmType(
                        type,
                        weight(configured.typeCost(type), seen),
                        seen.onCause,
                        seen.incidents)));
    List<ModelRevision.Spread> ofSpreads = new ArrayList<>();
    new TreeMap<>(spreads)
        .forEach(
            (basis, seen) ->
                ofSpreads.add(
                    new ModelRevision.Spread(basis, seen.scale(), seen.told, seen.inside)));
    return new ModelRevision(
        domain,
        inForce == null ? 1 : inForce.revision() + 1,
        now,
        incidents,
        ofRelations,
        ofTypes,
        ofSpreads,
        needs());
  }

  /**
   * The weight of an alarm type: by how much rarer, as the logarithm of odds, it is on a cause than
   * alarm types are on the whole. The prior is worth {@link #STRENGTH} incidents in which it is
   * there as often as the configured weight says.
   */
  private double weight(double configured, LearnedType seen) {
    double base = logit((STRENGTH * ON_CAUSE + all.onCause) / (STRENGTH + all.incidents));
    double prior = 1 / (1 + StrictMath.exp(configured - base));
    double share = (STRENGTH * prior + seen.onCause) / (STRENGTH + seen.incidents);
    double weight = base - logit(share);
    return Math.max(configured - MOST_WEIGHT, Math.min(configured + MOST_WEIGHT, weight));
  }

  private static double logit(double p) {
    return StrictMath.log(p / (1 - p));
  }
}
