package io.lull.pipeline.correlate;

import io.lull.pipeline.impact.Arrival;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.AlarmRole;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member alarm. Mutable, held in state; times are milliseconds since the epoch. */
public final class AlarmLife {

  /** A time that is not set. */
  static final long NEVER = Long.MIN_VALUE;

  /** The first that was raised first; it leaves nothing to chance. */
  static final Comparator<AlarmLife> BY_TIME =
      Comparator.comparingLong((AlarmLife alarm) -> alarm.raisedMillis)
          .thenComparing(alarm -> alarm.event)
          .thenComparing(AlarmLife::key);

  /** Events of one alarm whose membership can be told again when the alarm moves. */
  private static final int MOST_EVENTS = 1_024;

  /** Id of the symptom it belongs to. */
  public String symptom = "";

  /** Id of the incident that is named after it; empty: none is. */
  public String incident = "";

  /** Id of the event that raised it first. */
  public String event = "";

  /** Domain of its resource; empty in state of release 0.1 and before. */
  public String domain = "";

  /** Whether its resource is of another domain, so that others are in charge of it. */
  public boolean copy;

  public String resource = "";
  public String type = "";
  public String qualifier = "";
  public Severity severity = Severity.INDETERMINATE;

  /** Text of the event that raised it first; empty beyond those an incident carries whole. */
  public String message = "";

  /** When it was raised first. */
  public long raisedMillis;

  /** When it was cleared; {@link #NEVER} while it is active. */
  public long clearedMillis = NEVER;

  /** Stream time of its last clear; {@link #NEVER}: none. */
  public long lastClearMillis = NEVER;

  /** Stream time at which it was taken in. */
  public long joinedMillis;

  /** Stream time from which on it had the severity that opens incidents. */
  public long graveMillis = NEVER;

  public boolean flapping;

  /** When it was told last when what it foretells will be. */
  public long foretoldMillis;

  /** When that will be: after, about, before; 0: it foretells nothing. */
  public long crossesFromMillis;

  public long crossesAtMillis;
  public long crossesToMillis;

  /** Whether all that was heard of it came too late to open an incident. */
  public boolean late;

  /** Raw events of the times it was raised before. */
  public long earlier;

  /** Raw events since it was raised last. */
  public long current;

  /** Events whose membership is not written yet. */
  public List<EventRef> unreported = new ArrayList<>();

  /** Events whose membership was written, as {@link #toldIncident} and what follows say. */
  public List<EventRef> reported = new ArrayList<>();

  public String toldIncident = "";
  public @Nullable AlarmRole toldRole;

  /** Hash of the path that was told. */
  public int toldPathHash;

  static String key(AlarmChange alarm) {
    return key(alarm.resource(), alarm.type(), alarm.qualifier());
  }

  private static String key(String resource, String type, String qualifier) {
    return resource + Tables.SEPARATOR + type + Tables.SEPARATOR + qualifier;
  }

  /** The alarm's identity. */
  String key() {
    return key(resource, type, qualifier);
  }

  static AlarmLife first(AlarmChange change, long now, Severity minSeverity) {
    AlarmLife alarm = new AlarmLife();
    alarm.event = change.eventId();
    alarm.domain = change.home() == null ? change.domain() : change.home();
    alarm.copy = change.isCopy();
    alarm.resource = change.resource();
    alarm.type = change.type();
    alarm.qualifier = change.qualifier();
    alarm.message = change.message();
    alarm.raisedMillis = change.raisedMillis();
    alarm.joinedMillis = now;
    alarm.flapping = change.kind() == AlarmChange.Kind.FLAPPING;
    alarm.late = change.late();
    alarm.current = change.count();
    alarm.unreported = events(change);
    alarm.foretold(change);
    alarm.escalate(change.severity(), now, minSeverity);
    return alarm;
  }

