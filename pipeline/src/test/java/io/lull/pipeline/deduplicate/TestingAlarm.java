package io.lull.pipeline.deduplicate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One alarm on an {@link AlarmMachine}, with the deadlines kept as the operator keeps them. */
final class TestingAlarm implements AlarmMachine.Sink {
  private final AlarmMachine machine;
  private final AlarmKey key = new AlarmKey("leaf1", "LINK_DOWN", "Gi0/1");
  final List<AlarmChange> changes = new ArrayList<>();
  final List<OrphanClear> orphans = new ArrayList<>();
  @Nullable AlarmState state;
  private int reported;

  TestingAlarm(DeduplicateOptions options) {
    machine = new AlarmMachine(options);
  }

  TestingAlarm raise(String id, long time) {
    return take(event(id, time, EventStatus.RAISED, Severity.MAJOR, "syslog"), time);
  }

  TestingAlarm clear(String id, long time) {
    return take(event(id, time, EventStatus.CLEARED, Severity.MAJOR, "syslog"), time);
  }

  /** What is due before the event, then the event. */
  TestingAlarm take(Event event, long now) {
    advance(now - 1);
    AlarmState before = state == null ? new AlarmState() : state;
    machine.take(key, before, event, now, this);
    state = before;
    return this;
  }

  /** What is due up to and at a time. */
  TestingAlarm advance(long now) {
    while (state != null && machine.deadline(state) <= now) {
      if (!machine.onTime(key, state, machine.deadline(state), false, this)) {
        state = null;
      }
    }
    return this;
  }

  TestingAlarm end() {
    if (state != null && !machine.onTime(key, state, Long.MAX_VALUE, true, this)) {
      state = null;
    }
    return this;
  }

  /**
   * What was said since the last call: kind, opening event, count, events, severity if not MAJOR.
   */
  List<String> said() {
    List<String> said =
        changes.subList(reported, changes.size()).stream().map(TestingAlarm::text).toList();
    reported = changes.size();
    return said;
  }

  private static String text(AlarmChange c) {
    String events = c.events().stream().map(EventRef::id).collect(Collectors.joining(","));
    String severity = c.severity() == Severity.MAJOR ? "" : " " + c.severity();
    return c.kind()
        + " "
        + c.eventId()
        + "@"
        + c.timeMillis()
        + " x"
        + c.count()
        + " ["
        + events
        + "]"
        + severity;
  }

  static Event event(String id, long time, EventStatus status, Severity severity, String source) {
    return Event.newBuilder()
        .setId(id)
        .setTimeMillis(time)
        .setObservedMillis(time)
        .setResource("leaf1")
        .setType("LINK_DOWN")
        .setQualifier("Gi0/1")
        .setDomain("east")
        .setResolved(true)
        .setSeverity(severity)
        .setStatus(status)
        .setMessage("text of " + id)
        .setSource(source)
        .build();
  }

  @Override
  public void change(AlarmChange change) {
    changes.add(change);
  }

  @Override
  public void orphan(OrphanClear clear) {
    orphans.add(clear);
  }
}
