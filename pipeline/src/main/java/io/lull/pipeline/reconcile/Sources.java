package io.lull.pipeline.reconcile;

import io.lull.schema.DiscoveryNote;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who has spoken when. A source that says nothing tells nothing of what is gone: its exporter may
 * be down, or nobody calls anybody at night. So what it does not repeat ages only while it speaks,
 * a moment after it has begun to; and when it was silent for as long as what it says holds, it has
 * that long again to repeat it. After {@link ReconcileOptions#silenceMillis} of silence all it said
 * ages.
 *
 * <p>All of it follows from three times of each source, which are in state.
 */
final class Sources {
  /** Part of the time facts hold after which a source that says nothing pauses: of 25 h an hour. */
  private static final int PAUSE = 25;

  private final ReconcileOptions options;
  private final Map<String, StoredSource> sources = new TreeMap<>();
  private final NavigableSet<String> dirty = new TreeSet<>();

  Sources(ReconcileOptions options) {
    this.options = options;
  }

  /**
   * A source speaks.
   *
   * @return whether after a pause
   */
  boolean heard(String source, long time) {
    long ttl = options.ttl(source);
    StoredSource before = sources.get(source);
    if (ttl <= 0 || (before != null && before.heardMillis() >= time)) {
      return false;
    }
    long again = Reconciler.SINCE_EVER;
    long since = Reconciler.SINCE_EVER;
    if (before != null) {
      again = before.heardMillis() < time - pause(source) ? time : before.againMillis();
      since = before.heardMillis() <= time - ttl ? time : before.sinceMillis();
    }
    sources.put(source, new StoredSource(source, time, again, since, false));
    dirty.add(source);
    return again == time;
  }

  /** A source of which nothing holds. */
  void forget(String source) {
    if (sources.remove(source) != null) {
      dirty.add(source);
    }
  }

  private long pause(String source) {
    return Math.max(1, options.ttl(source) / PAUSE);
  }

  /** Since when what it has not repeated counts as not repeated. */
  long since(String source) {
    StoredSource known = sources.get(source);
    return known == null ? Reconciler.SINCE_EVER : known.sinceMillis();
  }

  /**
   * When what is due at a time may go: then, or a moment after the source began to speak, or, where
   * it pauses, when it has been silent for too long.
   */
  long goesAt(String source, long time) {
    StoredSource known = sources.get(source);
    if (known == null) {
      return time;
    }
    if (isPausing(known, time)) {
      return Math.max(time, known.heardMillis() + options.silenceMillis());
    }
    return known.againMillis() == Reconciler.SINCE_EVER
        ? time
        : Math.max(time, known.againMillis() + pause(source));
  }

  /** Whether it has not spoken for a while. */
  boolean isPausing(String source, long time) {
    StoredSource known = sources.get(source);
    return known != null && isPausing(known, time);
  }

  private boolean isPausing(StoredSource source, long time) {
    return source.heardMillis() < time - pause(source.name());
  }

  /**
   * When a source will have said nothing for as long as what it says holds, if it goes on like
   * this; {@link Long#MAX_VALUE}: that was before.
   */
  long silentAt(String source, long time) {
    StoredSource known = sources.get(source);
    long at = known == null ? time : known.heardMillis() + options.ttl(source);
    return at > time ? at : Long.MAX_VALUE;
  }

  /** Tells of a source that has said nothing for as long as it holds; once each time. */
  void noteSilence(String source, long time, List<DiscoveryNote> out) {
    StoredSource known = sources.get(source);
    if (known != null && known.heardMillis() <= time - options.ttl(source) && !known.toldSilent()) {
      sources.put(
          source,
          new StoredSource(
              source, known.heardMillis(), known.againMillis(), known.sinceMillis(), true));
      dirty.add(source);
      out.add(Notes.silent(source, known.heardMillis() + options.silenceMillis(), time));
    }
  }

  // State.

  /** A fact of state, for states of old have no sources. */
  void restore(String source, long seenMillis) {
    StoredSource known = sources.get(source);
    if (options.ttl(source) > 0 && (known == null || known.heardMillis() < seenMillis)) {
      sources.put(
          source,
          new StoredSource(
              source, seenMillis, Reconciler.SINCE_EVER, Reconciler.SINCE_EVER, false));
    }
  }

  void restore(StoredSource source) {
    sources.put(source.name(), source);
  }

  @Nullable StoredSource get(String source) {
    return sources.get(source);
  }

  List<String> drain() {
    List<String> all = List.copyOf(dirty);
    dirty.clear();
    return all;
  }
}
