package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Silent;
import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.correlate.SilentCauses.Saving;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the most probable explanation of symptoms: which of them are causes, which follow from
 * which, and which silent CIs must be held to have failed.
 *
 * <p><b>Idea.</b> Failure spreads along relations, so what happened is a forest: every symptom is a
 * cause of its own, at a price, or follows from one other that alarms, at the cost of the path and
 * of the lag between the two. The likeliest forest is the cheapest, a minimum spanning arborescence
 * ({@link Arborescence}). Each symptom is explained <em>once</em>, by what is nearest above it:
 * that a dependant explains most of a storm as well as its cause does not help it, for it does not
 * explain the cause; and one more cause saves the cost of one edge only, however many symptoms lie
 * below, so it is never worth its price just for fitting the times of many a little better.
 *
 * <p>To this, silent causes are added one by one, that first which saves most: the sum over the
 * symptoms of what each would cost less below it, less its price. The price is that of any cause,
 * that of its silence, and that of the evidence that is missing ({@link MissingEvidence}):
 * dependants that should have failed and are not heard of. That saving is submodular [1]: it only
 * shrinks as others are chosen. So what saves nothing by itself need never be looked at, which is
 * what keeps groups small, and greedy selection is within 1 - 1/e of the best.
 *
 * <p><b>Departures.</b> This is maximum a posteriori inference in a two-state noisy-OR network [2]
 * in which each effect takes its best cause instead of all. Silent CIs between two alarms are paid
 * per path, not shared as in a Steiner arborescence.
 *
 * <p><b>Cost.</b> O(symptoms × their possible causes), a few rounds.
 *
 * <ol>
 *   <li>G. Nemhauser, L. Wolsey, M. Fisher: An analysis of approximations for maximizing submodular
 *       set functions. Mathematical Programming 14, 1978
 *   <li>J. Pearl: Probabilistic Reasoning in Intelligent Systems. Morgan Kaufmann, 1988
 * </ol>
 */
final class Explainer {

  /** What it costs that trouble at one place of a CI reaches the CI as a whole. */
  private static final double PLACE_TO_NODE = 0.5;

  /** What it costs that trouble of a link reaches one of its ends as a whole. */
  private static final double LINK_TO_NODE = 0.7;

  /** What it costs that trouble at one place of a CI reaches another. */
  private static final double PLACE_TO_PLACE = 1.5;

  /** What it costs that a CI shows its failure at one link only. */
  private static final double ONE_LINK = 1.0;

  /** Symptoms of one node that are looked at as explanations of one symptom. */
  private static final int MOST_AT_NODE = 16;

  private static final int MOST_SILENT = 64;

  private final FailureModel model;
  private final SilentCauses silentCauses;
  private final long windowMillis;

  Explainer(FailureModel model, SilentCauses silentCauses, long windowMillis) {
    this.model = model;
    this.silentCauses = silentCauses;
    this.windowMillis = windowMillis;
  }

  static final Comparator<Symptom> ORDER =
      Comparator.comparingLong(Symptom::firstMillis).thenComparing(Symptom::id);

  /** Explains symptoms; their {@code cost} without silent causes is noted in their state. */
  Explanation explain(List<Symptom> unordered) {
    return new Run(unordered.stream().sorted(ORDER).toList()).solve();
  }

  /** What holding the symptom to be a cause costs. */
  double price(SymptomState symptom) {
    return model.price() + symptom.typeCost;
  }

  /** What the symptom's explanation costs as far as is known: at first, its price. */
  double cost(SymptomState symptom) {
    return Math.min(symptom.cost, price(symptom));
  }

  /**
   * What it costs that a cause raised no alarm as a whole. One that spoke of one of its places or
   * links is not silent; one that others named is less so.
   */
  double silence(boolean named, boolean spoke) {
    return spoke ? 0 : named ? model.named() : model.silent();
  }

