package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What nodes are to the symptoms of one tree: which of them each can explain, and which lie at it.
 *
 * <p>Cost: what is above each symptom, once for all nodes that are expected.
 */
final class NodeViews {
  private final Explanation explanation;
  private final Tree tree;
  private final Members members;
  private final EdgeCosts costs;
  private final Map<String, View> views = new HashMap<>();

  NodeViews(Explanation explanation, Tree tree, Members members, EdgeCosts costs) {
    this.explanation = explanation;
    this.tree = tree;
    this.members = members;
    this.costs = costs;
  }

  /** The alarms of a tree. */
  interface Members {
    /** Alarms of a symptom that are still known, first raised first. */
    List<AlarmLife> of(Symptom symptom);
  }

  /** What a node explains, and what lies at it. */
  static final class View {
    final List<Integer> vertices = new ArrayList<>();
    final List<Symptom> under = new ArrayList<>();
    final List<Reach> reaches = new ArrayList<>();

    /** Alarms that it explains. */
    int alarms;

    /** Whether a symptom at it tells of it. */
    boolean named;

    /** The least it costs to hold that anything follows from alarms on it, nats. */
    double doubt = Double.POSITIVE_INFINITY;

    /** The first alarm on the node. */
    @Nullable AlarmLife first;

    /** The first alarm that names it. */
    @Nullable AlarmLife naming;

    private void below(int vertex, Symptom symptom, Reach reach) {
      vertices.add(vertex);
      under.add(symptom);
      reaches.add(reach);
      alarms += symptom.state().alarms.size();
    }
  }

  /** The next look is for these, too. */
  void expect(Collection<String> nodes) {
    nodes.forEach(this::expect);
  }

  /** The next look is for this, too. */
  void expect(String node) {
    views.putIfAbsent(node, new View());
  }

  /** Notes what each node that is expected explains and what lies at it, in one pass. */
  void look() {
    for (int v : tree.members()) {
      Symptom s = explanation.vertices().get(v);
      for (Reach reach : s.upstream().values()) {
        View view = views.get(reach.node());
        if (view != null) {
          view.below(v, s, reach);
        }
      }
      touch(s, s.site().resource());
      String peer = s.site().peer();
      if (peer != null && !peer.equals(s.site().resource())) {
        touch(s, peer);
      }
    }
  }

  private void touch(Symptom s, String node) {
    View view = views.get(node);
    if (view == null) {
      return;
    }
    view.named |= costs.tells(s.state());
    view.doubt = Math.min(view.doubt, costs.doubtOfNode(s.state()));
    if (view.first == null || view.naming == null) {
      List<AlarmLife> alarms = members.of(s);
      if (alarms.isEmpty()) {
        return; // of another incident, which is over
      }
      AlarmLife alarm = alarms.get(0);
      view.naming = view.naming == null ? alarm : view.naming;
      view.first = view.first == null && alarm.resource.equals(node) ? alarm : view.first;
    }
  }

  /** What a node is; of one that was not expected only what it explains. */
  View of(String node) {
    View known = views.get(node);
    if (known == null) {
      known = new View();
      views.put(node, known);
      for (int v : tree.members()) {
        Symptom s = explanation.vertices().get(v);
        Reach reach = s.upstream().get(node);
        if (reach != null) {
          known.below(v, s, reach);
        }
      }
    }
    return known;
  }
}
