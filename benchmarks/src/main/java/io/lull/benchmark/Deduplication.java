package io.lull.benchmark;

import io.lull.pipeline.deduplicate.AlarmKey;
import io.lull.pipeline.deduplicate.AlarmMachine;
import io.lull.pipeline.deduplicate.AlarmState;
import io.lull.pipeline.deduplicate.DeduplicateOptions;
import io.lull.pipeline.deduplicate.OrphanClear;
import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Events as deduplication passes them on: the product's own, without its operator. */
public final class Deduplication {
  private static final long TAIL_MILLIS = 900_000;

  private final AlarmMachine machine = new AlarmMachine(DeduplicateOptions.DEFAULT);
  private final Map<AlarmKey, AlarmState> states = new HashMap<>();
  private final TreeMap<Long, TreeSet<String>> timers = new TreeMap<>();
  private final Map<String, AlarmKey> keys = new HashMap<>();
  private final List<AlarmChange> changes = new ArrayList<>();
  private long now;
  private final AlarmMachine.Sink sink =
      new AlarmMachine.Sink() {
        @Override
        public void change(AlarmChange change) {
          changes.add(change);
        }

        @Override
        public void orphan(OrphanClear clear) {
          // A clear whose raise was lost: nothing to correlate.
        }
      };

  /** Takes the next event, in the order of their time. */
  public void take(Event event) {
    now = event.getTimeMillis();
    timersBefore(now);
    AlarmKey key = AlarmKey.of(event);
    keys.putIfAbsent(key.text(), key);
    AlarmState state = states.computeIfAbsent(key, k -> new AlarmState());
    machine.take(key, state, event, now, sink);
    schedule(key, state);
  }

  /** Lets what is gathered out and returns all changes, in the order of stream time. */
  public List<AlarmChange> end() {
    timersBefore(now + TAIL_MILLIS);
    return changes;
  }

  private void timersBefore(long time) {
    while (!timers.isEmpty() && timers.firstKey() < time) {
      Map.Entry<Long, TreeSet<String>> due = timers.pollFirstEntry();
      for (String text : due.getValue()) {
        AlarmKey key = Objects.requireNonNull(keys.get(text));
        AlarmState state = states.get(key);
        if (state != null && state.timerMillis == due.getKey()) {
          state.timerMillis = Long.MIN_VALUE;
          if (machine.onTime(key, state, due.getKey(), false, sink)) {
            schedule(key, state);
          } else {
            states.remove(key);
          }
        }
      }
    }
  }

  private void schedule(AlarmKey key, AlarmState state) {
    long deadline = machine.deadline(state);
    if (state.timerMillis == Long.MIN_VALUE || deadline < state.timerMillis) {
      state.timerMillis = deadline;
      timers.computeIfAbsent(deadline, t -> new TreeSet<>()).add(key.text());
    }
  }
}
