package io.lull.pipeline.model;

import io.lull.schema.Event;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** What every stage that handles events needs. */
public final class Events {
  /**
   * Order of events of one stream timestamp: by time and id. The rest matters only where a sender
   * gives one id to different events.
   */
  public static final Comparator<Event> ORDER = Events::compare;

  /**
   * Attribute of an event that came after its time: by how much, ISO 8601. On the stream of events
   * only those have it that are too old to open an incident.
   */
  public static final String LATE = "lull.late";

  private static final Comparator<Event> AFTER_ID =
      Comparator.comparing(Event::getResource)
          .thenComparing(Event::getType)
          .thenComparing(Event::getQualifier)
          .thenComparing(Event::getStatus)
          .thenComparing(Event::getMessage);

  private Events() {}

  private static int compare(Event a, Event b) {
    int byTime = Long.compare(a.getTimeMillis(), b.getTimeMillis());
    if (byTime != 0) {
      return byTime;
    }
    int byId = a.getId().compareTo(b.getId());
    return byId != 0 ? byId : AFTER_ID.compare(a, b);
  }

  /** Whether the event is marked as too late to open an incident. */
  public static boolean isLate(Event event) {
    return event.getAttributes().containsKey(LATE);
  }

  /** The event with the mark of one that came after its time; the one given is not changed. */
  public static Event late(Event event, long byMillis) {
    Map<String, String> attributes = new HashMap<>(event.getAttributes());
    attributes.put(LATE, Duration.ofMillis(byMillis).toString());
    Event late = copy(event);
    late.setAttributes(attributes);
    return late;
  }

  /**
   * A new event with the same field values, to be changed in place of one that was received. The
   * attributes are shared: replace the map, do not change it.
   */
  public static Event copy(Event event) {
    return new Event(
        event.getId(),
        event.getTimeMillis(),
        event.getObservedMillis(),
        event.getResource(),
        event.getReportedResource(),
        event.getResolved(),
        event.getDomain(),
        event.getType(),
        event.getQualifier(),
        event.getSeverity(),
        event.getStatus(),
        event.getMessage(),
        event.getPeer(),
        event.getSource(),
        event.getClassifiedBy(),
        event.getAttributes());
  }
}
