package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One graph of what many sources say.
 *
 * <p>A fact replaces what its source said of its subject. Then the facts whose identity it may
 * touch are parted into CIs again, from scratch ({@link Clustering}), so that the result depends on
 * what holds and not on how it came about; ids alone have a memory ({@link CiTable}). CIs and
 * relations that are other than they were told are told. What a source withdraws lingers a while
 * and counts where nothing else speaks of the CI: a pod that is replaced under its name is the same
 * CI.
 *
 * <p>Cost: O(facts connected by identifiers, and the relations that refer to them); a fact that
 * says nothing new costs a look-up. State: O(facts that hold).
 */
public final class Reconciler {
  /** Event time of facts that have held since ever, milliseconds. */
  public static final long SINCE_EVER = Long.MIN_VALUE + 1;

  private final ReconcileOptions options;
  private final FactIndex index = new FactIndex();
  private final IdentityRules rules = new IdentityRules();
  private final CiTable cis = new CiTable(index);
  private final RelationBook relations = new RelationBook(index);
  private final Told told = new Told();
  private final Sources sources;
  private final Ageing ageing;
  private final TreeSet<String> dirtyFacts = new TreeSet<>();

  public Reconciler(ReconcileOptions options) {
    this.options = options;
    sources = new Sources(options);
    ageing = new Ageing(options, index, sources);
  }

  /** Facts that hold. */
  public int size() {
    return index.size();
  }

  /** CIs there are. */
  public int cis() {
    return cis.size();
  }

  /**
   * Takes a fact. What it changes is told by {@link #flush}.
   *
   * @return what people should know
   * @param time event time, milliseconds since the epoch, never before that of the fact before
   */
  public List<DiscoveryNote> take(Fact fact, long time) {
    List<DiscoveryNote> out = new ArrayList<>();
    ageing.heard(fact.getSource(), time);
    take(fact, time, out);
    ageing.forgetIfGone(fact.getSource());
    return out;
  }

  private void take(Fact fact, long time, List<DiscoveryNote> out) {
    Entry before = index.get(Entry.keyOf(fact));
    long said = timeOf(fact, time);
    if (fact.getOp() == ChangeOp.DELETE) {
      for (Entry entry : withdrawn(fact, before, said)) {
        if (entry.isLive()) {
          withdraw(entry, time, out);
        }
      }
      if (MapDocuments.isWithdrawal(fact)) {
        remember(
            MapDocuments.remembered(fact, said, time, options.silenceMillis(), index), time, out);
      }
      return;
    }
    if (before == null ? MapDocuments.isOutdated(fact, said, index) : before.seenMillis > said) {
      return; // Its source has said something later.
    }
    if (before != null && before.saysTheSame(fact)) {
      before.seenMillis = said;
      dirtyFacts.add(before.key);
      return;
    }
    if (before == null && index.size() >= options.maxFacts()) {
      out.add(Notes.full(fact, time, options.maxFacts()));
      return;
    }
    StoredFact state =
        new StoredFact(fact, before == null ? "" : before.ci, time, said, Entry.LIVE);
    replace(before, new Entry(fact, state, options.rank(fact.getSource())), time, out);
  }

  private void remember(@Nullable Fact latest, long time, List<DiscoveryNote> out) {
    if (latest != null) {
      take(latest, time, out);
    }
  }

  /**
   * What a withdrawal is about: the fact, of service maps also what a document no longer has, and
   * of what people declare also parallel relations where none is named, and a CI's relations with
   * the CI. What was said later stays.
   */
  private List<Entry> withdrawn(Fact fact, @Nullable Entry before, long since) {
    if (MapDocuments.isWithdrawal(fact)) {
      return MapDocuments.withdrawn(fact, since, index);
    }
    List<Entry> entries = new ArrayList<>();
    if (before != null) {
      entries.add(before);
    }
    if (fact.getSource().equals(ReconcileOptions.DECLARED)) {
      String subject = fact.getSubject();
      if (subject.startsWith(Declared.RELATION)) {
        entries.addAll(index.behind(Entry.keyOf(fact) + '|'));
      } else if (subject.startsWith(Declared.NODE)) {
        String id = subject.substring(Declared.NODE.length());
        index.referring(new IdentityKey(Kind.ID, id, "").index()).stream()
            .filter(entry -> entry.source().equals(ReconcileOptions.DECLARED))
            .forEach(entries::add);
      }
    }
    entries.removeIf(entry -> entry.seenMillis > since);
    return entries;
  }

  private static long timeOf(Fact fact, long time) {
    Long own = fact.getTimeMillis();
    return own == null ? time : Math.min(own, time);
  }

