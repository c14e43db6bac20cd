package io.lull.pipeline.correlate;

import io.lull.pipeline.impact.Fraction;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Services with interchangeable members (k of n): what the failure of some of them is to the
 * service. It needs {@code required} of its n members; the number is an attribute of the service,
 * or of its relations to members (the largest holds), else the configured part of n, rounded up.
 *
 * <p>With fewer than that left the failure of members reaches the service with the probability of
 * its type of relation, else with that of a spare one.
 *
 * <p>Cost: the members of the service, at most {@value #MOST_RELATIONS} relations looked at.
 */
final class Redundancy {

  /** Relations of one service that are looked at. */
  private static final int MOST_RELATIONS = 4_096;

  private final Topology topology;
  private final FailureModel model;

  Redundancy(Topology topology, FailureModel model) {
    this.topology = topology;
    this.model = model;
  }

  /**
   * The members of a service.
   *
   * @param members their ids
   * @param required how many of them it needs; 0 for a service that has none
   * @param probability that too few left is felt by the service
   */
  record Group(Set<String> members, int required, double probability) {

    /** Whether it has fewer members left than it needs. */
    boolean isDown(int failing) {
      return members.size() - failing < required;
    }
  }

  /** Returns the members of a service and how many it needs. */
  Group of(String service) {
    Set<String> members = new HashSet<>();
    int required = required(topology.node(service));
    int ofRelations = 0;
    double probability = 0;
    int left = MOST_RELATIONS;
    for (Relation relation : topology.relationsFrom(service)) {
      if (--left < 0) {
        break;
      }
      FailureModel.Relation kind = model.relation(relation.getType());
      if (kind.travel() == Travel.REDUNDANT) {
        members.add(relation.getTo());
        ofRelations =
            Math.max(ofRelations, Fraction.count(relation.getAttributes().get("required")));
        probability = Math.max(probability, kind.probability());
      }
    }
    int said = required > 0 ? required : ofRelations;
    int documented = Fraction.required(said, members.size(), model.required());
    int needed = new ModelBonds(model).required(service, documented, members.size());
    return new Group(members, needed, probability);
  }

  /**
   * Probability that the service fails because members of it do.
   *
   * @param failing how many of its members fail
   */
  double probability(String service, int failing) {
    return probability(of(service), failing);
  }

  /** The same for members that were looked up before. */
  double probability(Group group, int failing) {
    if (failing <= 0 || group.members().isEmpty()) {
      return 0;
    }
    return group.isDown(failing)
        ? group.probability()
        : Math.min(model.spare(), group.probability());
  }

  private static int required(@Nullable Node service) {
    return service == null ? 0 : Fraction.count(service.getAttributes().get("required"));
  }
}