  /** What the lag costs between the time of a cause, or the nearest of several, and a symptom. */
  double lagCost(SymptomState cause, SymptomState symptom, long meanMillis) {
    double best = Double.POSITIVE_INFINITY;
    for (long raised : cause.raises) {
      long lag = symptom.firstMillis() - raised;
      if (Math.abs(lag) <= windowMillis) {
        best = Math.min(best, model.lagCost(lag, meanMillis));
      }
    }
    return best;
  }

  /**
   * What it costs that one symptom explains another through a node the first is at.
   *
   * @return infinity where it does not
   */
  double edgeCost(SymptomState cause, Site at, Symptom symptom, Reach reach, boolean manyLinks) {
    Site site = symptom.site();
    boolean same = reach.hops() == 0;
    double cost = reach.cost();
    if (at.isNode()) {
      cost += same && site.peer() != null && !manyLinks ? ONE_LINK : 0;
    } else if (at.peer() != null) {
      if (same && site.peer() != null) {
        return Double.POSITIVE_INFINITY;
      }
      cost += LINK_TO_NODE;
    } else {
      cost += same && !site.isNode() ? PLACE_TO_PLACE : PLACE_TO_NODE;
    }
    return cost + lagCost(cause, symptom.state(), lagOf(reach));
  }

  /** Even on one CI alarms take their time. */
  static long lagOf(Reach reach) {
    return Math.max(reach.lagMillis(), 15_000);
  }

  /** One explanation in the making. */
  private final class Run {
    private final List<Symptom> symptoms;
    private final Map<String, List<Integer>> touching = new HashMap<>();
    private final Map<String, List<Integer>> below = new TreeMap<>();
    private final int[] by;
    private final @Nullable String[] via;
    private final double[] cost;
    private final int[] silentOf;
    private final List<Silent> silents = new ArrayList<>();
    private final int[] part;

    Run(List<Symptom> symptoms) {
      this.symptoms = symptoms;
      int count = symptoms.size();
      by = new int[count];
      via = new String[count];
      cost = new double[count];
      silentOf = new int[count];
      part = new int[count];
      Arrays.fill(silentOf, -1);
      for (int i = 0; i < count; i++) {
        part[i] = i;
        Symptom s = symptoms.get(i);
        touch(s.site().resource(), i);
        if (s.site().peer() != null) {
          touch(s.site().peer(), i);
        }
        for (String node : s.upstream().keySet()) {
          below.computeIfAbsent(node, k -> new ArrayList<>()).add(i);
        }
      }
    }

    private void touch(String node, int symptom) {
      touching.computeIfAbsent(node, k -> new ArrayList<>()).add(symptom);
    }

    Explanation solve() {
      byEachOther();
      bySilentCauses();
      return new Explanation(symptoms, by, via, cost, trees(), parts());
    }

    private void byEachOther() {
      Arborescence forest = new Arborescence(symptoms.size());
      List<@Nullable String> nodes = new ArrayList<>();
      for (int v = 0; v < symptoms.size(); v++) {
        forest.root(v, price(symptoms.get(v).state()));
        nodes.add(null);
        for (Reach reach : symptoms.get(v).upstream().values()) {
          addEdges(forest, nodes, v, reach);
        }
      }
      int[] chosen = forest.solve();
      for (int v = 0; v < chosen.length; v++) {
        by[v] = forest.from(chosen[v]);
        via[v] = nodes.get(chosen[v]);
        cost[v] = forest.cost(chosen[v]);
        symptoms.get(v).state().cost = cost[v];
      }
    }

    private void addEdges(Arborescence forest, List<@Nullable String> nodes, int v, Reach reach) {
      List<Integer> at = touching.getOrDefault(reach.node(), List.of());
      boolean manyLinks = manyLinks(at);
      int left = MOST_AT_NODE;
      for (int u : at) {
        if (u == v || --left < 0) {
          continue;
        }
        Symptom cause = symptoms.get(u);
        double edge = edgeCost(cause.state(), cause.site(), symptoms.get(v), reach, manyLinks);
        if (edge < price(symptoms.get(v).state())) {
          forest.edge(u, v, edge);
          nodes.add(reach.node());
          join(u, v);
        }
      }
    }