  /** An alarm that joins after it was raised brings the event that raised it along. */
  private static List<EventRef> events(AlarmChange alarm) {
    EventRef raised = new EventRef(alarm.eventId(), alarm.raisedMillis());
    List<EventRef> events = new ArrayList<>(alarm.events());
    if (events.stream().noneMatch(event -> event.id().equals(raised.id()))) {
      events.add(0, raised);
    }
    return events;
  }

  /** Takes a change of it. */
  void take(AlarmChange change, long now, Severity minSeverity) {
    switch (change.kind()) {
      case RAISED -> {
        earlier += current;
        clearedMillis = NEVER;
        flapping = false;
      }
      case FLAPPING -> {
        clearedMillis = NEVER;
        flapping = true;
      }
      case CLEARED -> {
        clearedMillis = change.timeMillis();
        lastClearMillis = now;
        flapping = false;
      }
      case CALMED -> flapping = false;
      case REPEATED -> {}
    }
    if (late && !change.late()) {
      late = false;
      graveMillis = NEVER;
    }
    current = change.count();
    unreported.addAll(change.events());
    foretold(change);
    escalate(change.severity(), now, minSeverity);
  }

  private void escalate(Severity reported, long now, Severity minSeverity) {
    if (reported.compareTo(severity) > 0) {
      severity = reported;
    }
    if (graveMillis == NEVER && severity.compareTo(minSeverity) >= 0) {
      graveMillis = now;
    }
  }

  private void foretold(AlarmChange change) {
    AlarmChange.Crossing crossing = change.evidence().crossing();
    if (crossing != null) {
      foretoldMillis = change.timeMillis();
      crossesFromMillis = crossing.fromMillis();
      crossesAtMillis = crossing.atMillis();
      crossesToMillis = crossing.toMillis();
    }
  }

  /** Whether it says what will be, not what is. */
  boolean foretells() {
    return crossesAtMillis != 0;
  }

  /** When what it foretells will be. */
  Arrival crossing() {
    return Arrival.foretold(foretoldMillis, crossesFromMillis, crossesAtMillis, crossesToMillis);
  }

  /** What tells when and where it is, for who is no longer in charge of it. */
  AlarmLife trace() {
    AlarmLife trace = new AlarmLife();
    trace.symptom = symptom;
    trace.event = event;
    trace.domain = domain;
    trace.copy = copy;
    trace.resource = resource;
    trace.type = type;
    trace.qualifier = qualifier;
    trace.severity = severity;
    trace.raisedMillis = raisedMillis;
    trace.clearedMillis = clearedMillis;
    trace.lastClearMillis = lastClearMillis;
    trace.joinedMillis = joinedMillis;
    trace.graveMillis = graveMillis;
    trace.flapping = flapping;
    return trace;
  }

  /** Takes in what else is known of the same alarm, which was raised again meanwhile. */
  void absorb(AlarmLife later, Severity minSeverity) {
    earlier += current + later.earlier;
    current = later.current;
    clearedMillis = later.clearedMillis;
    lastClearMillis = Math.max(lastClearMillis, later.lastClearMillis);
    flapping = later.flapping;
    late &= later.late;
    unreported.addAll(later.reported);
    unreported.addAll(later.unreported);
    escalate(
        later.severity,
        later.graveMillis == NEVER ? later.joinedMillis : later.graveMillis,
        minSeverity);
  }

  /** Notes that the membership of all its events was told. */
  void told(String incident, AlarmRole role, List<String> path) {
    toldIncident = incident;
    toldRole = role;
    toldPathHash = path.hashCode();
    int room = Math.max(0, MOST_EVENTS - reported.size());
    reported.addAll(unreported.subList(0, Math.min(room, unreported.size())));
    unreported = new ArrayList<>();
  }

  boolean active() {
    return clearedMillis == NEVER;
  }

  boolean grave() {
    return graveMillis != NEVER;
  }

  long count() {
    return earlier + current;
  }
}
