package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.SilentCauses.Candidate;
import io.lull.pipeline.correlate.SilentCauses.Saving;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
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

  /** Symptoms of one node that are looked at as explanations of one symptom. */
  private static final int MOST_AT_NODE = 16;

  /** Silent CIs that are held to have failed in one group. */
  private static final int MOST_SILENT = 64;

  /** Rounds in which silent CIs are chosen and let go of. */
  private static final int MOST_PASSES = 3;

  /** Cost of an edge that is not to be taken. */
  private static final double GONE = 1e9;

  private static final double NOTHING = 1e-9;

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
    return new Run(unordered.stream().sorted(ORDER).toList()).solve();
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

  /** A silent CI and what it saves, as of the time so many others were chosen. */
  private record Offer(Candidate candidate, List<Integer> under, Saving saving, int round) {}

  private static final Comparator<Offer> MOST_FIRST =
      Comparator.comparingDouble((Offer offer) -> offer.saving().nats())
          .reversed()
          .thenComparing(offer -> offer.candidate().node);

  /** One explanation in the making: vertices are the symptoms, then the silent CIs chosen. */
  private final class Run {
    /** {@code via} is null where no path is known. */
    private record Edge(int from, int to, double cost, @Nullable String via) {}

    /** A silent CI that is held to have failed, and what its silence costs on the way. */
    private record Silent(int vertex, double silence) {}

    private final int count;
    private final List<Symptom> vertices;
    private final List<Double> prices = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Map<String, List<Integer>> touching = new HashMap<>();
    private final Map<String, List<Integer>> below = new TreeMap<>();
    private final Map<String, Silent> chosen = new LinkedHashMap<>();
    private final Parts parts;
    private Forest forest;

    Run(List<Symptom> symptoms) {
      count = symptoms.size();
      vertices = new ArrayList<>(symptoms);
      parts = new Parts(count);
      for (int v = 0; v < count; v++) {
        Symptom symptom = symptoms.get(v);
        prices.add(costs.price(symptom.state()));
        touch(symptom.site().resource(), v);
        if (symptom.site().peer() != null) {
          touch(symptom.site().peer(), v);
        }
        for (String node : symptom.upstream().keySet()) {
          below.computeIfAbsent(node, k -> new ArrayList<>()).add(v);
        }
      }
      for (int v = 0; v < count; v++) {
        addEdgesInto(v, Integer.MAX_VALUE);
      }
      addKin();
      for (Edge edge : edges) {
        parts.join(edge.from(), edge.to());
      }
      forest = new Forest(Set.of());
      for (int v = 0; v < count; v++) {
        symptoms.get(v).state().cost = forest.cost[v];
      }
    }

    private void touch(String node, int symptom) {
      touching.computeIfAbsent(node, k -> new ArrayList<>()).add(symptom);
    }

    /** What is tied by names and messages only. */
    private void addKin() {
      Map<String, Integer> indexes = null;
      for (int v = 0; v < count; v++) {
        for (Kin kin : vertices.get(v).state().kin) {
          indexes = indexes == null ? indexes() : indexes;
          Integer u = indexes.get(kin.symptom());
          if (u != null) {
            addKin(u, v);
            addKin(v, u);
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

    private void addKin(int from, int to) {
      double cost = kinship.cost(vertices.get(from).state(), vertices.get(to).state());
      if (cost < prices.get(to)) {
        edges.add(new Edge(from, to, cost, null));
      }
    }

    private void addEdgesInto(int v, int mostConnections) {
      Symptom symptom = vertices.get(v);
      double shared = shared(symptom);
      for (Reach reach : symptom.upstream().values()) {
        List<Integer> at =
            reach.connections() > mostConnections
                ? List.of()
                : touching.getOrDefault(reach.node(), List.of());
        boolean manyLinks = manyLinks(at);
        int left = MOST_AT_NODE;
        for (int u : at) {
          if (u != v && --left >= 0) {
            Symptom cause = vertices.get(u);
            double cost = costs.edge(cause.state(), cause.site(), symptom, reach, manyLinks);
            cost += reach.member() ? shared : 0;
            if (cost < prices.get(v)) {
              edges.add(new Edge(u, v, cost, reach.node()));
            }
          }
        }
      }
    }

    /** What it costs that of several members that fail one is what their service fails for. */
    private double shared(Symptom service) {
      long failing =
          service.upstream().values().stream()
              .filter(reach -> reach.member() && reach.hops() == 1)
              .filter(reach -> touching.containsKey(reach.node()))
              .count();
      return Math.log(Math.max(1, failing));
    }

    private boolean manyLinks(List<Integer> at) {
      return at.stream().filter(u -> vertices.get(u).site().peer() != null).count() > 1;
    }

    Explanation solve() {
      List<Offer> candidates = new ArrayList<>();
      below.forEach(
          (node, under) -> {
            Candidate candidate = candidate(node, under);
            Saving saving = candidate == null ? null : saving(candidate, under);
            if (candidate != null && saving != null) {
              joinBelow(candidate, under, saving);
              candidates.add(new Offer(candidate, under, saving, 0));
            }
          });
      // What is chosen may itself be explained by what was dear before: a feed below its racks.
      for (int pass = 0; pass < MOST_PASSES && choose(candidates); pass++) {
        drop();
      }
      forest.lean();
      return forest.explanation();
    }

    /** Chooses, best first, what saves something; returns whether anything did. */
    private boolean choose(List<Offer> candidates) {
      int before = chosen.size();
      PriorityQueue<Offer> offers = new PriorityQueue<>(MOST_FIRST);
      if (before == 0) {
        offers.addAll(candidates);
      } else {
        candidates.forEach(offer -> offerAgain(offer, offers));
      }
      while (!offers.isEmpty() && chosen.size() < MOST_SILENT) {
        Offer best = offers.remove();
        if (best.round() != chosen.size()) {
          offerAgain(best, offers);
        } else if (!chosen.containsKey(best.candidate().node)) {
          add(best);
        }
      }
      return chosen.size() > before;
    }

    private void offerAgain(Offer offer, PriorityQueue<Offer> offers) {
      Saving saving =
          chosen.containsKey(offer.candidate().node)
              ? null
              : saving(offer.candidate(), offer.under());
      if (saving != null) {
        offers.add(new Offer(offer.candidate(), offer.under(), saving, chosen.size()));
      }
    }

    private @Nullable Candidate candidate(String node, List<Integer> under) {
      if (under.size() < 2) {
        return null;
      }
      List<Symptom> all = under.stream().map(vertices::get).toList();
      return silentCauses.candidate(node, all, silence(node), isNamed(node));
    }

    /** What it saves to hold a node to have failed in silence; null where that is nothing. */
    private @Nullable Saving saving(Candidate candidate, List<Integer> under) {
      return candidate.saving(i -> forest.cost[under.get(i)], relays(candidate.node));
    }

    /** Silent CIs that were chosen and hang on the node. */
    private List<SilentCauses.Relay> relays(String node) {
      List<SilentCauses.Relay> relays = new ArrayList<>();
      for (Silent silent : chosen.values()) {
        Symptom symptom = vertices.get(silent.vertex());
        Reach reach = symptom.upstream().get(node);
        if (reach != null && reach.hops() > 0 && reach.connections() == 0) {
          relays.add(
              new SilentCauses.Relay(
                  forest.cost[silent.vertex()],
                  reach.cost() + silent.silence(),
                  symptom.state(),
                  EdgeCosts.lagOf(reach)));
        }
      }
      return relays;
    }

    /** Whom a silent cause might explain together is explained together, also if it does not. */
    private void joinBelow(Candidate candidate, List<Integer> under, Saving saving) {
      int first = -1;
      for (int i = 0; i < under.size(); i++) {
        int v = under.get(i);
        if (candidate.below(i, saving.silent().timeMillis()) < forest.cost[v]) {
          first = first < 0 ? v : first;
          parts.join(first, v);
        }
      }
    }

    private double silence(String node) {
      double doubt = Double.POSITIVE_INFINITY;
      for (int v : touching.getOrDefault(node, List.of())) {
        doubt = Math.min(doubt, costs.doubtOfNode(vertices.get(v).state()));
      }
      return costs.silence(isNamed(node), doubt);
    }

    private boolean isNamed(String node) {
      return touching.getOrDefault(node, List.of()).stream()
          .anyMatch(v -> costs.tells(vertices.get(v).state()));
    }

    /** Adds the silent CI as a vertex and keeps it if that makes the forest cheaper. */
    private void add(Offer offer) {
      SilentCauses.Silent silent = offer.saving().silent();
      SymptomState state = new SymptomState();
      state.resource = silent.node();
      state.raise(silent.timeMillis());
      int x = vertices.size();
      int edgesBefore = edges.size();
      vertices.add(new Symptom(state, state.site(), upstream.of(state.site(), List.of())));
      prices.add(silent.price());
      addEdgesInto(x, 0);
      for (int i = edges.size() - 1; i >= edgesBefore; i--) {
        Edge edge = edges.get(i);
        if (offer.candidate().links > 1 && vertices.get(edge.from()).site().peer() != null) {
          // One link takes no CI down, and so no other link of it.
          edges.remove(i);
        } else {
          edges.set(i, new Edge(edge.from(), x, edge.cost() + silent.silence(), edge.via()));
        }
      }
      addEdgesFrom(x, offer);
      Forest with = new Forest(Set.of());
      if (with.total < forest.total - NOTHING) {
        touch(silent.node(), x);
        chosen.put(silent.node(), new Silent(x, silent.silence()));
        forest = with;
      } else {
        vertices.remove(x);
        prices.remove(x);
        edges.subList(edgesBefore, edges.size()).clear();
      }
    }

    private void addEdgesFrom(int x, Offer offer) {
      Symptom cause = vertices.get(x);
      String node = cause.site().resource();
      for (int i = 0; i < offer.under().size(); i++) {
        int v = offer.under().get(i);
        Reach reach = vertices.get(v).upstream().get(node);
        double cost = offer.candidate().below(i, cause.firstMillis());
        cost += reach != null && reach.member() ? shared(vertices.get(v)) : 0;
        addEdge(x, v, cost, node);
      }
      for (Silent below : chosen.values()) {
        Symptom effect = vertices.get(below.vertex());
        Reach reach = effect.upstream().get(node);
        if (reach != null && reach.connections() == 0) {
          double cost = costs.edge(cause.state(), cause.site(), effect, reach, false);
          addEdge(x, below.vertex(), cost + below.silence(), node);
        }
      }
    }

    private void addEdge(int from, int to, double cost, String via) {
      if (cost < prices.get(to)) {
        edges.add(new Edge(from, to, cost, via));
      }
    }

    /** Lets go, in the order of choice, of silent CIs that others have made superfluous. */
    private void drop() {
      for (Map.Entry<String, Silent> entry : List.copyOf(chosen.entrySet())) {
        int x = entry.getValue().vertex();
        Forest without = new Forest(Set.of(x));
        if (without.total < forest.total - NOTHING) {
          edges.removeIf(edge -> edge.from() == x || edge.to() == x);
          prices.set(x, 0.0);
          chosen.remove(entry.getKey());
          touching.getOrDefault(entry.getKey(), List.of()).remove((Integer) x);
          forest = new Forest(Set.of());
        }
      }
    }

    /** The cheapest forest over the vertices there are. */
    private final class Forest {
      final int[] by;
      final @Nullable String[] via;
      final double[] cost;
      final double total;

      Forest(Set<Integer> without) {
        int size = vertices.size();
        Arborescence arborescence = new Arborescence(size);
        for (int v = 0; v < size; v++) {
          arborescence.root(v, without.contains(v) ? 0 : prices.get(v));
        }
        for (Edge edge : edges) {
          boolean gone = without.contains(edge.from()) || without.contains(edge.to());
          arborescence.edge(edge.from(), edge.to(), gone ? GONE : edge.cost());
        }
        int[] chosen = arborescence.solve();
        by = new int[size];
        via = new String[size];
        cost = new double[size];
        double sum = 0;
        for (int v = 0; v < size; v++) {
          by[v] = arborescence.from(chosen[v]);
          cost[v] = arborescence.cost(chosen[v]);
          via[v] = chosen[v] < size ? null : edges.get(chosen[v] - size).via();
          sum += cost[v];
        }
        total = sum;
      }

      /**
       * Lets symptoms go from causes to those with more to show for, where times of samples leave
       * open which came first: in proportion to how many symptoms each explains beside, as in a
       * Chinese restaurant process.
       */
      void lean() {
        Lean lean = new Lean(by, count, v -> vertices.get(v).state().isVague(), this::isSampled);
        if (!lean.isWanted()) {
          return;
        }
        for (Edge edge : edges) {
          lean.offer(edge.from(), edge.to(), edge.cost());
        }
        for (int v = 0; v < count; v++) {
          int better = lean.better(v, cost[v]);
          if (better >= 0) {
            by[v] = better;
            cost[v] = lean.cost(v, better);
            via[v] = via(better, v);
            lean.moved();
          }
        }
      }

      /** Whether the times of what a vertex stands for are those of samples. */
      private boolean isSampled(int v) {
        if (v < count) {
          return vertices.get(v).state().isSampled();
        }
        String node = vertices.get(v).site().resource();
        for (int u : touching.getOrDefault(node, List.of())) {
          if (u < count && by[u] == v && vertices.get(u).state().isSampled()) {
            return true;
          }
        }
        return false;
      }

      private @Nullable String via(int from, int to) {
        Edge best = null;
        for (Edge edge : edges) {
          if (edge.from() == from
              && edge.to() == to
              && (best == null || edge.cost() < best.cost())) {
            best = edge;
          }
        }
        return best == null ? null : best.via();
      }

      Explanation explanation() {
        Map<Integer, Explanation.Tree> trees = new TreeMap<>();
        for (int v = 0; v < count; v++) {
          int root = v;
          while (by[root] >= 0) {
            root = by[root];
          }
          trees
              .computeIfAbsent(root, r -> new Explanation.Tree(r, new ArrayList<>()))
              .members()
              .add(v);
        }
        // A silent CI may also explain what a symptom might: its tree stays together all the same.
        for (Explanation.Tree tree : trees.values()) {
          tree.members().forEach(v -> parts.join(tree.members().get(0), v));
        }
        return new Explanation(
            List.copyOf(vertices), count, by, via, cost, List.copyOf(trees.values()), parts.all());
      }
    }
  }

  /** Which symptoms have to do with each other. */
  private static final class Parts {
    private final int[] part;

    Parts(int size) {
      part = new int[size];
      for (int i = 0; i < size; i++) {
        part[i] = i;
      }
    }

    void join(int one, int other) {
      int a = of(one);
      int b = of(other);
      part[Math.max(a, b)] = Math.min(a, b);
    }

    int of(int v) {
      int at = v;
      while (part[at] != at) {
        part[at] = part[part[at]];
        at = part[at];
      }
      return at;
    }

    int[] all() {
      int[] all = new int[part.length];
      for (int v = 0; v < all.length; v++) {
        all[v] = of(v);
      }
      return all;
    }
  }
}