    private boolean manyLinks(List<Integer> at) {
      int links = 0;
      for (int u : at) {
        links += symptoms.get(u).site().peer() != null ? 1 : 0;
      }
      return links > 1;
    }

    private void bySilentCauses() {
      for (int round = 0; round < MOST_SILENT; round++) {
        Saving best = null;
        for (Map.Entry<String, List<Integer>> candidate : below.entrySet()) {
          Saving saving = saving(candidate.getKey(), candidate.getValue());
          if (saving != null) {
            if (round == 0) {
              joinBelow(saving.silent());
            }
            best = best == null || saving.nats() > best.nats() ? saving : best;
          }
        }
        if (best == null) {
          return;
        }
        choose(best);
      }
    }

    /** Whom a silent cause might explain together is explained together, also if it does not. */
    private void joinBelow(Silent silent) {
      int first = -1;
      for (int v : below.getOrDefault(silent.node(), List.of())) {
        if (silentCauses.costBelow(silent, symptoms.get(v)) < cost[v]) {
          first = first < 0 ? v : first;
          join(first, v);
        }
      }
    }

    private void choose(Saving saving) {
      String node = saving.silent().node();
      int number = silents.size();
      silents.add(saving.silent());
      for (int v : below.getOrDefault(node, List.of())) {
        double lower = silentCauses.costBelow(saving.silent(), symptoms.get(v));
        if (lower < cost[v]) {
          cost[v] = lower;
          by[v] = -1;
          via[v] = node;
          silentOf[v] = number;
        }
      }
    }

    /** What it saves to hold a node to be a silent cause; null where it is no candidate. */
    private @Nullable Saving saving(String node, List<Integer> under) {
      if (under.size() < 2 || isSymptom(node) || isChosen(node)) {
        return null;
      }
      List<Symptom> all = under.stream().map(symptoms::get).toList();
      return silentCauses.saving(node, all, i -> cost[under.get(i)], silenceOf(node));
    }

    private boolean isSymptom(String node) {
      for (int at : touching.getOrDefault(node, List.of())) {
        if (symptoms.get(at).site().isNode()) {
          return true;
        }
      }
      return false;
    }

    private boolean isChosen(String node) {
      return silents.stream().anyMatch(s -> s.node().equals(node));
    }

    private double silenceOf(String node) {
      List<Integer> at = touching.getOrDefault(node, List.of());
      boolean spoke = at.stream().anyMatch(i -> symptoms.get(i).site().resource().equals(node));
      return silence(!at.isEmpty(), spoke);
    }

    private List<Tree> trees() {
      int count = symptoms.size();
      List<Tree> trees = new ArrayList<>();
      int[] treeOfSilent = new int[silents.size()];
      Arrays.fill(treeOfSilent, -1);
      int[] treeOf = new int[count];
      Arrays.fill(treeOf, -1);
      for (int v = 0; v < count; v++) {
        int root = v;
        while (by[root] >= 0) {
          root = by[root];
        }
        int silent = silentOf[root];
        int tree = silent >= 0 ? treeOfSilent[silent] : treeOf[root];
        if (tree < 0) {
          tree = trees.size();
          trees.add(
              new Tree(
                  silent >= 0 ? -1 : root,
                  silent >= 0 ? silents.get(silent) : null,
                  new ArrayList<>()));
          if (silent >= 0) {
            treeOfSilent[silent] = tree;
          } else {
            treeOf[root] = tree;
          }
        }
        trees.get(tree).members().add(v);
      }
      return trees;
    }

    private void join(int one, int other) {
      int a = rootOf(one);
      int b = rootOf(other);
      part[Math.max(a, b)] = Math.min(a, b);
    }

    private int rootOf(int v) {
      int at = v;
      while (part[at] != at) {
        part[at] = part[part[at]];
        at = part[at];
      }
      return at;
    }

    private int[] parts() {
      int[] parts = new int[symptoms.size()];
      for (int v = 0; v < parts.length; v++) {
        parts[v] = rootOf(v);
      }
      return parts;
    }
  }
}
