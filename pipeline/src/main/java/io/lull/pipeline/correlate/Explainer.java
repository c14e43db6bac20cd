package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import java.util.ArrayList;
import java.util.Comparator;
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
 * <p>To this, silent CIs are added one by one, that first which saves most ({@link SilentCauses}):
 * as causes, or on the way from one to its symptoms. With each the forest is solved again; one that
 * does not make it cheaper after all is left out. The saving of one only shrinks as others are
 * chosen (it is submodular [1]). So what saves nothing by itself need never be looked at, which is
 * what keeps groups small.
 *
 * <p><b>Departures.</b> This is maximum a posteriori inference in a two-state noisy-OR network [2]
 * in which each effect takes its best cause instead of all. With silent CIs it is a Steiner
 * arborescence, which is NP-hard; the greedy choice is what departs from it.
 *
 * <p><b>Cost.</b> For each silent CI that is chosen, O(symptoms × their possible causes).
 *
 * <ol>
 *   <li>G. Nemhauser, L. Wolsey, M. Fisher: An analysis of approximations for maximizing submodular
 *       set functions. Mathematical Programming 14, 1978
 *   <li>J. Pearl: Probabilistic Reasoning in Intelligent Systems. Morgan Kaufmann, 1988
 * </ol>
 */
final class Explainer {

  private final EdgeCosts costs;
  private final SilentCauses silentCauses;
  private final Kinship kinship;
  private final Upstream upstream;

  Explainer(EdgeCosts costs, SilentCauses silentCauses, Kinship kinship, Upstream upstream) {
    this.costs = costs;
    this.silentCauses = silentCauses;
    this.kinship = kinship;
    this.upstream = upstream;
  }

  static final Comparator<Symptom> ORDER =
      Comparator.comparingLong(Symptom::firstMillis).thenComparing(Symptom::id);

  /** Explains symptoms; their {@code cost} without silent causes is noted in their state. */
  Explanation explain(List<Symptom> unordered) {
    if (unordered.size() == 1) {
      return lone(unordered.get(0));
    }
    SymptomForest symptoms =
        new SymptomForest(unordered.stream().sorted(ORDER).toList(), costs, kinship);
    Parts parts = new Parts(symptoms.count);
    for (int v = 0; v < symptoms.count; v++) {
      parts.join(v, symptoms.forest.component(v));
      symptoms.vertices.get(v).state().cost = symptoms.forest.cost(v);
    }
    new SilentChoice(symptoms, parts, costs, silentCauses, upstream).make();
    return explanation(symptoms, parts);
  }

  /** One symptom is a cause of its own: nobody else explains it, nor is a silent CI worth it. */
  private Explanation lone(Symptom symptom) {
    double price = costs.price(symptom.state());
    symptom.state().cost = price;
    return new Explanation(
        List.of(symptom),
        1,
        new int[] {Arborescence.ROOT},
        new String[1],
        new double[] {price},
        List.of(new Explanation.Tree(0, List.of(0))),
        new int[1]);
  }

  /**
   * Lets symptoms go from causes to those with more to show for, where times of samples leave open
   * which came first: in proportion to how many symptoms each explains beside, as in a Chinese
   * restaurant process.
   */
  private static void lean(
      SymptomForest symptoms, int[] by, @Nullable String[] via, double[] cost) {
    Lean lean =
        new Lean(
            by,
            symptoms.count,
            v -> symptoms.vertices.get(v).state().isVague(),
            v -> isSampled(symptoms, v, by));
    if (!lean.isWanted()) {
      return;
    }
    for (int v = 0; v < symptoms.count; v++) {
      for (Forest.Edge edge : symptoms.forest.into(v)) {
        lean.offer(edge.from(), v, edge.cost());
      }
    }
    for (int v = 0; v < symptoms.count; v++) {
      int better = lean.better(v, cost[v]);
      if (better >= 0) {
        by[v] = better;
        cost[v] = lean.cost(v, better);
        via[v] = symptoms.forest.via(better, v);
        lean.moved();
      }
    }
  }

  /** Whether the times of what a vertex stands for are those of samples. */
  private static boolean isSampled(SymptomForest symptoms, int v, int[] by) {
    if (v < symptoms.count) {
      return symptoms.vertices.get(v).state().isSampled();
    }
    for (int u : symptoms.at(symptoms.vertices.get(v).site().resource()).symptoms) {
      if (u < symptoms.count && by[u] == v && symptoms.vertices.get(u).state().isSampled()) {
        return true;
      }
    }
    return false;
  }

  private static Explanation explanation(SymptomForest symptoms, Parts parts) {
    int[] by = symptoms.forest.by();
    @Nullable String[] via = symptoms.forest.via();
    double[] cost = symptoms.forest.cost();
    lean(symptoms, by, via, cost);
    Map<Integer, Explanation.Tree> trees = new TreeMap<>();
    for (int v = 0; v < symptoms.count; v++) {
      int root = v;
      while (by[root] >= 0) {
        root = by[root];
      }
      trees.computeIfAbsent(root, r -> new Explanation.Tree(r, new ArrayList<>())).members().add(v);
    }
    // A silent CI may also explain what a symptom might: its tree stays together all the same.
    for (Explanation.Tree tree : trees.values()) {
      tree.members().forEach(v -> parts.join(tree.members().get(0), v));
    }
    return new Explanation(
        List.copyOf(symptoms.vertices),
        symptoms.count,
        by,
        via,
        cost,
        List.copyOf(trees.values()),
        parts.all());
  }
}
