package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one tree of an explanation would cost more if its cause were another; what is explained by a
 * symptom other than the cause stays so.
 *
 * <p>The <em>heads</em> of a tree are the symptoms that must be explained anew then: the root, or
 * those above which all is silent.
 */
final class RootCosts {
  private final Explanation explanation;
  private final EdgeCosts costs;
  private final SilentCauses silentCauses;
  private final Kinship kinship;
  private final NodeViews views;
  private final List<Integer> heads;
  private final boolean[] isHead;
  private final double headPrices;
  private final double base;

  // What ties the heads by names, messages and times; found when it is asked for first.
  private final Map<String, Integer> headIds = new HashMap<>();
  private @Nullable Map<String, Set<Integer>> tied;

  RootCosts(
      Explanation explanation,
      Tree tree,
      NodeViews views,
      EdgeCosts costs,
      SilentCauses silentCauses,
      Kinship kinship) {
    this.explanation = explanation;
    this.costs = costs;
    this.silentCauses = silentCauses;
    this.kinship = kinship;
    this.views = views;
    this.heads = heads(explanation, tree);
    this.isHead = new boolean[explanation.vertices().size()];
    double prices = 0;
    for (int head : heads) {
      isHead[head] = true;
      prices += headPrice(head);
    }
    this.headPrices = prices;
    this.base = base();
  }

  private static List<Integer> heads(Explanation explanation, Tree tree) {
    if (!explanation.silent(tree.root())) {
      return List.of(tree.root());
    }
    return tree.members().stream()
        .filter(v -> silentAbove(explanation, v).contains(tree.root()))
        .toList();
  }

  /** The silent CIs above a symptom, up to the next symptom or the cause. */
  private static List<Integer> silentAbove(Explanation explanation, int symptom) {
    List<Integer> above = new ArrayList<>();
    for (int at = explanation.by()[symptom];
        at >= 0 && explanation.silent(at);
        at = explanation.by()[at]) {
      above.add(at);
    }
    return above;
  }

  /** What the heads cost as they are explained, with all that is silent above them. */
  private double base() {
    double sum = 0;
    Set<Integer> counted = new TreeSet<>(heads);
    heads.forEach(head -> counted.addAll(silentAbove(explanation, head)));
    for (int v : counted) {
      sum += explanation.cost()[v];
    }
    return sum;
  }

  private double headPrice(int head) {
    return costs.price(explanation.vertices().get(head).state());
  }

  /** The symptoms that would be explained anew, ascending. */
  List<Integer> heads() {
    return heads;
  }

  /** With a symptom of the tree as the cause. */
  double withRoot(int root) {
    Symptom cause = explanation.vertices().get(root);
    double cost = costs.price(cause.state()) + headPrices;
    cost -= isHead[root] ? headPrice(root) : explanation.cost()[root];
    Map<Integer, Double> explained = new TreeMap<>();
    edges(cause, root, cause.site().resource(), explained);
    if (cause.site().peer() != null) {
      edges(cause, root, cause.site().peer(), explained);
    }
    for (int head : kin(cause)) {
      if (head != root) {
        Symptom effect = explanation.vertices().get(head);
        explained.merge(head, kinship.cost(cause.state(), effect.state()), Math::min);
      }
    }
    for (Map.Entry<Integer, Double> edge : explained.entrySet()) {
      cost -= Math.max(0, headPrice(edge.getKey()) - edge.getValue());
    }
    return Math.max(0, cost - base);
  }

  /** What it costs that a symptom explains each of the heads through a node it is at. */
  private void edges(Symptom cause, int root, String at, Map<Integer, Double> explained) {
    NodeViews.View view = views.of(at);
    for (int i = 0; i < view.vertices.size(); i++) {
      int v = view.vertices.get(i);
      if (isHead[v] && v != root) {
        double edge =
            costs.edge(cause.state(), cause.site(), view.under.get(i), view.reaches.get(i), true);
        explained.merge(v, edge, Math::min);
      }
    }
  }

  /** The heads that names, messages and times tie to a symptom. */
  private Set<Integer> kin(Symptom cause) {
    if (tied == null) {
      tied = new HashMap<>();
      for (int head : heads) {
        Symptom effect = explanation.vertices().get(head);
        headIds.put(effect.id(), head);
        for (Kin kin : effect.state().kin) {
          tied.computeIfAbsent(kin.symptom(), k -> new TreeSet<>()).add(head);
        }
      }
    }
    Set<Integer> kin = new TreeSet<>(tied.getOrDefault(cause.id(), Set.of()));
    for (Kin own : cause.state().kin) {
      Integer head = headIds.get(own.symptom());
      if (head != null) {
        kin.add(head);
      }
    }
    return kin;
  }

  /** With a CI as the cause that is held to have failed; infinite if it explains nothing. */
  double withSilent(String node) {
    NodeViews.View view = views.of(node);
    if (view.under.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    SilentCauses.Candidate candidate =
        silentCauses.candidate(
            node, view.under, view.reaches, costs.silence(view.named, view.doubt), view.named);
    long time = view.under.get(0).firstMillis();
    double cost = candidate.price() + headPrices;
    for (int i = 0; i < view.vertices.size(); i++) {
      int v = view.vertices.get(i);
      if (isHead[v]) {
        cost -= Math.max(0, headPrice(v) - candidate.below(i, time));
      }
    }
    return Math.max(0, cost - base);
  }

  /** With a symptom of another tree as what explains what hangs on the cause. */
  double withOther(Symptom other, List<Integer> children) {
    double cost = 0;
    for (int child : children) {
      cost += edge(other, explanation.vertices().get(child)) - explanation.cost()[child];
    }
    return Math.max(0, cost);
  }

  private double edge(Symptom cause, Symptom effect) {
    double best =
        Math.min(
            kinship.cost(cause.state(), effect.state()),
            edge(cause, effect, cause.site().resource()));
    String peer = cause.site().peer();
    return peer == null ? best : Math.min(best, edge(cause, effect, peer));
  }

  private double edge(Symptom cause, Symptom effect, String at) {
    Reach reach = effect.upstream().get(at);
    return reach == null
        ? Double.POSITIVE_INFINITY
        : costs.edge(cause.state(), cause.site(), effect, reach, true);
  }
}
