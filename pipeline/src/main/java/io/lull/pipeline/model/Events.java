package io.lull.pipeline.model;

import io.lull.schema.Event;
import java.util.Comparator;

/** What every stage that handles events needs. */
public final class Events {
  /**
   * Order of events of one stream timestamp: by time and id. The rest matters only where a sender
   * gives one id to different events.
   */
  public static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::getTimeMillis)
          .thenComparing(Event::getId)
          .thenComparing(Event::getResource)
          .thenComparing(Event::getType)
          .thenComparing(Event::getQualifier)
          .thenComparing(Event::getStatus)
          .thenComparing(Event::getMessage);

  private Events() {}

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
