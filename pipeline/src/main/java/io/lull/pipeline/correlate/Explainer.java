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

  /** Silent CIs that are held to have failed among symptoms that have to do with each other. */
  private static final int MOST_SILENT = 64;

  /** Rounds in which silent CIs are chosen and let go of. */
  private static final int MOST_PASSES = 3;

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

  /** A silent CI and what it saves, as of a round of the forest. */
  private record Offer(Candidate candidate, Under under, Saving saving, int round) {}

  private static final Comparator<Offer> MOST_FIRST =
      Comparator.comparingDouble((Offer offer) -> offer.saving().nats())
          .reversed()
          .thenComparing(offer -> offer.candidate().node);

  /** The symptoms that a node can explain, by time, and how. */
  private static final class Under {
    final List<Integer> vertices = new ArrayList<>(4);
    final List<Reach> reaches = new ArrayList<>(4);

    void add(int vertex, Reach reach) {
      vertices.add(vertex);
      reaches.add(reach);
    }
  }

  /** One explanation in the making: vertices are the symptoms, then the silent CIs chosen. */
  private final class Run {

    /** A silent CI that is held to have failed, and what its silence costs on the way. */
    private record Silent(int vertex, double silence) {}

    private final int count;
    private final List<Symptom> vertices;
    private final Forest forest;
    private final Map<String, AtNode> touching = new HashMap<>();
    private final Map<String, Under> below = new HashMap<>();
    private final Map<String, Silent> chosen = new LinkedHashMap<>();

    /** The round in which something was chosen, or let go of, that hangs on the node. */
    private final Map<String, Integer> relayed = new HashMap<>();

    private final Parts parts;

    Run(List<Symptom> symptoms) {
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
        for (Reach reach : symptom.upstream().values()) {
          below.computeIfAbsent(reach.node(), k -> new Under()).add(v, reach);
        }
      }
      for (int v = 0; v < count; v++) {
        addEdgesInto(v);
      }
      addKin();
      forest.solve();
      parts = new Parts(count);
      for (int v = 0; v < count; v++) {
        parts.join(v, forest.component(v));
        symptoms.get(v).state().cost = forest.cost(v);
      }
    }

    private void touch(String node, int symptom) {
      touching.computeIfAbsent(node, k -> new AtNode()).add(symptom, vertices.get(symptom).state());
    }

    private AtNode at(String node) {
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

    private void addEdgesInto(int v) {
      for (Reach reach : vertices.get(v).upstream().values()) {
        addEdges(reach, v, 0, false);
      }
    }

    /**
     * What lies at a node explains a vertex.
     *
     * @param silence what it costs more
     * @param noLinks whether what is a link does not
     */
    private void addEdges(Reach reach, int v, double silence, boolean noLinks) {
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
    private double shared(Symptom service) {
      int failing = 0;
      for (Reach reach : service.upstream().values()) {
        failing +=
            reach.member() && reach.hops() == 1 && touching.containsKey(reach.node()) ? 1 : 0;
      }
      return Math.log(Math.max(1, failing));
    }

    Explanation solve() {
      List<Offer> candidates = new ArrayList<>();
      below.forEach(
          (node, under) -> {
            Candidate candidate = candidate(node, under);
            Saving saving = candidate == null ? null : saving(candidate, under);
            if (candidate != null && saving != null) {
              joinBelow(candidate, under, saving);
              candidates.add(new Offer(candidate, under, saving, forest.round()));
            }
          });
      // What is chosen may itself be explained by what was dear before: a feed below its racks.
      for (int pass = 0; pass < MOST_PASSES && choose(candidates); pass++) {
        drop();
      }
      return explanation();
    }

    /** Chooses, best first, what saves something; returns whether anything did. */
    private boolean choose(List<Offer> candidates) {
      int before = chosen.size();
      PriorityQueue<Offer> offers = new PriorityQueue<>(MOST_FIRST);
      candidates.forEach(offer -> offerAgain(offer, offers));
      while (!offers.isEmpty()) {
        Offer best = offers.remove();
        if (!holds(best)) {
          offerAgain(best, offers);
        } else if (!chosen.containsKey(best.candidate().node) && hasRoom(best)) {
          add(best);
        }
      }
      forest.settle();
      return chosen.size() > before;
    }

    /** Whether nothing changed since that it depends on. */
    private boolean holds(Offer offer) {
      if (offer.round() == forest.round()) {
        return true;
      }
      if (relayed.getOrDefault(offer.candidate().node, 0) > offer.round()) {
        return false;
      }
      for (int v : offer.under().vertices) {
        if (forest.changed(v) > offer.round()) {
          return false;
        }
      }
      return true;
    }

    private boolean hasRoom(Offer offer) {
      if (chosen.size() < MOST_SILENT) {
        return true;
      }
      int component = forest.component(offer.under().vertices.get(0));
      int there = 0;
      for (Silent silent : chosen.values()) {
        there += forest.component(silent.vertex()) == component ? 1 : 0;
      }
      return there < MOST_SILENT;
    }

    private void offerAgain(Offer offer, PriorityQueue<Offer> offers) {
      if (chosen.containsKey(offer.candidate().node)) {
        return;
      }
      Saving saving = holds(offer) ? offer.saving() : saving(offer.candidate(), offer.under());
      if (saving != null) {
        offers.add(new Offer(offer.candidate(), offer.under(), saving, forest.round()));
      }
    }

    private @Nullable Candidate candidate(String node, Under under) {
      if (under.vertices.size() < 2) {
        return null;
      }
      AtNode at = at(node);
      double silence = costs.silence(at.named, at.doubt);
      double saved = -silentCauses.least(silence, at.named);
      for (int i = 0; i < under.vertices.size(); i++) {
        saved += Math.max(0, forest.cost(under.vertices.get(i)) - under.reaches.get(i).cost());
      }
      if (saved <= NOTHING) {
        return null;
      }
      List<Symptom> all = new ArrayList<>(under.vertices.size());
      under.vertices.forEach(v -> all.add(vertices.get(v)));
      return silentCauses.candidate(node, all, under.reaches, silence, at.named);
    }

    /** What it saves to hold a node to have failed in silence; null where that is nothing. */
    private @Nullable Saving saving(Candidate candidate, Under under) {
      return candidate.saving(i -> forest.cost(under.vertices.get(i)), relays(candidate.node));
    }

    /** Silent CIs that were chosen and hang on the node. */
    private List<SilentCauses.Relay> relays(String node) {
      if (!relayed.containsKey(node)) {
        return List.of();
      }
      List<SilentCauses.Relay> relays = new ArrayList<>();
      for (Silent silent : chosen.values()) {
        Symptom symptom = vertices.get(silent.vertex());
        Reach reach = symptom.upstream().get(node);
        if (reach != null && reach.hops() > 0 && reach.connections() == 0) {
          relays.add(
              new SilentCauses.Relay(
                  forest.cost(silent.vertex()),
                  reach.cost() + silent.silence(),
                  symptom.state(),
                  EdgeCosts.lagOf(reach)));
        }
      }
      return relays;
    }

    /** Whom a silent cause might explain together is explained together, also if it does not. */
    private void joinBelow(Candidate candidate, Under under, Saving saving) {
      int first = -1;
      for (int i = 0; i < under.vertices.size(); i++) {
        int v = under.vertices.get(i);
        if (candidate.below(i, saving.silent().timeMillis()) < forest.cost(v)) {
          first = first < 0 ? v : first;
          parts.join(first, v);
        }
      }
    }

    /** Adds the silent CI as a vertex and keeps it if that makes the forest cheaper. */
    private void add(Offer offer) {
      SilentCauses.Silent silent = offer.saving().silent();
      SymptomState state = new SymptomState();
      state.resource = silent.node();
      state.raise(silent.timeMillis());
      vertices.add(new Symptom(state, state.site(), upstream.of(state.site(), List.of())));
      int x = forest.add(silent.price());
      for (Reach reach : vertices.get(x).upstream().values()) {
        if (reach.connections() == 0) {
          // One link takes no CI down, and so no other link of it.
          addEdges(reach, x, silent.silence(), offer.candidate().links > 1);
        }
      }
      addEdgesFrom(x, offer);
      if (forest.keep(x)) {
        touch(silent.node(), x);
        chosen.put(silent.node(), new Silent(x, silent.silence()));
        relay(x);
      } else {
        vertices.remove(x);
      }
    }

    /** Notes that what a silent CI hangs on may be worth more, or less, now. */
    private void relay(int x) {
      for (String node : vertices.get(x).upstream().keySet()) {
        relayed.put(node, forest.round());
      }
    }

    private void addEdgesFrom(int x, Offer offer) {
      Symptom cause = vertices.get(x);
      String node = cause.site().resource();
      Under under = offer.under();
      for (int i = 0; i < under.vertices.size(); i++) {
        int v = under.vertices.get(i);
        double cost = offer.candidate().below(i, cause.firstMillis());
        cost += under.reaches.get(i).member() ? shared(vertices.get(v)) : 0;
        forest.edge(x, v, cost, node);
      }
      for (Silent below : chosen.values()) {
        Symptom effect = vertices.get(below.vertex());
        Reach reach = effect.upstream().get(node);
        if (reach != null && reach.connections() == 0) {
          double cost = costs.edge(cause.state(), cause.site(), effect, reach, false);
          forest.edge(x, below.vertex(), cost + below.silence(), node);
        }
      }
    }

    /** Lets go, in the order of choice, of silent CIs that others have made superfluous. */
    private void drop() {
      for (Map.Entry<String, Silent> entry : List.copyOf(chosen.entrySet())) {
        int x = entry.getValue().vertex();
        if (forest.drop(x)) {
          chosen.remove(entry.getKey());
          at(entry.getKey()).remove(x);
          relay(x);
        }
      }
      forest.settle();
    }

    /**
     * Lets symptoms go from causes to those with more to show for, where times of samples leave
     * open which came first: in proportion to how many symptoms each explains beside, as in a
     * Chinese restaurant process.
     */
    private void lean(int[] by, @Nullable String[] via, double[] cost) {
      Lean lean =
          new Lean(by, count, v -> vertices.get(v).state().isVague(), v -> isSampled(v, by));
      if (!lean.isWanted()) {
        return;
      }
      for (int v = 0; v < count; v++) {
        for (Forest.Edge edge : forest.into(v)) {
          lean.offer(edge.from(), v, edge.cost());
        }
      }
      for (int v = 0; v < count; v++) {
        int better = lean.better(v, cost[v]);
        if (better >= 0) {
          by[v] = better;
          cost[v] = lean.cost(v, better);
          via[v] = forest.via(better, v);
          lean.moved();
        }
      }
    }

    /** Whether the times of what a vertex stands for are those of samples. */
    private boolean isSampled(int v, int[] by) {
      if (v < count) {
        return vertices.get(v).state().isSampled();
      }
      for (int u : at(vertices.get(v).site().resource()).symptoms) {
        if (u < count && by[u] == v && vertices.get(u).state().isSampled()) {
          return true;
        }
      }
      return false;
    }

    private Explanation explanation() {
      int[] by = forest.by();
      @Nullable String[] via = forest.via();
      double[] cost = forest.cost();
      lean(by, via, cost);
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

  /** The symptoms that lie at a node, in their order; those that are links of it are counted. */
  private final class AtNode {
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

  private final AtNode nothing = new AtNode();

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
