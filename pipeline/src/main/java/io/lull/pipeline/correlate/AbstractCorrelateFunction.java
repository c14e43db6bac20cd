package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.model.TopologyBytes;
import io.lull.pipeline.ordered.OrderedBroadcastFunction;
import io.lull.schema.Incident;
import io.lull.schema.TopologyChange;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * A correlator as an operator: the topology (with it, {@link ModelReset}) in, incident revisions
 * out; who belongs to which incident on the side output {@link #MEMBERSHIPS}, what was learned on
 * {@link #MODEL}.
 *
 * @param <T> what it takes
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
abstract class AbstractCorrelateFunction<T>
    extends OrderedBroadcastFunction<String, T, TopologyChange, Incident> {
  private static final long serialVersionUID = 1L;

  /** Which event belongs to which incident. */
  static final OutputTag<Membership> MEMBERSHIPS =
      new OutputTag<>("memberships", TypeInformation.of(Membership.class));

  /** The numbers that were learned in a domain, each time others hold. */
  static final OutputTag<ModelRevision> MODEL =
      new OutputTag<>("model", TypeInformation.of(ModelRevision.class));

  // Configuration.
  private final CorrelateOptions options;

  // Not checkpointed; the topology and resets, by domain, come back from broadcast state.
  private transient Topology topology;
  private transient TopologyBytes bytes;
  private transient Map<String, Long> resets;
  private transient KeyedStateTables tables;
  private transient @Nullable OldStateTables old;
  private transient Correlator correlator;
  private transient Context context;
  private transient Map<Correlator.Counted, Counter> counters;
  private transient @Nullable Output<Incident> out;

  AbstractCorrelateFunction(CorrelateOptions options) {
    this.options = options;
  }

  /** What the correlator is in charge of. */
  abstract Territory territory(Topology known);

  /** A membership as it is given out. */
  Membership asTold(Membership membership) {
    return membership;
  }

  /** Has the correlator take an element. */
  abstract void take(Correlator taker, String key, T element, long timestamp);

  @Override
  public void open(Context opened) {
    context = opened;
    topology = new Topology();
    bytes = new TopologyBytes();
    resets = new HashMap<>();
    counters = new EnumMap<>(Correlator.Counted.class);
    for (Correlator.Counted what : Correlator.Counted.values()) {
      counters.put(what, opened.runtime().getMetricGroup().counter(what.metric));
    }
    tables = new KeyedStateTables(opened, KeyedStateTables.MOST_ENTRIES);
    old = opened.restored() ? new OldStateTables(opened) : null;
    correlator = new Correlator(options, topology, tables, territory(topology), new ToOutput());
  }

  @Override
  public void take(String key, T element, long timestamp, Output<Incident> output) {
    out = output;
    enter(key, timestamp);
    take(correlator, key, element, timestamp);
  }

  @Override
  public void onTimer(String domain, long time, Output<Incident> output) {
    out = output;
    enter(domain, time);
    correlator.wake(time);
  }

  private void enter(String domain, long now) {
    boolean read = tables.enter(domain);
    long all = resets.getOrDefault("", AlarmLife.NEVER);
    correlator.forgetAt(Math.max(all, resets.getOrDefault(domain, AlarmLife.NEVER)), now);
    if (read && old != null) {
      old.takeOut((incident, alarms) -> correlator.takeOver(incident, alarms, now));
    }
  }

  @Override
  public void beforeSnapshot() {
    tables.save();
  }

  @Override
  public void applyBroadcast(TopologyChange change, long timestamp) {
    ModelReset reset = ModelReset.of(change);
    if (reset != null) {
      resets.merge(reset.domain(), reset.timeMillis(), Math::max);
    } else if (timestamp == SINCE_EVER) {
      topology.applySinceEver(change);
    } else {
      topology.apply(change);
    }
  }

  @Override
  public String broadcastId(TopologyChange change) {
    ModelReset reset = ModelReset.of(change);
    return reset == null ? Topology.idOf(change) : reset.id();
  }

  @Override
  public boolean broadcastDeletes(TopologyChange change) {
    return Topology.isDelete(change);
  }

  @Override
  public boolean keepsBroadcast(TopologyChange change) {
    return ModelReset.of(change) == null;
  }

  @Override
  public Map<Integer, Chunk> keptBroadcast() {
    return topology.chunks();
  }

  @Override
  public void restoreBroadcast(Map<Integer, Chunk> kept) {
    topology.restore(kept);
  }

  @Override
  public byte[] packBroadcast(TopologyChange change) {
    return bytes.pack(change);
  }

  @Override
  public TopologyChange unpackBroadcast(byte[] packed) {
    return bytes.unpack(packed);
  }

  /** Where results go while something is being handled. */
  final Output<Incident> output() {
    if (out == null) {
      throw new IllegalStateException("nothing is being handled");
    }
    return out;
  }

  private final class ToOutput implements Correlator.Sink {
    @Override
    public void incident(Incident incident) {
      output().collect(incident);
    }

    @Override
    public void membership(Membership membership) {
      output().collect(MEMBERSHIPS, asTold(membership));
    }

    @Override
    public void model(ModelRevision revision) {
      output().collect(MODEL, revision);
    }

    @Override
    public void wakeAt(long timeMillis) {
      context.registerTimer(timeMillis);
    }

    @Override
    public void count(Correlator.Counted what, long number) {
      Objects.requireNonNull(counters.get(what)).inc(number);
    }
  }
}
