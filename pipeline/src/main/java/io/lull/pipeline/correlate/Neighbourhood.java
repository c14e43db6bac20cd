package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps symptoms in groups: those that have to do with each other ({@link Ties}) are in one, so
 * that it can be explained without a look at any other.
 */
final class Neighbourhood {

  private final Tables tables;
  private final Searches searches;
  private final Ties ties;
  private final Kinship kinship;
  private final Postings postings;
  private final Borders borders;
  private final long windowMillis;

  Neighbourhood(
      Tables tables,
      Searches searches,
      Ties ties,
      Kinship kinship,
      Borders borders,
      long windowMillis) {
    this.tables = tables;
    this.searches = searches;
    this.ties = ties;
    this.kinship = kinship;
    this.postings = new Postings(tables);
    this.borders = borders;
    this.windowMillis = windowMillis;
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
    TreeSet<String> groups = ties.of(symptom, found);
    SymptomGroup group = groups.isEmpty() ? start(symptom, domain) : unite(groups);
    symptom.group = group.id;
    group.symptoms.add(symptom.id);
    tables.symptoms().put(symptom.id, symptom);
    postings.add(symptom, found);
    return group;
  }

  private SymptomGroup start(SymptomState symptom, String domain) {
    SymptomGroup group = new SymptomGroup();
    group.id = symptom.id;
    group.domain = domain;
    return group;
  }

  /** Makes one group of those of two symptoms. */
  void unite(String one, String other) {
    unite(new TreeSet<>(List.of(tables.symptom(one).group, tables.symptom(other).group)));
  }

  /** All of the groups as one, the largest. */
  private SymptomGroup unite(TreeSet<String> ids) {
    SymptomGroup largest = null;
    for (String id : ids) {
      SymptomGroup group = tables.group(id);
      largest =
          largest == null || group.symptoms.size() > largest.symptoms.size() ? group : largest;
    }
    SymptomGroup into = Objects.requireNonNull(largest);
    for (String id : ids) {
      if (!id.equals(into.id)) {
        absorb(into, tables.group(id));
      }
    }
    return into;
  }

  private void absorb(SymptomGroup into, SymptomGroup from) {
    borders.united(into, from);
    for (String id : from.symptoms) {
      SymptomState symptom = tables.symptom(id);
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

  /**
   * Unites the group with those in which a silent CI might explain something together with it; its
   * symptoms' costs are to be known.
   *
   * @return when one of these was explained last, {@link AlarmLife#NEVER} included; null if there
   *     are none
   */
  @Nullable Long couple(SymptomGroup group) {
    TreeSet<String> groups = ties.bySilent(group);
    if (groups.isEmpty()) {
      return null;
    }
    long explained = AlarmLife.NEVER;
    for (String id : groups) {
      SymptomGroup other = tables.group(id);
      explained = Math.max(explained, other.explainedMillis);
      absorb(group, other);
    }
    return explained;
  }

  /**
   * Sees to it that the symptoms are noted at the nodes that can explain them now: the topology may
   * have changed since. Groups that have to do with each other through it are united. Returns
   * whether anything moved.
   */
  boolean refresh(SymptomGroup group) {
    boolean moved = false;
    for (String id : List.copyOf(group.symptoms)) {
      SymptomState symptom = tables.symptom(id);
      Reaches found = searches.of(symptom);
      if (found != symptom.posted
          && !found.isOf(symptom.above)
          && !Set.copyOf(symptom.above).equals(found.keySet())) {
        moved = true;
        postings.remove(symptom);
        TreeSet<String> others = ties.of(symptom, found);
        others.remove(group.id);
        others.forEach(other -> absorb(group, tables.group(other)));
        postings.add(symptom, found);
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
      SymptomState state = tables.symptom(id);
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
    postings.remove(symptom);
    kinship.forget(symptom);
    symptom.alarms.forEach(tables.alarms()::remove);
    Searches.forget(symptom);
    tables.symptoms().remove(symptom.id);
    SymptomGroup group = tables.group(symptom.group);
    group.symptoms.remove(symptom.id);
    if (group.symptoms.isEmpty()) {
      tables.groups().remove(group.id);
    } else {
      tables.groups().put(group.id, group);
    }
  }
}
