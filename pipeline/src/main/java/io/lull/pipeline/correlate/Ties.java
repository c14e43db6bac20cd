package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups that have to do with each other: where a symptom of one can explain one of the
 * other, or a silent CI might explain both ({@link Explainer}).
 */
final class Ties {

  /** Below this a symptom is explained well enough not to look for a silent cause, nats. */
  private static final double DEAR = 2;

  /** Silent causes are looked for up to this cost of the path, nats. */
  private static final double NEAR = 2.5;

  /**
   * Symptoms of a group to which likeness adds no more: a group is explained as a whole, and what
   * thousands of CIs that nobody knows have in common says little.
   */
  private static final int MOST_ALIKE = 256;

  /** Links of one CI that are looked at as causes of one symptom. */
  private static final int MOST_LINKS = 64;

  private final Tables tables;
  private final Searches searches;
  private final EdgeCosts costs;
  private final SilentCauses silentCauses;
  private final Kinship kinship;
  private final long windowMillis;

  Ties(
      Tables tables,
      Searches searches,
      EdgeCosts costs,
      SilentCauses silentCauses,
      Kinship kinship,
      long windowMillis) {
    this.tables = tables;
    this.searches = searches;
    this.costs = costs;
    this.silentCauses = silentCauses;
    this.kinship = kinship;
    this.windowMillis = windowMillis;
  }

  /** Groups of symptoms that can explain the symptom, or that it can explain. */
  TreeSet<String> of(SymptomState symptom, Reaches found) {
    TreeSet<String> groups = new TreeSet<>();
    Symptom effect = new Symptom(symptom, symptom.site(), found);
    double price = costs.price(symptom);
    for (Reach reach : found.values()) {
      NodeNotes node = tables.nodes().get(reach.node());
      if (node != null) {
        NodeNotes.Touching there = node.touching(tables.symptoms());
        noteCauses(there.own(), effect, reach, price, groups);
        // A link is no cause of another link at the same end.
        if (reach.hops() > 0 || symptom.peer == null) {
          noteCauses(latest(there.links()), effect, reach, price, groups);
        }
      }
    }
    noteBelow(symptom, symptom.resource, groups);
    if (symptom.peer != null) {
      noteBelow(symptom, symptom.peer, groups);
    }
    for (Kin kin : symptom.kin) {
      noteIfKin(symptom, tables.symptoms().get(kin.symptom()), groups);
    }
    return groups;
  }

  private void noteCauses(
      List<SymptomState> causes,
      Symptom effect,
      Reach reach,
      double price,
      TreeSet<String> groups) {
    for (SymptomState cause : causes) {
      if (!groups.contains(cause.group)
          && costs.edge(cause, cause.site(), effect, reach, true) < price) {
        groups.add(cause.group);
      }
    }
  }

  /** Of the links of one CI that fail, the first ones and the latest stand for all. */
  private static List<SymptomState> latest(List<SymptomState> links) {
    int size = links.size();
    if (size <= MOST_LINKS) {
      return links;
    }
    List<SymptomState> some = new ArrayList<>(links.subList(0, MOST_LINKS / 4));
    some.addAll(links.subList(size - MOST_LINKS * 3 / 4, size));
    return some;
  }

  private void noteIfKin(
      SymptomState symptom, @Nullable SymptomState other, TreeSet<String> groups) {
    if (other != null
        && !groups.contains(other.group)
        && (kinship.cost(other, symptom) < costs.price(symptom)
            || kinship.cost(symptom, other) < costs.price(other))
        && size(groups) + tables.group(other.group).symptoms.size() <= MOST_ALIKE) {
      groups.add(other.group);
    }
  }

  private int size(TreeSet<String> groups) {
    int size = 0;
    for (String id : groups) {
      size += tables.group(id).symptoms.size();
    }
    return size;
  }

  private void noteBelow(SymptomState cause, String at, TreeSet<String> groups) {
    NodeNotes node = tables.nodes().get(at);
    if (node == null) {
      return;
    }
    List<SymptomState> symptoms = node.below(tables.symptoms());
    for (int i = 0; i < symptoms.size(); i++) {
      SymptomState effect = symptoms.get(i);
      if (!groups.contains(effect.group)) {
        NodeNotes.Below below = node.below.get(i);
        if (below.cost() + costs.lag(cause, effect, below.lagMillis()) < costs.price(effect)) {
          groups.add(effect.group);
        }
      }
    }
  }

  /**
   * Groups in which a silent CI might explain something together with a group; the costs of its
   * symptoms are to be known.
   */
  TreeSet<String> bySilent(SymptomGroup group) {
    TreeSet<String> groups = new TreeSet<>();
    TreeSet<String> seen = new TreeSet<>();
    for (String id : group.symptoms) {
      SymptomState symptom = tables.symptom(id);
      if (symptom.cost >= DEAR) {
        for (Reach reach : searches.of(symptom).values()) {
          if (reach.cost() <= NEAR && seen.add(reach.node())) {
            bySilent(group, reach.node(), symptom.firstMillis(), groups);
          }
        }
      }
    }
    return groups;
  }

  private void bySilent(SymptomGroup group, String at, long time, TreeSet<String> groups) {
    NodeNotes node = tables.nodes().get(at);
    if (node == null || !hasOthers(node, group, time)) {
      return;
    }
    List<Symptom> under = new ArrayList<>();
    for (SymptomState state : node.below(tables.symptoms())) {
      Reaches found = searches.of(state);
      if (isNear(state, time) && found.containsKey(at)) {
        under.add(new Symptom(state, state.site(), found));
      }
    }
    under.sort(Explainer.ORDER);
    List<Reach> reaches = new ArrayList<>(under.size());
    under.forEach(symptom -> reaches.add(Objects.requireNonNull(symptom.upstream().get(at))));
    SilentCauses.Candidate candidate =
        silentCauses.candidate(at, under, reaches, silence(node), isNamed(node));
    SilentCauses.Saving saving = candidate.saving(i -> costs.known(under.get(i).state()));
    for (int i = 0; saving != null && i < under.size(); i++) {
      SymptomState state = under.get(i).state();
      if (!state.group.equals(group.id)
          && candidate.below(i, saving.silent().timeMillis()) < costs.known(state)) {
        groups.add(state.group);
      }
    }
  }

  private boolean hasOthers(NodeNotes node, SymptomGroup group, long time) {
    if (node.below.size() < 2) {
      return false;
    }
    for (SymptomState symptom : node.below(tables.symptoms())) {
      if (!symptom.group.equals(group.id)
          && costs.known(symptom) >= DEAR
          && isNear(symptom, time)) {
        return true;
      }
    }
    return false;
  }

  /** Whether something silent that failed about a time may explain the symptom. */
  private boolean isNear(SymptomState symptom, long time) {
    return Math.abs(symptom.firstMillis() - time) <= 2 * windowMillis + symptom.intervalMillis;
  }

  private double silence(NodeNotes node) {
    double doubt = Double.POSITIVE_INFINITY;
    for (SymptomState symptom : node.touching(tables.symptoms()).own()) {
      doubt = Math.min(doubt, costs.doubtOfNode(symptom));
    }
    return costs.silence(isNamed(node), doubt);
  }

  private boolean isNamed(NodeNotes node) {
    NodeNotes.Touching there = node.touching(tables.symptoms());
    return there.links().stream().anyMatch(costs::tells)
        || there.own().stream().anyMatch(costs::tells);
  }
}
