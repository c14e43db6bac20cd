package io.lull.pipeline.intake;

import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.EventPacker;
import io.lull.pipeline.model.Events;
import io.lull.pipeline.model.PackedEvent;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.model.TopologyBytes;
import io.lull.pipeline.ordered.OrderedFunction.Output;
import io.lull.pipeline.ordered.TimedFunction;
import io.lull.schema.Event;
import io.lull.schema.TopologyChange;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Classifies and resolves each event as rules and topology were at its own time. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class IntakeFunction extends TimedFunction<IntakeControl, Event> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final EventClassification.Factory classificationFactory;
  private final long maxAgeMillis;

  // Built from broadcast state.
  private transient EventClassification classification;
  private transient Topology topology;
  private transient TopologyBytes bytes;

  // Not checkpointed.
  private transient EventPacker packer;
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
  public void open(RuntimeContext runtime) {
    packer = new EventPacker();
    classification = classificationFactory.create();
    topology = new Topology();
    bytes = new TopologyBytes();
    resolver = new Resolver(topology);
    MetricGroup metrics = runtime.getMetricGroup();
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
  public void take(PackedEvent packed, long timestamp, Output<Event> out) {
    Event event = packer.unpack(packed);
    boolean old = event.getTimeMillis() < timestamp && isOld(event, timestamp);
    give(old && !Events.isLate(event) ? late(event, timestamp, out) : event, out);
  }

  @Override
  public void takeLate(PackedEvent packed, long now, Output<Event> out) {
    give(late(packer.unpack(packed), now, out), out);
  }

  private void give(Event event, Output<Event> out) {
    Resolver.Resolution resolution = resolver.resolve(classification.classify(event));
    Counter counter = outcomes.get(resolution.outcome());
    if (counter != null) {
      counter.inc();
    }
    out.collect(resolution.event());
  }

  /** Tells of an event that came after its time, and marks one too old to open an incident. */
  private Event late(Event event, long now, Output<Event> out) {
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
