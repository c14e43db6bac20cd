package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member alarm.
 *
 * @param group the incident it belongs to
 * @param event id of the event that raised it first
 * @param peer other end of its site, or null
 * @param raisedMillis when it was raised first, milliseconds since the epoch
 * @param clearedMillis when it was cleared, milliseconds since the epoch; null while it is active
 * @param earlier raw events of the times it was raised before
 * @param current raw events since it was raised last
 * @param unreported events whose membership is not written yet
 */
public record AlarmState(
    String group,
    String event,
    String resource,
    String type,
    String qualifier,
    @Nullable String peer,
    Severity severity,
    String message,
    long raisedMillis,
    @Nullable Long clearedMillis,
    boolean flapping,
    long earlier,
    long current,
    List<EventRef> unreported) {

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

  static AlarmState first(AlarmChange alarm, Site site, String group, boolean whole) {
    return new AlarmState(
        group,
        alarm.eventId(),
        alarm.resource(),
        alarm.type(),
        alarm.qualifier(),
        site.peer(),
        alarm.severity(),
        whole ? alarm.message() : "",
        alarm.raisedMillis(),
        null,
        alarm.kind() == AlarmChange.Kind.FLAPPING,
        0,
        alarm.count(),
        events(alarm));
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

  /** The alarm after a change of it. */
  AlarmState after(AlarmChange change) {
    boolean raised = change.kind() == AlarmChange.Kind.RAISED;
    Long cleared =
        switch (change.kind()) {
          case CLEARED -> Long.valueOf(change.timeMillis());
          case RAISED, FLAPPING -> null;
          case REPEATED, CALMED -> clearedMillis;
        };
    boolean flaps =
        switch (change.kind()) {
          case FLAPPING -> true;
          case CALMED, CLEARED, RAISED -> false;
          case REPEATED -> flapping;
        };
    List<EventRef> events = new ArrayList<>(unreported);
    events.addAll(change.events());
    Severity highest = severity.compareTo(change.severity()) >= 0 ? severity : change.severity();
    return new AlarmState(
        group,
        event,
        resource,
        type,
        qualifier,
        peer,
        highest,
        message,
        raisedMillis,
        cleared,
        flaps,
        raised ? earlier + current : earlier,
        change.count(),
        events);
  }

  AlarmState in(String otherGroup) {
    return new AlarmState(
        otherGroup,
        event,
        resource,
        type,
        qualifier,
        peer,
        severity,
        message,
        raisedMillis,
        clearedMillis,
        flapping,
        earlier,
        current,
        unreported);
  }

  AlarmState reported() {
    return new AlarmState(
        group,
        event,
        resource,
        type,
        qualifier,
        peer,
        severity,
        message,
        raisedMillis,
        clearedMillis,
        flapping,
        earlier,
        current,
        List.of());
  }

  boolean active() {
    return clearedMillis == null;
  }

  boolean gravelyActive(Severity minSeverity) {
    return active() && severity.compareTo(minSeverity) >= 0;
  }

  long count() {
    return earlier + current;
  }

  Site site() {
    return new Site(resource, peer);
  }
}
