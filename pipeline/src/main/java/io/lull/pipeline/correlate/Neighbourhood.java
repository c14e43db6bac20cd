package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;
import io.lull.pipeline.model.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps symptoms, and in groups those that may have to do with each other. Two symptoms are in one
 * group if one can explain the other, or if a silent CI might explain both ({@link Explainer}); so
 * a group can be explained without a look at any other.
 */
final class Neighbourhood {

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
  private final Borders borders;
  private final long windowMillis;

  Neighbourhood(
      Tables tables,
      Topology topology,
      Upstream upstream,
      EdgeCosts costs,
      SilentCauses silentCauses,
      Kinship kinship,
      Borders borders,
      long windowMillis) {
    this.tables = tables;
    this.searches = new Searches(topology, upstream);
    this.costs = costs;
    this.silentCauses = silentCauses;
    this.kinship = kinship;
    this.borders = borders;
    this.windowMillis = windowMillis;
  }

  SymptomState symptom(String id) {
    return Objects.requireNonNull(tables.symptoms().get(id), id);
  }

  SymptomGroup group(String id) {
    return Objects.requireNonNull(tables.groups().get(id), id);
  }

  /**
   * The symptom an alarm raised now is part of; null if it is a new one. On a link or at a place
   * that an open incident is about: however long ago. On a CI as a whole: within the window, or
   * while what it foretells may come.
   */
  @Nullable SymptomState find(Site site, long raisedMillis) {
    NodeNotes node = tables.nodes().get(site.resource());
    if (node == null) {
      return null;
    }
    SymptomState best = null;
    NodeNotes.Touching there = node.touching(tables.symptoms());
    for (SymptomState symptom : site.peer() == null ? there.own() : there.links()) {
      if (symptom.site().isSame(site)
          && (isLasting(symptom)
              || symptom.isPending(raisedMillis)
              || Math.abs(raisedMillis - symptom.lastMillis()) <= windowMillis)
          && (best == null || symptom.lastMillis() > best.lastMillis())) {
        best = symptom;
      }
    }
    return best;
  }

  private boolean isLasting(SymptomState symptom) {
    IncidentLife life = tables.incidents().get(symptom.incident);
    return life != null && life.open() && !symptom.site().isNode();
  }

  /** Takes in a new symptom and unites all that it may have to do with. */
  SymptomGroup add(SymptomState symptom, String domain) {
    Reaches found = searches.of(symptom);
    kinship.join(symptom, Objects.requireNonNull(tables.alarms().get(symptom.alarms.get(0))));
    TreeSet<String> groups = related(symptom, found);
    SymptomGroup group = groups.isEmpty() ? start(symptom, domain) : unite(groups);
    symptom.group = group.id;
    group.symptoms.add(symptom.id);
    tables.symptoms().put(symptom.id, symptom);
    post(symptom, found);
    return group;
  }

