package io.lull.pipeline.correlate;

import io.lull.schema.AlarmRole;
import java.util.List;

/**
 * One event belongs to one incident. Of several records of one event the last holds; an incident
 * that was merged stands for the one it was merged into.
 *
 * @param incident id of the incident
 * @param event id of the event
 * @param timeMillis time of the event, milliseconds since the epoch
 * @param resource CI id of the alarm
 * @param type alarm type
 * @param role part the alarm played when this was written
 * @param path CI ids from the cause to the resource, empty if none is known
 * @param joined whether it was told where domains are joined: of two records of one event and time
 *     that one holds
 */
public record Membership(
    String incident,
    String event,
    long timeMillis,
    String resource,
    String type,
    AlarmRole role,
    List<String> path,
    boolean joined) {

  Membership(
      String incident,
      String event,
      long timeMillis,
      String resource,
      String type,
      AlarmRole role,
      List<String> path) {
    this(incident, event, timeMillis, resource, type, role, path, false);
  }

  /** The same, told where domains are joined. */
  Membership asJoined() {
    return new Membership(incident, event, timeMillis, resource, type, role, path, true);
  }
}
