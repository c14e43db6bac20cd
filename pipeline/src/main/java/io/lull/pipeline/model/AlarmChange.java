package io.lull.pipeline.model;

import io.lull.schema.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one alarm: what deduplication tells correlation.
 *
 * @param kind what happened
 * @param eventId id of the event that raised the alarm: stays the same until it is cleared
 * @param timeMillis when this change happened, milliseconds since the epoch
 * @param raisedMillis when the alarm was raised, milliseconds since the epoch
 * @param resource CI id (or the reported name of an unknown CI); with type and qualifier the
 *     identity of the alarm (RFC 8632)
 * @param resolved whether the resource is a CI of the topology
 * @param domain correlation domain it goes to: that of the resource, or of a copy another
 * @param severity highest severity since it was raised
 * @param message text of the event behind this change
 * @param peer the other end the message names, resolved where known
 * @param count raw events the alarm stands for since it was raised, this change included
 * @param events the events this change adds, in order; repeats are gathered over an interval
 * @param late whether all that was heard of the alarm came too late to open an incident
 * @param home domain of the resource where this is a copy for another domain; else null
 */
public record AlarmChange(
    Kind kind,
    String eventId,
    long timeMillis,
    long raisedMillis,
    String resource,
    String type,
    String qualifier,
    boolean resolved,
    String domain,
    Severity severity,
    String message,
    @Nullable String peer,
    long count,
    List<EventRef> events,
    boolean late,
    @Nullable String home) {

  /** A change in the domain of its resource. */
  public AlarmChange(
      Kind kind,
      String eventId,
      long timeMillis,
      long raisedMillis,
      String resource,
      String type,
      String qualifier,
      boolean resolved,
      String domain,
      Severity severity,
      String message,
      @Nullable String peer,
      long count,
      List<EventRef> events,
      boolean late) {
    this(
        kind,
        eventId,
        timeMillis,
        raisedMillis,
        resource,
        type,
        qualifier,
        resolved,
        domain,
        severity,
        message,
        peer,
        count,
        events,
        late,
        null);
  }

  /** A change that came in time, in the domain of its resource. */
  public AlarmChange(
      Kind kind,
      String eventId,
      long timeMillis,
      long raisedMillis,
      String resource,
      String type,
      String qualifier,
      boolean resolved,
      String domain,
      Severity severity,
      String message,
      @Nullable String peer,
      long count,
      List<EventRef> events) {
    this(
        kind,
        eventId,
        timeMillis,
        raisedMillis,
        resource,
        type,
        qualifier,
        resolved,
        domain,
        severity,
        message,
        peer,
        count,
        events,
        false);
  }

  /** A copy for a domain in which something may have caused the alarm. */
  public AlarmChange copyFor(String other) {
    return new AlarmChange(
        kind,
        eventId,
        timeMillis,
        raisedMillis,
        resource,
        type,
        qualifier,
        resolved,
        other,
        severity,
        message,
        peer,
        count,
        events,
        late,
        domain);
  }

  /** Whether this is a copy, and the alarm's resource is of another domain. */
  public boolean isCopy() {
    return home != null;
  }

  /** What happened to an alarm. */
  public enum Kind {
    RAISED,
    /** Repeats, gathered over an interval. */
    REPEATED,
    CLEARED,
    /** It goes up and down too often; held active until it calms down. */
    FLAPPING,
    /** Flapping ended; the alarm's last status holds, and a CLEARED follows if that is cleared. */
    CALMED
  }
}
