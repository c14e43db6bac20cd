package io.lull.pipeline.reconcile;

import io.lull.schema.DiscoveryNote;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the facts come to: CIs and relations, and what was told of them. It follows the facts and
 * decides nothing about which of them hold.
 *
 * <p>After a fact came, changed or went, the facts whose identity it may touch are parted into CIs
 * again, relations that refer to what is another CI now are looked at again, and what is other than
 * it was told is told.
 */
final class FactGraph {
  private final ReconcileOptions options;
  private final FactIndex index;
  private final IdentityRules rules = new IdentityRules();
  private final CiTable cis;
  private final RelationBook relations;
  private final Told told = new Told();

  FactGraph(ReconcileOptions options, FactIndex index) {
    this.options = options;
    this.index = index;
    cis = new CiTable(index);
    relations = new RelationBook(index);
  }

  /** CIs there are. */
  int size() {
    return cis.size();
  }

  /** What one change of a fact touches. */
  private record Touched(NavigableSet<String> cis, NavigableSet<String> relations) {
    Touched() {
      this(new TreeSet<>(), new TreeSet<>());
    }

    void add(Entry entry) {
      if (!entry.ci.isEmpty()) {
        cis.add(entry.ci);
      }
    }
  }

  /**
   * Puts a fact into another's place, and brings the graph up to date.
   *
   * @param before what was said; null: nothing
   * @param now what is said of the same subject; null: nothing any more
   * @param out what people should know
   * @return facts that are about another CI than they were
   */
  Collection<Entry> replace(
      @Nullable Entry before, @Nullable Entry now, long time, List<DiscoveryNote> out) {
    NavigableSet<Entry> start = new TreeSet<>();
    Meanings meanings = new Meanings(index);
    if (now != null) {
      now.keys.forEach(meanings::note);
    }
    if (before != null) {
      start.addAll(index.closure(List.of(before), rules));
      start.forEach(entry -> entry.keys.forEach(meanings::note));
      start.addAll(ruled(before.key));
      start.remove(before);
      index.remove(before);
      rules.remove(before.key);
    }
    if (now != null) {
      add(now);
      start.add(now);
      start.addAll(ruled(now.key));
    }
    NavigableSet<Entry> affected = index.closure(start, rules);
    affected.stream()
        .filter(entry -> !entry.equals(now) && !entry.equals(before))
        .forEach(entry -> entry.keys.forEach(meanings::note));
    return renew(before, now, affected, meanings, time, out);
  }

  private void add(Entry entry) {
    index.add(entry);
    entry.fact.getRelations().stream()
        .filter(IdentityRules::isRule)
        .forEach(relation -> rules.add(entry.key, relation));
  }

  private Collection<Entry> ruled(String key) {
    NavigableSet<Entry> named = new TreeSet<>();
    rules.ends(key).forEach(end -> named.addAll(index.named(end)));
    return named;
  }

  private Collection<Entry> renew(
      @Nullable Entry before,
      @Nullable Entry now,
      NavigableSet<Entry> affected,
      Meanings meanings,
      long time,
      List<DiscoveryNote> out) {
    Touched touched = new Touched();
    if (before != null) {
      touched.add(before);
    }
    Map<String, String> cisBefore = new TreeMap<>();
    affected.forEach(
        entry -> {
          touched.add(entry);
          cisBefore.put(entry.key, entry.ci);
        });
    Clustering clustering = new Clustering(index, affected, rules);
    CiTable.Lineage lineage = cis.assign(clustering.run(), time);
    NavigableSet<Entry> moved = new TreeSet<>();
    for (Entry entry : affected) {
      touched.add(entry);
      if (!entry.ci.equals(cisBefore.get(entry.key))) {
        moved.add(entry);
      }
    }
    dropEmpty(touched);
    NavigableSet<Entry> speakers = new TreeSet<>(moved);
    meanings.changed(affected).forEach(end -> speakers.addAll(index.referring(end)));
    // What lingers speaks or falls silent with what else is about its CI.
    affected.stream().filter(entry -> !entry.isLive()).forEach(speakers::add);
    renewRelations(before, now, speakers, touched);
    tell(touched, time, out);
    Notes.ofIdentity(lineage, index, time, out);
    if (now != null && now.isLive()) {
      Notes.ofFact(before, now, clustering.conflicts(), index, options, time, out);
    }
    return moved;
  }

  private void dropEmpty(Touched touched) {
    for (String ci : touched.cis()) {
      if (index.members(ci).isEmpty()) {
        cis.remove(ci);
      }
    }
  }

  private void renewRelations(
      @Nullable Entry before, @Nullable Entry now, NavigableSet<Entry> speakers, Touched touched) {
    if (now != null) {
      speakers.add(now);
    } else if (before != null) {
      relations.renew(before.key, null, touched.relations());
    }
    for (Entry speaker : speakers) {
      if (!speaker.ends.isEmpty() || speaker.equals(now)) {
        relations.renew(speaker.key, speaker, touched.relations());
      }
    }
  }

  private void tell(Touched touched, long time, List<DiscoveryNote> out) {
    List<RelationBook.Contradiction> contradictions = new ArrayList<>();
    for (PartCircles.LeftOut found : relations.settle(touched.relations())) {
      out.add(Notes.circle(found, relations, time));
    }
    for (String id : touched.relations()) {
      told.relation(id, relations.believed(id, contradictions));
    }
    for (String ci : touched.cis()) {
      StoredCi known = cis.get(ci);
      NavigableSet<Entry> facts = index.members(ci);
      told.node(
          ci,
          known != null && facts.stream().anyMatch(Believed::names)
              ? Believed.node(known, facts, index, options)
              : null);
    }
    contradictions.forEach(found -> out.add(Notes.contradiction(found, time)));
  }

  /**
   * What is other than it was told, in the order to apply it.
   *
   * @param time since when, milliseconds since the epoch; null: since ever
   */
  List<TopologyChange> flush(@Nullable Long time) {
    return told.flush(time);
  }

  // State.

  /** Takes back a fact. To be followed by {@link #restored}. */
  void restore(Entry entry) {
    add(entry);
  }

  void restore(StoredCi state) {
    cis.restore(state);
  }

  void restore(String key, TopologyChange change) {
    told.restore(key, change);
  }

  /** All state is back: what derives from it is made again. */
  void restored(Collection<String> facts) {
    NavigableSet<String> touched = new TreeSet<>();
    for (String key : new TreeSet<>(facts)) {
      relations.renew(key, index.get(key), touched);
    }
    relations.settle(touched);
    touched.forEach(id -> relations.believed(id, new ArrayList<>())); // Was told before.
  }

  @Nullable StoredCi ci(String id) {
    return cis.get(id);
  }

  @Nullable TopologyChange told(String key) {
    return told.get(key);
  }

  Collection<String> drainCis() {
    return cis.drain();
  }

  Collection<String> drainTold() {
    return told.drain();
  }
}
