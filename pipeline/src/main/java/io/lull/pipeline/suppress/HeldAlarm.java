package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alarm that is held back. Mutable, held in state; fields are public because Flink's POJO
 * serialiser, under which fields may be added and removed between releases, asks for that. Times
 * are milliseconds since the epoch.
 */
public final class HeldAlarm {
  // As the change that raised it said.
  public String eventId = "";
  public long raisedMillis;
  public String resource = "";
  public String type = "";
  public String qualifier = "";
  public boolean resolved;
  public String domain = "";
  public String message = "";
  public long intervalMillis;
  public float doubt; // what its certainty lacks to 1

  /** When what it foretells will be: after, about, before; 0: it foretells nothing. */
  public long crossesFromMillis;

  public long crossesAtMillis;
  public long crossesToMillis;

  // As it is now.
  public Severity severity = Severity.INDETERMINATE;
  public @Nullable String peer;
  public long count;
  public boolean flapping;

  /** What it stands for, the first of them. */
  public List<EventRef> events = new ArrayList<>();

  /** Stream time since which it is held. */
  public long heldMillis;

  // Why it is held, see Hold.
  public List<String> rules = new ArrayList<>();
  public long untilMillis;
  public List<String> path = new ArrayList<>();
  public String what = "";

  static HeldAlarm of(AlarmChange raised, long now) {
    HeldAlarm alarm = new HeldAlarm();
    alarm.eventId = raised.eventId();
    alarm.raisedMillis = raised.raisedMillis();
    alarm.resource = raised.resource();
    alarm.type = raised.type();
    alarm.qualifier = raised.qualifier();
    alarm.resolved = raised.resolved();
    alarm.domain = raised.domain();
    alarm.message = raised.message();
    alarm.intervalMillis = raised.evidence().intervalMillis();
    alarm.doubt = 1 - raised.evidence().certainty();
    alarm.foretells(raised);
    alarm.heldMillis = now;
    return alarm;
  }

  /**
   * Takes what a change says of the alarm.
   *
   * @return how many of its events are beyond those that are remembered
   */
  int take(AlarmChange change, int maxEvents) {
    foretells(change);
    severity = change.severity();
    peer = change.peer();
    count = change.count();
    switch (change.kind()) {
      case FLAPPING -> flapping = true;
      case CALMED -> flapping = false;
      case RAISED, REPEATED, CLEARED -> {}
    }
    int room = Math.min(maxEvents - events.size(), change.events().size());
    events.addAll(change.events().subList(0, room));
    return change.events().size() - room;
  }

  private void foretells(AlarmChange change) {
    AlarmChange.Crossing crossing = change.evidence().crossing();
    if (crossing != null) {
      crossesFromMillis = crossing.fromMillis();
      crossesAtMillis = crossing.atMillis();
      crossesToMillis = crossing.toMillis();
    }
  }

  /** Returns whether that is another reason than before. */
  boolean holdFor(Hold hold) {
    boolean other = !hold().equals(hold);
    rules = new ArrayList<>(hold.rules());
    untilMillis = hold.untilMillis();
    path = new ArrayList<>(hold.path());
    what = hold.what();
    return other;
  }

  Hold hold() {
    return new Hold(List.copyOf(rules), untilMillis, List.copyOf(path), what);
  }

  /** The alarm as if it happened now; the events keep their own times. */
  AlarmChange as(AlarmChange.Kind kind, long now) {
    AlarmChange change =
        new AlarmChange(
            kind,
            eventId,
            now,
            now,
            resource,
            type,
            qualifier,
            resolved,
            domain,
            severity,
            message,
            peer,
            count,
            kind == AlarmChange.Kind.RAISED ? List.copyOf(events) : List.of());
    AlarmChange.Crossing crossing =
        crossesAtMillis == 0
            ? null
            : new AlarmChange.Crossing(crossesFromMillis, crossesAtMillis, crossesToMillis);
    return change.with(new AlarmChange.Evidence(intervalMillis, 1 - doubt, crossing));
  }
}
