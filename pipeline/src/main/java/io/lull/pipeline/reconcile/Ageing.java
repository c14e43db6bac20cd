package io.lull.pipeline.reconcile;

import io.lull.schema.DiscoveryNote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * When facts go that nobody says again, or that were withdrawn and linger.
 *
 * <p>A fact goes at the end of its time, and while its source pauses ({@link Sources}) not before
 * that speaks again. When that is follows from the fact and its source alone, so it does not matter
 * how often one asks, nor what happened to be on the heap.
 */
final class Ageing {
  private final ReconcileOptions options;
  private final FactIndex index;
  private final Sources sources;
  private final NavigableMap<Long, NavigableSet<String>> due = new TreeMap<>();

  // By source: facts that are due and kept, for it pauses.
  private final Map<String, NavigableSet<String>> held = new HashMap<>();

  Ageing(ReconcileOptions options, FactIndex index, Sources sources) {
    this.options = options;
    this.index = index;
    this.sources = sources;
  }

  /** A source speaks: what was kept while it paused is looked at again. */
  void heard(String source, long time) {
    if (sources.heard(source, time)) {
      NavigableSet<String> kept = held.remove(source);
      if (kept != null) {
        long goes = sources.goesAt(source, time);
        kept.forEach(key -> await(key, goes));
      }
    }
  }

  /** Nothing is known of a source of which nothing holds. */
  void forgetIfGone(String source) {
    if (!index.has(source)) {
      sources.forget(source);
      held.remove(source);
    }
  }

  /** From now on a fact is looked at when it is due. */
  void await(Entry entry) {
    await(entry.key, endOf(entry));
  }

  private void await(String key, long end) {
    if (end != Long.MAX_VALUE) {
      due.computeIfAbsent(end, e -> new TreeSet<>()).add(key);
    }
  }

  /** When something is due next; {@link Long#MAX_VALUE}: never. */
  long nextDue() {
    return due.isEmpty() ? Long.MAX_VALUE : due.firstKey();
  }

  /**
   * Looks at all that is due by a time.
   *
   * @param gone told of each fact that is to go
   * @param out what people should know
   */
  void advance(long time, Consumer<Entry> gone, List<DiscoveryNote> out) {
    while (nextDue() <= time) {
      Map.Entry<Long, NavigableSet<String>> first = due.pollFirstEntry();
      for (String key : first.getValue()) {
        Entry entry = index.get(key);
        if (entry != null) {
          // As it was then.
          look(entry, first.getKey(), gone, out);
        }
      }
    }
  }

  private void look(Entry entry, long time, Consumer<Entry> gone, List<DiscoveryNote> out) {
    long end = endOf(entry);
    boolean strict = !entry.isLive() || entry.fact.getTtlMillis() != null;
    long goes = end > time || strict ? end : sources.goesAt(entry.source(), time);
    if (goes <= time) {
      gone.accept(entry);
      return;
    }
    if (end > time || !sources.isPausing(entry.source(), time)) {
      await(entry.key, goes);
      return;
    }
    held.computeIfAbsent(entry.source(), source -> new TreeSet<>()).add(entry.key);
    sources.noteSilence(entry.source(), time, out);
    // That it is silent may be to be told before.
    await(entry.key, Math.min(goes, sources.silentAt(entry.source(), time)));
  }

  private long endOf(Entry entry) {
    if (!entry.isLive()) {
      return plus(entry.retractedMillis, options.lingerMillis());
    }
    Long own = entry.fact.getTtlMillis();
    long ttl = own == null ? options.ttl(entry.source()) : own;
    if (ttl <= 0 || entry.seenMillis == Reconciler.SINCE_EVER) {
      return Long.MAX_VALUE;
    }
    long since = own == null ? sources.since(entry.source()) : Reconciler.SINCE_EVER;
    return plus(Math.max(entry.seenMillis, since), ttl);
  }

  private static long plus(long time, long span) {
    long sum = time + span;
    return sum < time ? Long.MAX_VALUE : sum;
  }
}
