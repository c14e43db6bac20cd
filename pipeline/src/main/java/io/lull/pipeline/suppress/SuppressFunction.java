package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.model.TopologyBytes;
import io.lull.pipeline.ordered.OrderedBroadcastFunction;
import io.lull.schema.ControlRecord;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.SuppressionState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.FlinkRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Loads a held alarm, lets the {@link Gate} decide, and sees to its timer; what passes goes to its
 * domains ({@link Dispatch}). Keyed by alarm.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class SuppressFunction
    extends OrderedBroadcastFunction<String, AlarmChange, SuppressControl, AlarmChange> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final SuppressOptions options;
  private final AlarmRouting routing;

  // Checkpointed.
  private transient ValueStateDescriptor<HeldAlarm> heldDescriptor;
  private transient ValueState<HeldAlarm> held;

  // Built from broadcast state.
  private transient Topology topology;
  private transient RuleBook book;

  // Not checkpointed.
  private transient TopologyBytes bytes;
  private transient Gate gate;
  private transient Dispatch dispatch;
  private transient Context context;
  private transient Map<SuppressionState, Counter> told;
  private transient Counter forgottenEvents;

  /** Alarms held in this subtask; while there are none no change costs a look into the state. */
  private transient long heldAlarms;

  SuppressFunction(SuppressOptions options, AlarmRouting routing) {
    this.options = options;
    this.routing = routing;
  }

  @Override
  public void open(Context opened) throws Exception {
    context = opened;
    topology = new Topology();
    bytes = new TopologyBytes();
    book = new RuleBook(topology);
    Coverage coverage = new Coverage(topology, book, options);
    gate = new Gate(coverage, options);
    dispatch = new Dispatch(topology, routing, new KeyedOtherDomains(opened));
    heldDescriptor = new ValueStateDescriptor<>("held-alarm", HeldAlarm.class);
    held = opened.runtime().getState(heldDescriptor);
    heldAlarms = 0;
    opened.forEachKey(heldDescriptor, alarm -> heldAlarms++);
    MetricGroup metrics = opened.runtime().getMetricGroup();
    told = new EnumMap<>(SuppressionState.class);
    for (SuppressionState state : SuppressionState.values()) {
      told.put(state, metrics.counter("told" + capital(state)));
    }
    forgottenEvents = metrics.counter("eventsBeyondLimit");
    metrics.gauge("heldAlarms", () -> heldAlarms);
    metrics.gauge("rules", book::size);
    metrics.gauge("unknownResources", book::unknown);
    metrics.gauge("searchesCutShort", coverage::cutShort);
  }

  private static String capital(SuppressionState state) {
    String name = state.name();
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  @Override
  public void take(String key, AlarmChange change, long timestamp, Output<AlarmChange> out)
      throws Exception {
    HeldAlarm before = heldAlarms == 0 ? null : held.value();
    long until = before == null ? Long.MAX_VALUE : before.untilMillis;
    keep(before != null, until, gate.take(before, change, timestamp, sink(out)));
  }

  @Override
  public void onTimer(String key, long time, Output<AlarmChange> out) throws Exception {
    HeldAlarm before = held.value();
    // What only time could bring does not happen at the end of the input.
    if (before != null && !context.draining()) {
      keep(true, before.untilMillis, gate.judge(before, time, sink(out)));
    }
  }

  /** Saves the alarm; its one timer stands at the end of what holds it, if that has one. */
  private void keep(boolean wasHeld, long until, @Nullable HeldAlarm alarm) throws Exception {
    long next = alarm == null ? Long.MAX_VALUE : alarm.untilMillis;
    if (wasHeld && until != next && until != Long.MAX_VALUE) {
      context.deleteTimer(until);
    }
    if (next != Long.MAX_VALUE && (!wasHeld || until != next)) {
      context.registerTimer(next);
    }
    if (alarm != null) {
      held.update(alarm);
      heldAlarms += wasHeld ? 0 : 1;
    } else if (wasHeld) {
      held.clear();
      heldAlarms--;
    }
  }

  private Gate.Sink sink(Output<AlarmChange> out) {
    return new Gate.Sink() {
      @Override
      public void pass(AlarmChange change) {
        try {
          dispatch.send(change, out);
        } catch (Exception e) {
          throw new FlinkRuntimeException("The other domains of an alarm cannot be read", e);
        }
      }

      @Override
      public void suppressed(SuppressedAlarm alarm) {
        Counter counter = told.get(alarm.getState());
        if (counter != null) {
          counter.inc();
        }
        out.collect(SuppressStage.SUPPRESSED, alarm);
      }

      @Override
      public void forgotten(int events) {
        forgottenEvents.inc(events);
      }
    };
  }

  /**
   * Changes of one alarm come in the order in which they happened, from one subtask, and stay in
   * it; those of different alarms do not touch each other.
   */
  @Override
  public int compare(AlarmChange a, AlarmChange b) {
    return 0;
  }

  @Override
  public void applyBroadcast(SuppressControl control, long timestamp) throws Exception {
    if (control.topology() != null) {
      book.apply(control.topology());
    } else if (control.rule() != null) {
      apply(control.rule(), timestamp);
    }
  }

  /** Alarms that the rule holds are looked at again at this moment, by a timer of their own. */
  private void apply(ControlRecord rule, long timestamp) throws Exception {
    boolean other = book.apply(rule);
    if (!other || heldAlarms == 0 || timestamp == Long.MIN_VALUE) {
      return;
    }
    long now = Math.max(timestamp, context.watermark());
    context.forEachKey(
        heldDescriptor,
        alarm -> {
          if (alarm.rules.contains(rule.getId())) {
            context.registerTimer(now);
          }
        });
  }

  @Override
  public String broadcastId(SuppressControl control) {
    return control.id();
  }

  @Override
  public boolean broadcastDeletes(SuppressControl control) {
    return control.isDelete();
  }

  @Override
  public boolean keepsBroadcast(SuppressControl control) {
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
  public byte[] packBroadcast(SuppressControl control) {
    return bytes.pack(Objects.requireNonNull(control.topology()));
  }

  @Override
  public SuppressControl unpackBroadcast(byte[] packed) {
    return SuppressControl.of(bytes.unpack(packed));
  }

  /** In keyed state; while no alarm has any no change costs a look into it. */
  private static final class KeyedOtherDomains implements Dispatch.OtherDomains {
    private final ValueState<List<String>> state;
    private final Counter copies;
    private long alarms;

    KeyedOtherDomains(Context context) throws Exception {
      ValueStateDescriptor<List<String>> descriptor =
          new ValueStateDescriptor<>("other-domains", Types.LIST(Types.STRING));
      state = context.runtime().getState(descriptor);
      context.forEachKey(descriptor, domains -> alarms++);
      copies = context.runtime().getMetricGroup().counter("copiesForOtherDomains");
      context.runtime().getMetricGroup().gauge("alarmsInSeveralDomains", () -> alarms);
    }

    @Override
    public @Nullable List<String> get() throws Exception {
      return alarms == 0 ? null : state.value();
    }

    @Override
    public void put(List<String> domains) throws Exception {
      alarms += get() == null ? 1 : 0;
      state.update(domains);
    }

    @Override
    public void remove() throws Exception {
      state.clear();
      alarms--;
    }

    @Override
    public void copied() {
      copies.inc();
    }
  }
}