  /** Groups of symptoms that can explain the symptom, or that it can explain. */
  private TreeSet<String> related(SymptomState symptom, Reaches found) {
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
        && size(groups) + group(other.group).symptoms.size() <= MOST_ALIKE) {
      groups.add(other.group);
    }
  }

  private int size(TreeSet<String> groups) {
    int size = 0;
    for (String id : groups) {
      size += group(id).symptoms.size();
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

  private SymptomGroup start(SymptomState symptom, String domain) {
    SymptomGroup group = new SymptomGroup();
    group.id = symptom.id;
    group.domain = domain;
    return group;
  }

  /** Makes one group of those of two symptoms. */
  void unite(String one, String other) {
    unite(new TreeSet<>(List.of(symptom(one).group, symptom(other).group)));
  }

  /** All of the groups as one, the largest. */
  private SymptomGroup unite(TreeSet<String> ids) {
    SymptomGroup largest = null;
    for (String id : ids) {
      SymptomGroup group = group(id);
      largest =
          largest == null || group.symptoms.size() > largest.symptoms.size() ? group : largest;
    }
    SymptomGroup into = Objects.requireNonNull(largest);
    for (String id : ids) {
      if (!id.equals(into.id)) {
        absorb(into, group(id));
      }
    }
    return into;
  }

  private void absorb(SymptomGroup into, SymptomGroup from) {
    borders.united(into, from);
    for (String id : from.symptoms) {
      SymptomState symptom = symptom(id);
      symptom.group = into.id;
      tables.symptoms().put(id, symptom);
    }
    into.symptoms.addAll(from.symptoms);
    into.wanted(Math.min(from.dueMillis, from.wantedMillis));
    if (from.staleMillis != AlarmLife.NEVER) {
      into.stale(from.staleMillis);
    }
    tables.groups().remove(from.id);
  }

  private void post(SymptomState symptom, Reaches found) {
    touch(symptom, symptom.resource);
    if (symptom.peer != null) {
      touch(symptom, symptom.peer);
    }
    List<String> above = new ArrayList<>(found.size());
    for (Reach reach : found.values()) {
      NodeNotes node = node(reach.node());
      node.add(new NodeNotes.Below(symptom.id, reach.cost(), EdgeCosts.lagOf(reach)), symptom);
      tables.nodes().put(reach.node(), node);
      above.add(reach.node());
    }
    symptom.above = above;
    symptom.posted = found;
  }

  private void touch(SymptomState symptom, String at) {
    NodeNotes node = node(at);
    node.touch(symptom);
    tables.nodes().put(at, node);
  }

  private NodeNotes node(String id) {
    NodeNotes node = tables.nodes().get(id);
    return node == null ? new NodeNotes() : node;
  }

  /**
   * Unites the group with those in which a silent CI might explain something together with it; its
   * symptoms' costs are to be known.
   *
   * @return when one of these was explained last, {@link AlarmLife#NEVER} included; null if there
   *     are none
   */
  @Nullable Long couple(SymptomGroup group) {
    TreeSet<String> groups = new TreeSet<>();
    TreeSet<String> seen = new TreeSet<>();
    for (String id : group.symptoms) {
      SymptomState symptom = symptom(id);
      if (symptom.cost >= DEAR) {
        for (Reach reach : searches.of(symptom).values()) {
          if (reach.cost() <= NEAR && seen.add(reach.node())) {
            couple(group, reach.node(), symptom.firstMillis(), groups);
          }
        }
      }
    }
    if (groups.isEmpty()) {
      return null;
    }
    long explained = AlarmLife.NEVER;
    for (String id : groups) {
      SymptomGroup other = group(id);
      explained = Math.max(explained, other.explainedMillis);
      absorb(group, other);
    }
    return explained;
  }

  private void couple(SymptomGroup group, String at, long time, TreeSet<String> groups) {
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

  /**
   * Sees to it that the symptoms are noted at the nodes that can explain them now: the topology may
   * have changed since. Groups that have to do with each other through it are united. Returns
   * whether anything moved.
   */
  boolean refresh(SymptomGroup group) {
    boolean moved = false;
    for (String id : List.copyOf(group.symptoms)) {
      SymptomState symptom = symptom(id);
      Reaches found = searches.of(symptom);
      if (found != symptom.posted
          && !found.isOf(symptom.above)
          && !Set.copyOf(symptom.above).equals(found.keySet())) {
        moved = true;
        unpost(symptom);
        TreeSet<String> others = related(symptom, found);
        others.remove(group.id);
        others.forEach(other -> absorb(group, group(other)));
        post(symptom, found);
        tables.symptoms().put(id, symptom);
        borders.moved(group, symptom);
      }
    }
    return moved;
  }

  /** Notes that another end of a link speaks. */
  void spoke(SymptomState symptom) {
    Searches.forget(symptom);
  }

  /** What is to be explained in a group. */
  List<Symptom> symptoms(SymptomGroup group) {
    List<Symptom> all = new ArrayList<>(group.symptoms.size());
    for (String id : group.symptoms) {
      SymptomState state = symptom(id);
      all.add(new Symptom(state, state.site(), searches.of(state)));
    }
    return all;
  }

  /** Makes each part of a group that has nothing to do with the others a group of its own. */
  List<SymptomGroup> split(SymptomGroup group, Explanation explanation) {
    Map<Integer, SymptomGroup> parts = new LinkedHashMap<>();
    int[] part = explanation.part();
    for (int i = 0; i < part.length; i++) {
      SymptomState symptom = explanation.vertices().get(i).state();
      SymptomGroup own =
          parts.computeIfAbsent(
              part[i],
              k -> {
                SymptomGroup created = new SymptomGroup();
                created.id = symptom.id;
                created.domain = group.domain;
                created.explainedMillis = group.explainedMillis;
                created.spanning = group.spanning;
                return created;
              });
      own.symptoms.add(symptom.id);
      symptom.group = own.id;
      tables.symptoms().put(symptom.id, symptom);
    }
    tables.groups().remove(group.id);
    parts.values().forEach(own -> tables.groups().put(own.id, own));
    return List.copyOf(parts.values());
  }

  /** Forgets a symptom and all that was noted because of it; its group keeps the others. */
  void remove(SymptomState symptom) {
    unpost(symptom);
    kinship.forget(symptom);
    symptom.alarms.forEach(tables.alarms()::remove);
    Searches.forget(symptom);
    tables.symptoms().remove(symptom.id);
    SymptomGroup group = group(symptom.group);
    group.symptoms.remove(symptom.id);
    if (group.symptoms.isEmpty()) {
      tables.groups().remove(group.id);
    } else {
      tables.groups().put(group.id, group);
    }
  }

  private void unpost(SymptomState symptom) {
    TreeSet<String> nodes = new TreeSet<>(symptom.above);
    nodes.add(symptom.resource);
    if (symptom.peer != null) {
      nodes.add(symptom.peer);
    }
    for (String id : nodes) {
      NodeNotes node = tables.nodes().get(id);
      if (node != null) {
        node.remove(symptom.id);
        if (node.isEmpty()) {
          tables.nodes().remove(id);
        } else {
          tables.nodes().put(id, node);
        }
      }
    }
  }
}
