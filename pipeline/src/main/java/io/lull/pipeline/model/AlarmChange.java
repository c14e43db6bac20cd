package io.lull.pipeline.model;

import io.lull.schema.Severity;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
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
 * @param evidence how exact and how sure the alarm is
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
    @Nullable String home,
    Evidence evidence) {

  /** Attribute of an event: what its alarm tells may have begun so many milliseconds before. */
  public static final String INTERVAL_ATTRIBUTE = "intervalMillis";

  /** Attribute of an event: probability that its alarm is about anything real. */
  public static final String CERTAINTY_ATTRIBUTE = "certainty";

  /** Attribute of an event: when what it foretells will be, ISO-8601. */
  public static final String CROSSES_ATTRIBUTE = "crossesAt";

  /** Attributes of an event: between what times that is with 90 %. */
  public static final String CROSSES_FROM_ATTRIBUTE = "crossesFrom";

  public static final String CROSSES_TO_ATTRIBUTE = "crossesTo";

  /**
   * When what an alarm foretells will be, as likely before as after, and between what times with 90
   * %; milliseconds since the epoch.
   */
  public record Crossing(long fromMillis, long atMillis, long toMillis) {

    static @Nullable Crossing of(Map<String, String> attributes) {
      Long at = millis(attributes.get(CROSSES_ATTRIBUTE));
      if (at == null) {
        return null;
      }
      Long from = millis(attributes.get(CROSSES_FROM_ATTRIBUTE));
      Long to = millis(attributes.get(CROSSES_TO_ATTRIBUTE));
      return new Crossing(from == null ? at : from, at, to == null ? at : to);
    }

    void writeTo(Map<String, String> attributes) {
      attributes.put(CROSSES_FROM_ATTRIBUTE, Instant.ofEpochMilli(fromMillis).toString());
      attributes.put(CROSSES_ATTRIBUTE, Instant.ofEpochMilli(atMillis).toString());
      attributes.put(CROSSES_TO_ATTRIBUTE, Instant.ofEpochMilli(toMillis).toString());
    }

    private static @Nullable Long millis(@Nullable String text) {
      try {
        return text == null ? null : (Long) Instant.parse(text).toEpochMilli();
      } catch (DateTimeParseException | ArithmeticException e) {
        return null;
      }
    }
  }

  /**
   * How exact and how sure an alarm is.
   *
   * @param intervalMillis how long before it was raised what it tells may have begun: the interval
   *     between samples, the time a condition is held for
   * @param certainty probability that it is about anything real, above 0 and at most 1
   * @param crossing when what it foretells will be; null if it foretells nothing
   */
  public record Evidence(long intervalMillis, float certainty, @Nullable Crossing crossing) {
    /** Of what is sure, and told when it happens. */
    public static final Evidence EXACT = new Evidence(0, 1);

    private static final long MOST_MILLIS = 24 * 3_600_000L;
    private static final float LEAST = 0.001f;

    public Evidence {
      intervalMillis = Math.max(0, Math.min(MOST_MILLIS, intervalMillis));
      certainty = certainty >= LEAST && certainty <= 1 ? certainty : certainty < LEAST ? LEAST : 1;
    }

    /** Of what foretells nothing. */
    public Evidence(long intervalMillis, float certainty) {
      this(intervalMillis, certainty, null);
    }

    /** What the attributes of an event say; what is no number or time says nothing. */
    public static Evidence of(Map<String, String> attributes) {
      String interval = attributes.get(INTERVAL_ATTRIBUTE);
      String certainty = attributes.get(CERTAINTY_ATTRIBUTE);
      return interval == null && certainty == null && !attributes.containsKey(CROSSES_ATTRIBUTE)
          ? EXACT
          : new Evidence(
              (long) number(interval, 0), (float) number(certainty, 1), Crossing.of(attributes));
    }

    private static double number(@Nullable String text, double otherwise) {
      try {
        return text == null ? otherwise : Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return otherwise;
      }
    }
  }

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
        null,
        Evidence.EXACT);
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
        domain,
        evidence);
  }

  /** The same alarm, of which so much is known. */
  public AlarmChange with(Evidence known) {
    return new AlarmChange(
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
        home,
        known);
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