  /** When {@link #advance} has something to do next; {@link Long#MAX_VALUE}: never. */
  public long nextDue() {
    return ageing.nextDue();
  }

  /**
   * Changes of the graph since the last call, in the order to apply them; one of each CI and
   * relation.
   *
   * @param time since when they are so, milliseconds since the epoch
   */
  public List<TopologyChange> flush(long time) {
    return told.flush(time <= SINCE_EVER ? null : Long.valueOf(time));
  }

  /**
   * Lets go of what is over at this time. What that changes is told by {@link #flush}.
   *
   * @return what people should know
   */
  public List<DiscoveryNote> advance(long time) {
    List<DiscoveryNote> out = new ArrayList<>();
    ageing.advance(time, entry -> remove(entry, time, out), out);
    return out;
  }

  private void withdraw(Entry before, long time, List<DiscoveryNote> out) {
    StoredFact state =
        new StoredFact(before.fact, before.ci, before.changedMillis, before.seenMillis, time);
    Entry ghost = new Entry(before.fact, state, before.rank);
    boolean atOnce = options.ttl(before.source()) <= 0; // People say so and mean it.
    if (before.ci.isEmpty() || atOnce || options.lingerMillis() <= 0) {
      remove(before, time, out);
    } else {
      replace(before, ghost, time, out);
    }
  }

  private void remove(Entry entry, long time, List<DiscoveryNote> out) {
    replace(entry, null, time, out);
    remember(MapDocuments.remembered(entry, time, options.silenceMillis(), index), time, out);
    ageing.forgetIfGone(entry.source());
    if (!entry.isLive() && !entry.source().equals(ReconcileOptions.SEEN)) {
      forgetMentions(entry.ci, time, out);
    }
  }

  /** What was only spoken of before its inventory withdrew it is no more. */
  private void forgetMentions(String ci, long time, List<DiscoveryNote> out) {
    List<Entry> left = List.copyOf(index.members(ci));
    if (left.stream().allMatch(entry -> entry.source().equals(ReconcileOptions.SEEN))) {
      left.forEach(entry -> replace(entry, null, time, out));
      ageing.forgetIfGone(ReconcileOptions.SEEN);
    }
  }

  private void replace(
      @Nullable Entry before, @Nullable Entry now, long time, List<DiscoveryNote> out) {
    NavigableSet<Entry> start = new TreeSet<>();
    String key = before != null ? before.key : now == null ? "" : now.key;
    Meanings meanings = new Meanings(index);
    if (now != null) {
      now.keys.forEach(meanings::note);
    }
    if (before != null) {
      start.addAll(index.closure(List.of(before), rules));
      start.forEach(entry -> entry.keys.forEach(meanings::note));
      start.addAll(ruled(key));
      start.remove(before);
      index.remove(before);
      rules.remove(key);
    }
    if (now != null) {
      index.add(now);
      now.fact.getRelations().stream()
          .filter(IdentityRules::isRule)
          .forEach(relation -> rules.add(key, relation));
      start.add(now);
      start.addAll(ruled(key));
      ageing.await(now);
    }
    dirtyFacts.add(key);
    NavigableSet<Entry> affected = index.closure(start, rules);
    affected.stream()
        .filter(entry -> !entry.key.equals(key))
        .forEach(entry -> entry.keys.forEach(meanings::note));
    new Renewal(time, out).run(key, before, now, affected, meanings);
  }

  private Collection<Entry> ruled(String key) {
    NavigableSet<Entry> named = new TreeSet<>();
    rules.ends(key).forEach(end -> named.addAll(index.named(end)));
    return named;
  }

  /** Brings the graph up to date after a fact came, changed or went. */
  private final class Renewal {
    private final long time;
    private final List<DiscoveryNote> out;
    private final NavigableSet<String> touchedCis = new TreeSet<>();
    private final NavigableSet<String> touchedRelations = new TreeSet<>();

    Renewal(long time, List<DiscoveryNote> out) {
      this.time = time;
      this.out = out;
    }

    void run(
        String key,
        @Nullable Entry before,
        @Nullable Entry now,
        NavigableSet<Entry> affected,
        Meanings meanings) {
      if (before != null) {
        touch(before);
      }
      Map<String, String> cisBefore = new TreeMap<>();
      affected.forEach(
          entry -> {
            touch(entry);
            cisBefore.put(entry.key, entry.ci);
          });
      Clustering clustering = new Clustering(index, affected, rules);
      CiTable.Lineage lineage = cis.assign(clustering.run(), time);
      NavigableSet<Entry> speakers = new TreeSet<>();
      for (Entry entry : affected) {
        touch(entry);
        if (!entry.ci.equals(cisBefore.get(entry.key))) {
          dirtyFacts.add(entry.key);
          speakers.add(entry);
        }
      }
      dropEmpty();
      meanings.changed(affected).forEach(end -> speakers.addAll(index.referring(end)));
      renewRelations(key, now, affected, speakers);
      tell();
      note(lineage, clustering, before, now);
    }

