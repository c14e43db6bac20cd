package io.lull.pipeline.deduplicate;

import io.lull.pipeline.deduplicate.HotAlarms.Hot;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Events;
import io.lull.pipeline.ordered.BufferedFunction;
import io.lull.schema.Event;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Finds the state of an alarm, lets the {@link AlarmMachine} act on it, and keeps it: in memory
 * while the alarm is spoken of, in keyed state from the next checkpoint on.
 *
 * <p>In the store an alarm has one timer, at or before its deadline. One that is early does no
 * harm, it finds nothing due and is set again.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class DeduplicateFunction extends BufferedFunction<String, Event, AlarmChange> {
  private static final long serialVersionUID = 1L;

  /** Alarms in memory; at some hundred bytes to a few kB each some ten MB a subtask. */
  private static final int HOT_ALARMS = 1 << 15;

  private static final long NO_TIMER = Long.MIN_VALUE;

  // Configuration.
  private final DeduplicateOptions options;
  private final int hotAlarms;

  // Checkpointed; what is hot is written to it first.
  private transient ValueState<AlarmState> alarm;
  private transient HotAlarms hot;

  // Not checkpointed.
  private transient AlarmMachine machine;
  private transient Context context;
  private transient ToOutput sink;

  DeduplicateFunction(DeduplicateOptions options) {
    this(options, HOT_ALARMS);
  }

  DeduplicateFunction(DeduplicateOptions options, int hotAlarms) {
    this.options = options;
    this.hotAlarms = hotAlarms;
  }

  @Override
  public void open(Context opened) {
    context = opened;
    machine = new AlarmMachine(options);
    hot = new HotAlarms(hotAlarms);
    alarm =
        opened.runtime().getState(new ValueStateDescriptor<>("alarm", new AlarmStateSerializer()));
    MetricGroup metrics = opened.runtime().getMetricGroup();
    metrics.gauge("hotAlarms", () -> hot.size());
    sink = new ToOutput(metrics);
  }

  @Override
  public void take(String text, Event event, long timestamp, Output<AlarmChange> out)
      throws Exception {
    sink.out = out;
    Hot entry = hot.use(text);
    if (entry == null) {
      entry = load(text, AlarmKey.of(event), timestamp, out);
      out.at(timestamp);
    }
    machine.take(entry.key, entry.state, event, timestamp, sink);
    entry.changed = true;
    hot.due(entry, machine.deadline(entry.state));
    for (Hot excess = hot.excess(); excess != null; excess = hot.excess()) {
      store(excess);
      hot.remove(excess);
    }
  }

  /** Takes an alarm from the store, as it is just before a time. */
  private Hot load(String text, AlarmKey key, long timestamp, Output<AlarmChange> out)
      throws Exception {
    context.useKey(text);
    AlarmState state = alarm.value();
    boolean stored = state != null;
    while (state != null && machine.deadline(state) < timestamp) {
      long due = machine.deadline(state);
      out.at(due);
      if (!machine.onTime(key, state, due, false, sink)) {
        forget(state);
        stored = false;
        state = null;
      }
    }
    return hot.add(text, key, state == null ? new AlarmState() : state, stored);
  }

  /** Takes the alarm of the current key out of the store. */
  private void forget(AlarmState state) throws Exception {
    if (state.timerMillis != NO_TIMER) {
      context.deleteTimer(state.timerMillis);
    }
    alarm.clear();
  }

  /** Writes an alarm to the store, and sees to its one timer. */
  private void store(Hot entry) throws Exception {
    if (entry.changed) {
      context.useKey(entry.text);
      keep(entry.state);
      entry.changed = false;
      entry.stored = true;
    }
  }

  /** The same for the current key. */
  private void keep(AlarmState state) throws Exception {
    long deadline = machine.deadline(state);
    if (state.timerMillis == NO_TIMER || deadline < state.timerMillis) {
      if (state.timerMillis != NO_TIMER) {
        context.deleteTimer(state.timerMillis);
      }
      context.registerTimer(deadline);
      state.timerMillis = deadline;
    }
    alarm.update(state);
  }

  @Override
  public void advance(long time, Output<AlarmChange> out) throws Exception {
    sink.out = out;
    for (Hot first = hot.firstDue(time); first != null; first = hot.firstDue(time)) {
      long deadline = machine.deadline(first.state);
      if (deadline > time) {
        hot.dueAgain(first, deadline);
        continue;
      }
      out.at(deadline);
      first.changed = true;
      if (machine.onTime(first.key, first.state, deadline, context.draining(), sink)) {
        hot.dueAgain(first, machine.deadline(first.state));
      } else {
        hot.remove(first);
        if (first.stored) {
          context.useKey(first.text);
          forget(first.state);
        }
      }
    }
  }

  @Override
  public void flush() throws Exception {
    for (Hot entry : hot.changed()) {
      store(entry);
    }
  }

  /** What was due before comes at its own time, whenever the timer was set. */
  @Override
  public void onTimer(String text, long time, Output<AlarmChange> out) throws Exception {
    sink.out = out;
    Hot entry = hot.peek(text);
    AlarmState state = entry == null ? alarm.value() : entry.state;
    if (state == null) {
      return;
    }
    if (state.timerMillis == time) {
      state.timerMillis = NO_TIMER;
    }
    if (entry != null) {
      entry.changed = true;
      return;
    }
    AlarmKey key = AlarmKey.parse(text);
    boolean draining = context.draining();
    for (long due = machine.deadline(state);
        draining || due <= time;
        due = machine.deadline(state)) {
      out.at(due);
      if (!machine.onTime(key, state, due, draining, sink)) {
        forget(state);
        return;
      }
    }
    keep(state);
  }

  @Override
  public int compare(Event a, Event b) {
    return Events.ORDER.compare(a, b);
  }

  /** Counts and passes on. */
  private static final class ToOutput implements AlarmMachine.Sink {
    private final Map<AlarmChange.Kind, Counter> changes = new EnumMap<>(AlarmChange.Kind.class);
    private final Counter orphanClears;
    private @Nullable Output<AlarmChange> out;

    ToOutput(MetricGroup metrics) {
      orphanClears = metrics.counter("orphanClears");
      for (AlarmChange.Kind kind : AlarmChange.Kind.values()) {
        changes.put(kind, metrics.addGroup("kind", kind.name()).counter("changes"));
      }
    }

    private Output<AlarmChange> output() {
      if (out == null) {
        throw new IllegalStateException("nothing is being handled");
      }
      return out;
    }

    @Override
    public void change(AlarmChange change) {
      Counter counter = changes.get(change.kind());
      if (counter != null) {
        counter.inc();
      }
      output().collect(change);
    }

    @Override
    public void orphan(OrphanClear clear) {
      orphanClears.inc();
      output().collect(DeduplicateStage.ORPHAN_CLEARS, clear);
    }
  }
}
