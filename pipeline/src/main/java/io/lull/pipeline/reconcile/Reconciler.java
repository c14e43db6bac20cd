package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One graph of what many sources say.
 *
 * <p>Here is decided which facts hold: one replaces what its source said of its subject, and holds
 * until that is withdrawn or ages. What a source withdraws lingers a while and counts where nothing
 * else speaks of the CI: a pod that is replaced under its name is the same CI. What they come to is
 * the {@link FactGraph}'s: the facts whose identity a change may touch are parted into CIs again,
 * from scratch ({@link Clustering}), so that the result depends on what holds and not on how it
 * came about; ids alone have a memory ({@link CiTable}). CIs and relations that are other than they
 * were told are told.
 *
 * <p>Cost: O(facts connected by identifiers, and the relations that refer to them); a fact that
 * says nothing new costs a look-up. State: O(facts that hold).
 */
public final class Reconciler {
  /** Event time of facts that have held since ever, milliseconds. */
  public static final long SINCE_EVER = Long.MIN_VALUE + 1;

  private final ReconcileOptions options;
  private final FactIndex index = new FactIndex();
  private final FactGraph graph;
  private final Sources sources;
  private final Ageing ageing;
  private final TreeSet<String> dirtyFacts = new TreeSet<>();

  public Reconciler(ReconcileOptions options) {
    this.options = options;
    graph = new FactGraph(options, index);
    sources = new Sources(options);
    ageing = new Ageing(options, index, sources);
  }

  /** Facts that hold. */
  public int size() {
    return index.size();
  }

  /** CIs there are. */
  public int cis() {
    return graph.size();
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
    return graph.flush(time <= SINCE_EVER ? null : Long.valueOf(time));
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
    if (before != null) {
      dirtyFacts.add(before.key);
    }
    if (now != null) {
      dirtyFacts.add(now.key);
      ageing.await(now);
    }
    graph.replace(before, now, time, out).forEach(moved -> dirtyFacts.add(moved.key));
  }

  // State.

  /** Takes back a fact that was kept in state. To be followed by {@link #restored}. */
  void restore(StoredFact state) {
    Entry entry = new Entry(state.fact(), state, options.rank(state.fact().getSource()));
    graph.restore(entry);
    sources.restore(entry.source(), entry.seenMillis);
    ageing.await(entry);
  }

  void restore(StoredSource state) {
    sources.restore(state);
  }

  void restore(StoredCi state) {
    graph.restore(state);
  }

  void restore(String key, TopologyChange change) {
    graph.restore(key, change);
  }

  /** All state is back: what derives from it is made again. */
  void restored(Collection<String> keys) {
    graph.restored(keys);
    dirtyFacts.clear();
  }

  @Nullable StoredFact fact(String key) {
    Entry entry = index.get(key);
    return entry == null ? null : entry.stored();
  }

  @Nullable StoredCi ci(String id) {
    return graph.ci(id);
  }

  @Nullable StoredSource source(String name) {
    return sources.get(name);
  }

  @Nullable TopologyChange told(String key) {
    return graph.told(key);
  }

  Collection<String> drainFacts() {
    List<String> all = List.copyOf(dirtyFacts);
    dirtyFacts.clear();
    return all;
  }

  Collection<String> drainCis() {
    return graph.drainCis();
  }

  Collection<String> drainSources() {
    return sources.drain();
  }

  Collection<String> drainTold() {
    return graph.drainTold();
  }
}
