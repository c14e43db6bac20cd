package io.lull.pipeline.reconcile;

import io.lull.pipeline.ordered.OrderedFunction;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the facts of the one key in keyed state, and a {@link Reconciler} over them on the heap.
 * What has changed is written when a checkpoint asks for it.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class FactsFunction extends OrderedFunction<String, Fact, TopologyChange> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final ReconcileOptions options;

  // Checkpointed.
  private transient MapState<String, StoredFact> facts;
  private transient MapState<String, StoredCi> cis;
  private transient MapState<String, TopologyChange> told;
  private transient MapState<String, StoredSource> sources;

  /** When something was told last: time does not go back, whatever comes late after a restore. */
  private transient ValueState<Long> lastTold;

  // Built from state with the first fact: before that no key is current.
  private transient @Nullable Reconciler reconciler;

  // Not checkpointed.
  private transient Context context;
  private transient long timer;
  private transient long flushed;
  private transient Counter merges;
  private transient Counter splits;
  private transient Counter contradictions;
  private transient Counter conflicts;
  private transient Counter circles;
  private transient Counter silences;
  private transient Counter refused;

  FactsFunction(ReconcileOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context opened) {
    context = opened;
    timer = Long.MAX_VALUE;
    flushed = Long.MIN_VALUE;
    facts = state("facts", StoredFact.class);
    cis = state("cis", StoredCi.class);
    told = state("told", TopologyChange.class);
    sources = state("sources", StoredSource.class);
    lastTold = context.runtime().getState(new ValueStateDescriptor<>("last-told", Types.LONG));
    MetricGroup metrics = opened.runtime().getMetricGroup();
    merges = metrics.counter("merges");
    splits = metrics.counter("splits");
    contradictions = metrics.counter("contradictions");
    conflicts = metrics.counter("conflicts");
    circles = metrics.counter("circles");
    silences = metrics.counter("silences");
    refused = metrics.counter("refusedFacts");
    metrics.gauge("facts", () -> reconciler == null ? 0 : reconciler.size());
    metrics.gauge("cis", () -> reconciler == null ? 0 : reconciler.cis());
  }

  private <V> MapState<String, V> state(String name, Class<V> type) {
    return context
        .runtime()
        .getMapState(new MapStateDescriptor<>(name, Types.STRING, TypeInformation.of(type)));
  }

  @Override
  public void take(String key, Fact fact, long timestamp, Output<TopologyChange> out)
      throws Exception {
    Reconciler known = reconciler();
    long time = Math.max(timestamp, flushed);
    // What is over by now is over before anything new is said.
    note(known.advance(time), out);
    note(known.take(fact, time), out);
    schedule();
  }

  @Override
  public void onTimer(String key, long time, Output<TopologyChange> out) throws Exception {
    timer = Long.MAX_VALUE;
    if (!context.draining()) {
      note(reconciler().advance(time), out);
      flush(time, out);
      schedule();
    }
  }

  private void schedule() throws Exception {
    long due = reconciler().nextDue();
    if (due < timer) {
      context.registerTimer(due);
      timer = due;
    }
  }

  /** Whoever applies changes of one time may do so in any order: one of each CI and relation. */
  @Override
  public void afterTime(long timestamp, Output<TopologyChange> out) {
    flush(timestamp, out);
  }

  private void flush(long timestamp, Output<TopologyChange> out) {
    if (reconciler == null) {
      return;
    }
    // Late facts come at a time at which something may have been told already.
    long time = Math.max(timestamp, flushed + 1);
    List<TopologyChange> changes = reconciler.flush(time);
    if (!changes.isEmpty()) {
      flushed = time;
      out.at(time);
      changes.forEach(out::collect);
    }
  }

  private void note(List<DiscoveryNote> notes, Output<TopologyChange> out) {
    for (DiscoveryNote note : notes) {
      counterOf(note.getKind()).inc();
      out.collect(ReconcileStage.NOTES, note);
    }
  }

  private Counter counterOf(String kind) {
    return switch (kind) {
      case "MERGED" -> merges;
      case "SPLIT" -> splits;
      case "CONTRADICTION" -> contradictions;
      case "CONFLICT" -> conflicts;
      case "CIRCLE" -> circles;
      case "SILENT" -> silences;
      default -> refused;
    };
  }

  @Override
  public void beforeSnapshot() throws Exception {
    if (reconciler != null) {
      context.underKey(ReconcileStage.KEY, this::save);
    }
  }

  private void save() {
    try {
      Reconciler known = reconciler();
      for (String key : known.drainFacts()) {
        put(facts, key, known.fact(key));
      }
      for (String id : known.drainCis()) {
        put(cis, id, known.ci(id));
      }
      for (String key : known.drainTold()) {
        put(told, key, known.told(key));
      }
      for (String name : known.drainSources()) {
        put(sources, name, known.source(name));
      }
      if (known.size() == 0) {
        lastTold.clear();
      } else if (flushed != Long.MIN_VALUE) {
        lastTold.update(flushed);
      }
    } catch (Exception e) {
      throw new IllegalStateException("cannot save facts", e);
    }
  }

  private static <V> void put(MapState<String, V> state, String key, @Nullable V value)
      throws Exception {
    if (value == null) {
      state.remove(key);
    } else {
      state.put(key, value);
    }
  }

  private Reconciler reconciler() throws Exception {
    Reconciler known = reconciler;
    if (known == null) {
      known = new Reconciler(options);
      List<String> keys = new ArrayList<>();
      for (Map.Entry<String, StoredFact> fact : facts.entries()) {
        known.restore(fact.getValue());
        keys.add(fact.getKey());
      }
      // After the facts, from which what is missing here is guessed.
      for (StoredSource source : sources.values()) {
        known.restore(source);
      }
      for (StoredCi ci : cis.values()) {
        known.restore(ci);
      }
      for (Map.Entry<String, TopologyChange> change : told.entries()) {
        known.restore(change.getKey(), change.getValue());
      }
      known.restored(keys);
      Long before = lastTold.value();
      flushed = Math.max(flushed, before == null ? Long.MIN_VALUE : before);
      reconciler = known;
    }
    return known;
  }

  @Override
  public int compare(Fact a, Fact b) {
    return FactOrder.COMPARATOR.compare(a, b);
  }
}
