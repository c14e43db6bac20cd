package io.lull.pipeline.classify;

import io.lull.schema.Event;
import java.util.Map;

/** Events as decoders give them. */
final class Events {

  private Events() {}

  static Event syslog(String type, String message) {
    return of("syslog", type, message, Map.of());
  }

  static Event of(String source, String type, String message, Map<String, String> attributes) {
    return Event.newBuilder()
        .setId("e1")
        .setTimeMillis(1_000)
        .setObservedMillis(1_000)
        .setResource("leaf1")
        .setSource(source)
        .setType(type)
        .setMessage(message)
        .setAttributes(attributes)
        .build();
  }
}