    private void touch(Entry entry) {
      if (!entry.ci.isEmpty()) {
        touchedCis.add(entry.ci);
      }
    }

    private void dropEmpty() {
      for (String ci : touchedCis) {
        if (index.members(ci).isEmpty()) {
          cis.remove(ci);
        }
      }
    }

    private void renewRelations(
        String key,
        @Nullable Entry now,
        NavigableSet<Entry> affected,
        NavigableSet<Entry> speakers) {
      if (now == null) {
        relations.renew(key, null, touchedRelations);
      } else {
        speakers.add(now);
      }
      // What lingers speaks or falls silent with what else is about its CI.
      affected.stream().filter(entry -> !entry.isLive()).forEach(speakers::add);
      for (Entry speaker : speakers) {
        if (!speaker.ends.isEmpty() || speaker.key.equals(key)) {
          relations.renew(speaker.key, speaker, touchedRelations);
        }
      }
    }

    private void tell() {
      List<RelationBook.Contradiction> contradictions = new ArrayList<>();
      for (PartCircles.LeftOut found : relations.settle(touchedRelations)) {
        out.add(Notes.circle(found, relations, time));
      }
      for (String id : touchedRelations) {
        told.relation(id, relations.believed(id, contradictions));
      }
      for (String ci : touchedCis) {
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

    private void note(
        CiTable.Lineage lineage,
        Clustering clustering,
        @Nullable Entry before,
        @Nullable Entry now) {
      lineage
          .merged()
          .forEach((old, ci) -> out.add(Notes.merged(old, ci, index.members(ci), time)));
      lineage.split().forEach((ci, old) -> out.add(Notes.split(ci, old, index.members(ci), time)));
      if (now == null || !now.isLive()) {
        return;
      }
      // What the fact said before of the same CI was told then, or when the other was said.
      Entry told = before != null && before.isLive() && before.ci.equals(now.ci) ? before : null;
      clustering.conflicts().stream()
          .filter(conflict -> conflict.claims().contains(now))
          .filter(conflict -> told == null || !told.keys.contains(conflict.keyOf(now)))
          .forEach(conflict -> out.add(Notes.conflict(conflict, now, time)));
      NavigableSet<Entry> facts =
          now.ci.isEmpty() ? Collections.emptyNavigableSet() : index.members(now.ci);
      Believed.contradictions(now, facts, options)
          .forEach(
              (attribute, other) -> {
                if (told == null || !told.saysOf(attribute, now)) {
                  out.add(Notes.contradiction(attribute, now, other, options, time));
                }
              });
    }
  }

  // State.

  /** Takes back a fact that was kept in state. To be followed by {@link #restored}. */
  void restore(StoredFact state) {
    Entry entry = new Entry(state.fact(), state, options.rank(state.fact().getSource()));
    index.add(entry);
    state.fact().getRelations().stream()
        .filter(IdentityRules::isRule)
        .forEach(relation -> rules.add(entry.key, relation));
    sources.restore(entry.source(), entry.seenMillis);
    ageing.await(entry);
  }

  void restore(StoredSource state) {
    sources.restore(state);
  }

  void restore(StoredCi state) {
    cis.restore(state);
  }

  void restore(String key, TopologyChange change) {
    told.restore(key, change);
  }

  /** All state is back: what derives from it is made again. */
  void restored(Collection<String> keys) {
    NavigableSet<String> touched = new TreeSet<>();
    for (String key : new TreeSet<>(keys)) {
      relations.renew(key, index.get(key), touched);
    }
    relations.settle(touched);
    touched.forEach(id -> relations.believed(id, new ArrayList<>())); // Was told before.
    dirtyFacts.clear();
  }

  @Nullable StoredFact fact(String key) {
    Entry entry = index.get(key);
    return entry == null ? null : entry.stored();
  }

  @Nullable StoredCi ci(String id) {
    return cis.get(id);
  }

  @Nullable StoredSource source(String name) {
    return sources.get(name);
  }

  @Nullable TopologyChange told(String key) {
    return told.get(key);
  }

  Collection<String> drainFacts() {
    List<String> all = List.copyOf(dirtyFacts);
    dirtyFacts.clear();
    return all;
  }

  Collection<String> drainCis() {
    return cis.drain();
  }

  Collection<String> drainSources() {
    return sources.drain();
  }

  Collection<String> drainTold() {
    return told.drain();
  }
}
