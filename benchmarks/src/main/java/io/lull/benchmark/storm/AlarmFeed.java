package io.lull.benchmark.storm;

import io.lull.benchmark.Deduplication;
import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.util.List;

/** The storm as deduplication passes it on. */
final class AlarmFeed {
  private AlarmFeed() {}

  /** Changes in the order of stream time. */
  static List<AlarmChange> of(GeneratedStorm storm) {
    Deduplication deduplication = new Deduplication();
    storm.alerts().forEach(alert -> deduplication.take(event(alert)));
    return deduplication.end();
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
