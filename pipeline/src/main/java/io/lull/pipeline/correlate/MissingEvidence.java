package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The evidence that is missing: what it costs to hold that a node failed when CIs that depend on
 * it, or on the silent ones on the way to its symptoms, are not heard of. Each that should fail
 * with probability p and would be heard of with probability h adds -ln(1 - p h). A CI counts as
 * failing if a symptom lies at it or behind it: behind a dead switch the hosts are as silent as the
 * switch, and only what runs on them is heard. What is connected to a CI need not fail with it, but
 * its end of the link goes down: it should speak of that.
 *
 * <p>Bounded in relations; where a node has more, those looked at stand for all.
 */
final class MissingEvidence {

  /** Relations of one node that are looked at. */
  private static final int MOST_RELATIONS = 512;

  /** Relations of a dependant that are looked at. */
  private static final int MOST_BEHIND = 32;

  /** Silent CIs on the way that are looked at. */
  private static final int MOST_NODES = 32;

  /** Nodes whose dependants are kept at hand. */
  private static final int MOST_KNOWN = 50_000;

  /** A CI that should fail, and what it costs if nothing is heard of it. */
  private record Dependant(String node, double cost, boolean connected) {}

  private final Topology topology;
  private final FailureModel model;
  private final Upstream upstream;
  private final Map<String, List<Dependant>> known = new HashMap<>();
  private long knownAt = -1;

  MissingEvidence(Topology topology, FailureModel model, Upstream upstream) {
    this.topology = topology;
    this.model = model;
    this.upstream = upstream;
  }

  /**
   * What is missing costs, nats.
   *
   * @param symptoms those the node can explain
   */
  double cost(String node, List<Symptom> symptoms) {
    Set<String> alarming = new HashSet<>();
    Set<String> spoken = new HashSet<>();
    Set<String> failing = new TreeSet<>();
    failing.add(node);
    for (Symptom symptom : symptoms) {
      note(symptom, alarming, spoken);
      Reach reach = symptom.upstream().get(node);
      while (reach != null && reach.next() != null) {
        failing.add(reach.next());
        reach = symptom.upstream().get(reach.next());
      }
    }
    double cost = 0;
    int left = MOST_NODES;
    for (String silent : failing) {
      if ((silent.equals(node) || !alarming.contains(silent)) && --left >= 0) {
        for (Dependant dependant : dependants(silent)) {
          boolean heard =
              failing.contains(dependant.node())
                  || alarming.contains(dependant.node())
                  || (dependant.connected() && spoken.contains(dependant.node()));
          cost += heard ? 0 : dependant.cost();
        }
      }
    }
    return cost;
  }

  /**
   * Who fails: who alarms, and the ends of a link that say nothing of it. Who speaks of a link is
   * alive, and heard of only as one that is connected.
   */
  private static void note(Symptom symptom, Set<String> alarming, Set<String> spoken) {
    Site site = symptom.site();
    String peer = site.peer();
    if (peer == null) {
      alarming.add(site.resource());
      return;
    }
    for (String end : List.of(site.resource(), peer)) {
      spoken.add(end);
      if (!symptom.state().speakers.contains(end)) {
        alarming.add(end);
      }
    }
  }

  private List<Dependant> dependants(String node) {
    if (topology.version() != knownAt || known.size() > MOST_KNOWN) {
      known.clear();
      knownAt = topology.version();
    }
    return known.computeIfAbsent(node, this::find);
  }

  private List<Dependant> find(String node) {
    Set<String> connected = new HashSet<>();
    Failing failing = failing(node, MOST_RELATIONS, connected);
    List<Dependant> all = new ArrayList<>();
    failing
        .found()
        .forEach(
            (dependant, probability) -> {
              boolean linked = connected.contains(dependant);
              double heard =
                  linked && !upstream.gates(dependant).contains(node)
                      ? heard(dependant)
                      : heardBehind(dependant, node);
              if (heard > 0) {
                double cost = -Math.log(1 - probability * heard) * failing.more();
                all.add(new Dependant(dependant, cost, linked));
              }
            });
    return List.copyOf(all);
  }

  /** Probability that the node is heard of when it fails. */
  private double heard(String node) {
    return isMonitored(node) ? model.heard() : 0;
  }

  /** The same, or that something is that fails with it: of a rack, its hosts. */
  private double heardBehind(String node, String cause) {
    double unheard = 1 - heard(node);
    Set<String> connected = new HashSet<>();
    for (Map.Entry<String, Double> next :
        failing(node, MOST_BEHIND, connected).found().entrySet()) {
      String id = next.getKey();
      boolean fails = !connected.contains(id) || upstream.gates(id).contains(node);
      if (!id.equals(cause) && fails) {
        unheard *= 1 - next.getValue() * heard(id);
      }
    }
    return 1 - unheard;
  }

  /**
   * What fails with a node, and how probably.
   *
   * @param more how many relations there are for each that was looked at
   */
  private record Failing(Map<String, Double> found, double more) {}

  private Failing failing(String node, int most, Set<String> connected) {
    Map<String, Double> found = new TreeMap<>();
    Collection<Relation> into = topology.relationsTo(node);
    Collection<Relation> out = topology.relationsFrom(node);
    into.stream()
        .limit(most)
        .filter(r -> model.travel(r.getType()) != Travel.REDUNDANT)
        .forEach(r -> note(found, connected, r, r.getFrom(), probability(r)));
    out.stream()
        .limit(Math.max(0, most - into.size()))
        .forEach(
            r -> {
              Travel travel = model.travel(r.getType());
              if (travel == Travel.CONNECTION || travel == Travel.REDUNDANT) {
                boolean member = travel == Travel.REDUNDANT;
                note(found, connected, r, r.getTo(), member ? model.member() : probability(r));
              }
            });
    return new Failing(found, Math.max(1, (double) (into.size() + out.size()) / most));
  }

  private void note(
      Map<String, Double> found,
      Set<String> connected,
      Relation relation,
      String node,
      double probability) {
    found.merge(node, probability, Math::max);
    if (model.travel(relation.getType()) == Travel.CONNECTION) {
      connected.add(node);
    }
  }

  private double probability(Relation relation) {
    return model.relation(relation.getType()).probability();
  }

  private boolean isMonitored(String id) {
    Node node = topology.node(id);
    return node != null
        && !node.getType().equals("BUSINESS_SERVICE")
        && !"false".equals(node.getAttributes().get("monitored"));
  }
}
