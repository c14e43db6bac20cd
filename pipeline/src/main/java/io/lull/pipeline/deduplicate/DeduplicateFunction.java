package io.lull.pipeline.deduplicate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Events;
import io.lull.pipeline.ordered.OrderedFunction;
import io.lull.schema.Event;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Loads the state of an alarm, lets the {@link AlarmMachine} act on it, and saves it. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class DeduplicateFunction extends OrderedFunction<String, Event, AlarmChange> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final DeduplicateOptions options;

  // Checkpointed.
  private transient ValueState<AlarmState> alarm;

  // Not checkpointed.
  private transient AlarmMachine machine;
  private transient Context context;
  private transient Map<AlarmChange.Kind, Counter> changes;
  private transient Counter orphanClears;

  DeduplicateFunction(DeduplicateOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context context) {
    this.context = context;
    machine = new AlarmMachine(options);
    alarm = context.runtime().getState(new ValueStateDescriptor<>("alarm", AlarmState.class));
    MetricGroup metrics = context.runtime().getMetricGroup();
    orphanClears = metrics.counter("orphanClears");
    changes = new EnumMap<>(AlarmChange.Kind.class);
    for (AlarmChange.Kind kind : AlarmChange.Kind.values()) {
      changes.put(kind, metrics.addGroup("kind", kind.name()).counter("changes"));
    }
  }

  @Override
  public void take(String key, Event event, long timestamp, Output<AlarmChange> out)
      throws Exception {
    AlarmState state = alarm.value();
    if (state == null) {
      state = new AlarmState();
    }
    machine.take(AlarmKey.of(event), state, event, timestamp, sink(out));
    keep(state);
  }

  @Override
  public void onTimer(String key, long time, Output<AlarmChange> out) throws Exception {
    AlarmState state = alarm.value();
    if (state == null) {
      return;
    }
    state.timerMillis = Long.MIN_VALUE;
    if (machine.onTime(AlarmKey.parse(key), state, time, context.draining(), sink(out))) {
      keep(state);
    } else {
      alarm.clear();
    }
  }

  /**
   * Saves the state and sees to its one timer. A timer that is early does no harm, it finds nothing
   * due and is set again: so repeats, each of which puts off the expiry, touch no timer.
   */
  private void keep(AlarmState state) throws Exception {
    long deadline = machine.deadline(state);
    if (state.timerMillis == Long.MIN_VALUE || deadline < state.timerMillis) {
      if (state.timerMillis != Long.MIN_VALUE) {
        context.deleteTimer(state.timerMillis);
      }
      context.registerTimer(deadline);
      state.timerMillis = deadline;
    }
    alarm.update(state);
  }

  private AlarmMachine.Sink sink(Output<AlarmChange> out) {
    return new AlarmMachine.Sink() {
      @Override
      public void change(AlarmChange change) {
        Counter counter = changes.get(change.kind());
        if (counter != null) {
          counter.inc();
        }
        out.collect(change);
      }

      @Override
      public void orphan(OrphanClear clear) {
        orphanClears.inc();
        out.collect(DeduplicateStage.ORPHAN_CLEARS, clear);
      }
    };
  }

  @Override
  public int compare(Event a, Event b) {
    return Events.ORDER.compare(a, b);
  }
}
