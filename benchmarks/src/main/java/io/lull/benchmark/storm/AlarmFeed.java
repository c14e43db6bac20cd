package io.lull.benchmark.storm;

import io.lull.pipeline.deduplicate.AlarmKey;
import io.lull.pipeline.deduplicate.AlarmMachine;
import io.lull.pipeline.deduplicate.AlarmState;
import io.lull.pipeline.deduplicate.DeduplicateOptions;
import io.lull.pipeline.deduplicate.OrphanClear;
import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The storm as deduplication passes it on: the product's own, without its operator. */
final class AlarmFeed {
  private static final long TAIL_MILLIS = 900_000;

  private final AlarmMachine machine = new AlarmMachine(DeduplicateOptions.DEFAULT);
  private final Map<AlarmKey, AlarmState> states = new HashMap<>();
  private final TreeMap<Long, TreeSet<String>> timers = new TreeMap<>();
  private final Map<String, AlarmKey> keys = new HashMap<>();
  private final List<AlarmChange> changes = new ArrayList<>();
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

  private AlarmFeed() {}

  /** Changes in the order of stream time. */
  static List<AlarmChange> of(GeneratedStorm storm) {
    AlarmFeed feed = new AlarmFeed();
    long now = 0;
    for (Alert alert : storm.alerts()) {
      now = alert.timeMillis();
      feed.timersBefore(now);
      feed.take(alert);
    }
    feed.timersBefore(now + TAIL_MILLIS);
    return feed.changes;
  }

  private void take(Alert alert) {
    AlarmKey key = new AlarmKey(alert.resource(), alert.type(), alert.qualifier());
    keys.put(key.text(), key);
    AlarmState state = states.computeIfAbsent(key, k -> new AlarmState());
    machine.take(key, state, event(alert), alert.timeMillis(), sink);
    schedule(key, state);
  }

  private void timersBefore(long time) {
    while (!timers.isEmpty() && timers.firstKey() < time) {
      Map.Entry<Long, TreeSet<String>> due = timers.pollFirstEntry();
      for (String text : due.getValue()) {
        AlarmKey key = java.util.Objects.requireNonNull(keys.get(text));
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

  private static Event event(Alert alert) {
    boolean clear = alert.kind() == Alert.Kind.CLEAR;
    return Event.newBuilder()
        .setId(alert.id())
        .setTimeMillis(alert.timeMillis())
        .setObservedMillis(alert.timeMillis())
        .setResource(alert.resource())
        .setResolved(true)
        .setDomain(World.DOMAIN)
        .setType(alert.type())
        .setQualifier(alert.qualifier())
        .setSeverity(alert.severity())
        .setStatus(clear ? EventStatus.CLEARED : EventStatus.RAISED)
        .setMessage(alert.message())
        .setPeer(alert.peer())
        .setSource("benchmark")
        .build();
  }
}
