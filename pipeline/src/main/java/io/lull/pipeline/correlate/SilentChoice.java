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
import org.jspecify.annotations.Nullable;

/**
 * Chooses the silent CIs that must be held to have failed: one by one, that first which makes the
 * forest cheapest, and again without those that others have made superfluous.
 *
 * <p>Cost: an offer is looked at again only where something changed that it depends on.
 */
final class SilentChoice {

  /** Silent CIs that are held to have failed among symptoms that have to do with each other. */
  private static final int MOST_SILENT = 64;

  /** Rounds in which silent CIs are chosen and let go of. */
  private static final int MOST_PASSES = 3;

  private static final double NOTHING = 1e-9;

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

  /** A silent CI that is held to have failed, and what its silence costs on the way. */
  private record Silent(int vertex, double silence) {}

  private final SymptomForest symptoms;
  private final List<Symptom> vertices;
  private final Forest forest;
  private final Parts parts;
  private final EdgeCosts costs;
  private final SilentCauses silentCauses;
  private final Upstream upstream;
  private final Map<String, Under> below = new HashMap<>();
  private final Map<String, Silent> chosen = new LinkedHashMap<>();

  /** The round in which something was chosen, or let go of, that hangs on the node. */
  private final Map<String, Integer> relayed = new HashMap<>();

  /**
   * A choice for a forest that is solved.
   *
   * @param parts which symptoms have to do with each other; those that something silent might
   *     explain together are joined
   */
  SilentChoice(
      SymptomForest symptoms,
      Parts parts,
      EdgeCosts costs,
      SilentCauses silentCauses,
      Upstream upstream) {
    this.symptoms = symptoms;
    this.vertices = symptoms.vertices;
    this.forest = symptoms.forest;
    this.parts = parts;
    this.costs = costs;
    this.silentCauses = silentCauses;
    this.upstream = upstream;
    for (int v = 0; v < symptoms.count; v++) {
      for (Reach reach : vertices.get(v).upstream().values()) {
        below.computeIfAbsent(reach.node(), k -> new Under()).add(v, reach);
      }
    }
  }

  /** Adds to the forest what makes it cheaper. */
  void make() {
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
    SymptomForest.AtNode at = symptoms.at(node);
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
        symptoms.addEdges(reach, x, silent.silence(), offer.candidate().links > 1);
      }
    }
    addEdgesFrom(x, offer);
    if (forest.keep(x)) {
      symptoms.touch(silent.node(), x);
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
      cost += under.reaches.get(i).member() ? symptoms.shared(vertices.get(v)) : 0;
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
        symptoms.at(entry.getKey()).remove(x);
        relay(x);
      }
    }
    forest.settle();
  }
}
