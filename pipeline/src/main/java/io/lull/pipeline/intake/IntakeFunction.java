package io.lull.pipeline.intake;

import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.Events;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.model.TopologyBytes;
import io.lull.pipeline.ordered.OrderedBroadcastFunction;
import io.lull.schema.Event;
import io.lull.schema.TopologyChange;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Classifies and resolves each event at its own time. Keyed by the reported resource. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class IntakeFunction extends OrderedBroadcastFunction<String, Event, IntakeControl, Event> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final EventClassification.Factory classificationFactory;
  private final long maxAgeMillis;

  // Built from broadcast state.
  private transient EventClassification classification;
  private transient Topology topology;
  private transient TopologyBytes bytes;

  // Not checkpointed.
  private transient Resolver resolver;
  private transient Map<Resolver.Outcome, Counter> outcomes;
  private transient Counter lateEvents;
  private transient Counter tooLateEvents;

  /**
   * @param maxAgeMillis how old an event may be to open an incident, milliseconds
   */
  IntakeFunction(EventClassification.Factory classificationFactory, long maxAgeMillis) {
    this.classificationFactory = classificationFactory;
    this.maxAgeMillis = maxAgeMillis;
  }

  @Override
  public void open(Context context) {
    classification = classificationFactory.create();
    topology = new Topology();
    bytes = new TopologyBytes();
    resolver = new Resolver(topology);
    MetricGroup metrics = context.runtime().getMetricGroup();
    outcomes = new EnumMap<>(Resolver.Outcome.class);
    for (Resolver.Outcome outcome : Resolver.Outcome.values()) {
      outcomes.put(outcome, metrics.counter(outcome.name().toLowerCase(Locale.ROOT)));
    }
    lateEvents = metrics.counter("lateEvents");
    tooLateEvents = metrics.counter("tooLateEvents");
    metrics.gauge("nodes", () -> topology.nodes().size());
    metrics.gauge("relations", () -> topology.relationCount());
    metrics.gauge("danglingRelations", () -> topology.danglingCount());
  }

  @Override
  public void take(String key, Event arrived, long timestamp, Output<Event> out) {
    boolean old = arrived.getTimeMillis() < timestamp && isOld(arrived, timestamp);
    Event event = old && !Events.isLate(arrived) ? late(arrived, timestamp, out) : arrived;
    Resolver.Resolution resolution = resolver.resolve(classification.classify(event));
    Counter counter = outcomes.get(resolution.outcome());
    if (counter != null) {
      counter.inc();
    }
    out.collect(resolution.event());
  }

  /** Tells of an event that came after its time, and marks one too old to open an incident. */
  @Override
  public Event late(Event event, long now, Output<Event> out) {
    Event late = Events.late(event, Math.max(0, saturatedMinus(now, event.getTimeMillis())));
    lateEvents.inc();
    out.collect(IntakeStage.LATE, late);
    if (!isOld(event, now)) {
      return event;
    }
    tooLateEvents.inc();
    return late;
  }

  private boolean isOld(Event event, long now) {
    return saturatedMinus(now, event.getTimeMillis()) > maxAgeMillis;
  }

  private static long saturatedMinus(long a, long b) {
    long difference = a - b;
    boolean overflow = ((a ^ b) & (a ^ difference)) < 0;
    return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
  }

  @Override
  public int compare(Event a, Event b) {
    return Events.ORDER.compare(a, b);
  }

  @Override
  public void applyBroadcast(IntakeControl control, long timestamp) {
    TopologyChange change = control.topology();
    if (control.rules() != null) {
      classification.apply(control.rules());
    } else if (change != null && timestamp == SINCE_EVER) {
      topology.applySinceEver(change);
    } else if (change != null) {
      topology.apply(change);
    }
  }

  @Override
  public String broadcastId(IntakeControl control) {
    return control.id();
  }

  @Override
  public boolean broadcastDeletes(IntakeControl control) {
    return control.isDelete();
  }

  @Override
  public boolean keepsBroadcast(IntakeControl control) {
    return control.topology() != null;
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
  public byte[] packBroadcast(IntakeControl control) {
    return bytes.pack(Objects.requireNonNull(control.topology()));
  }

  @Override
  public IntakeControl unpackBroadcast(byte[] packed) {
    return IntakeControl.of(bytes.unpack(packed));
  }
}
