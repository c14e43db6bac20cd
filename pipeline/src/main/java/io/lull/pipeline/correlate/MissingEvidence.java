package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The evidence that is missing: what it costs to hold that a node failed when CIs that depend on it
 * are not heard of. Each that should fail with probability p and would be heard of with probability
 * h adds -ln(1 - p h). A CI counts as failing if a symptom lies at it or behind it: behind a dead
 * switch the hosts are as silent as the switch, and only what runs on them is heard.
 *
 * <p>Bounded in relations; where a node has more, those looked at stand for all.
 */
final class MissingEvidence {

  /** Relations of one node that are looked at. */
  private static final int MOST_RELATIONS = 512;

  private final Topology topology;
  private final FailureModel model;

  MissingEvidence(Topology topology, FailureModel model) {
    this.topology = topology;
    this.model = model;
  }

  /**
   * What is missing costs, nats.
   *
   * @param symptoms those the node can explain
   */
  double cost(String node, List<Symptom> symptoms) {
    Set<String> failing = failing(node, symptoms);
    Map<String, Double> dependants = new TreeMap<>();
    int looked = 0;
    int all = 0;
    for (Relation relation : topology.relationsTo(node)) {
      all++;
      if (looked < MOST_RELATIONS) {
        looked++;
        Travel travel = model.travel(relation.getType());
        if (travel != Travel.REDUNDANT) {
          note(dependants, relation.getFrom(), probability(relation));
        }
      }
    }
    for (Relation relation : topology.relationsFrom(node)) {
      Travel travel = model.travel(relation.getType());
      if (travel == Travel.CONNECTION || travel == Travel.REDUNDANT) {
        all++;
        if (looked < MOST_RELATIONS) {
          looked++;
          note(
              dependants,
              relation.getTo(),
              travel == Travel.CONNECTION ? probability(relation) : model.member());
        }
      }
    }
    double cost = 0;
    for (Map.Entry<String, Double> dependant : dependants.entrySet()) {
      if (!failing.contains(dependant.getKey()) && isMonitored(dependant.getKey())) {
        cost -= Math.log(1 - dependant.getValue() * model.heard());
      }
    }
    return looked == 0 ? 0 : cost * all / looked;
  }

  private static void note(Map<String, Double> dependants, String node, double probability) {
    dependants.merge(node, probability, Math::max);
  }

  private double probability(Relation relation) {
    return model.relation(relation.getType()).probability();
  }

  /** The CIs next to the node that a symptom lies at or behind. */
  private static Set<String> failing(String node, List<Symptom> symptoms) {
    Set<String> failing = new HashSet<>();
    for (Symptom symptom : symptoms) {
      failing.add(symptom.site().resource());
      if (symptom.site().peer() != null) {
        failing.add(symptom.site().peer());
      }
      Reach reach = symptom.upstream().get(node);
      if (reach != null && reach.next() != null) {
        failing.add(reach.next());
      }
    }
    return failing;
  }

  private boolean isMonitored(String id) {
    Node node = topology.node(id);
    return node != null
        && !node.getType().equals("BUSINESS_SERVICE")
        && !"false".equals(node.getAttributes().get("monitored"));
  }
}
