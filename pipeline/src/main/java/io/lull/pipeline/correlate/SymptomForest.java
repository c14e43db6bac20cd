package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Symptoms as vertices of a forest with an edge from each to all that it might explain, along
 * relations ({@link EdgeCosts}) or by names and messages ({@link Kinship}), and behind them the
 * silent CIs that are held to have failed.
 *
 * <p>Cost: O(symptoms × their possible causes), of which at most {@value #MOST_AT_NODE} at a node.
 */
final class SymptomForest {

  /** Symptoms of one node that are looked at as explanations of one symptom. */
  private static final int MOST_AT_NODE = 16;

  /** How many symptoms there are; vertices from here on are silent CIs. */
  final int count;

  /** By vertex: the symptoms, in their order, then the silent CIs. */
  final List<Symptom> vertices;

  final Forest forest;

  private final EdgeCosts costs;
  private final Kinship kinship;
  private final Map<String, AtNode> touching = new HashMap<>();
  private final AtNode nothing = new AtNode();

  SymptomForest(List<Symptom> symptoms, EdgeCosts costs, Kinship kinship) {
    this.costs = costs;
    this.kinship = kinship;
    count = symptoms.size();
    vertices = new ArrayList<>(symptoms);
    forest = new Forest(count);
    for (int v = 0; v < count; v++) {
      Symptom symptom = symptoms.get(v);
      forest.add(costs.price(symptom.state()));
      touch(symptom.site().resource(), v);
      if (symptom.site().peer() != null) {
        touch(symptom.site().peer(), v);
      }
    }
    for (int v = 0; v < count; v++) {
      for (Reach reach : symptoms.get(v).upstream().values()) {
        addEdges(reach, v, 0, false);
      }
    }
    addKin();
    forest.solve();
  }

  void touch(String node, int symptom) {
    touching.computeIfAbsent(node, k -> new AtNode()).add(symptom, vertices.get(symptom).state());
  }

  AtNode at(String node) {
    return touching.getOrDefault(node, nothing);
  }

  /** What is tied by names and messages only. */
  private void addKin() {
    Map<String, Integer> indexes = null;
    for (int v = 0; v < count; v++) {
      SymptomState later = vertices.get(v).state();
      for (Kin kin : later.kin) {
        indexes = indexes == null ? indexes() : indexes;
        Integer u = indexes.get(kin.symptom());
        if (u != null) {
          SymptomState earlier = vertices.get(u).state();
          forest.edge(u, v, kinship.costOfLater(kin, earlier, later), null);
          forest.edge(v, u, kinship.costOfEarlier(kin, earlier, later), null);
        }
      }
    }
  }

  private Map<String, Integer> indexes() {
    Map<String, Integer> indexes = new HashMap<>();
    for (int v = 0; v < count; v++) {
      indexes.put(vertices.get(v).id(), v);
    }
    return indexes;
  }

  /**
   * What lies at a node explains a vertex.
   *
   * @param silence what it costs more
   * @param noLinks whether what is a link does not
   */
  void addEdges(Reach reach, int v, double silence, boolean noLinks) {
    AtNode at = at(reach.node());
    if (at.isEmpty()) {
      return;
    }
    Symptom effect = vertices.get(v);
    double more = silence + (reach.member() ? shared(effect) : 0);
    int left = MOST_AT_NODE;
    for (int i = 0; i < at.symptoms.size() && left > 0; i++) {
      int u = at.symptoms.get(i);
      if (u != v) {
        left--;
        Symptom cause = vertices.get(u);
        if (!noLinks || cause.site().peer() == null) {
          double cost = costs.edge(cause.state(), cause.site(), effect, reach, at.links > 1);
          forest.edge(u, v, cost + more, reach.node());
        }
      }
    }
  }

  /** What it costs that of several members that fail one is what their service fails for. */
  double shared(Symptom service) {
    int failing = 0;
    for (Reach reach : service.upstream().values()) {
      failing += reach.member() && reach.hops() == 1 && touching.containsKey(reach.node()) ? 1 : 0;
    }
    return Math.log(Math.max(1, failing));
  }

  /** The symptoms that lie at a node, in their order; those that are links of it are counted. */
  final class AtNode {
    final List<Integer> symptoms = new ArrayList<>(2);
    int links;

    /** Whether one of them says that something has failed. */
    boolean named;

    /** The least doubt of what is said of the node as a whole, nats. */
    double doubt = Double.POSITIVE_INFINITY;

    void add(int symptom, SymptomState state) {
      symptoms.add(symptom);
      links += state.peer == null ? 0 : 1;
      named |= costs.tells(state);
      doubt = Math.min(doubt, costs.doubtOfNode(state));
    }

    /** Forgets a silent CI. */
    void remove(int symptom) {
      symptoms.remove((Integer) symptom);
    }

    boolean isEmpty() {
      return symptoms.isEmpty();
    }
  }
}
