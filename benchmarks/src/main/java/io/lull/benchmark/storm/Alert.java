package io.lull.benchmark.storm;

import io.lull.schema.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One message of a storm, as it arrives.
 *
 * @param id of the event
 * @param timeMillis by the clock of the sender
 * @param resource CI id
 * @param type alarm type
 * @param qualifier such as the interface
 * @param peer the other end the message names
 * @param severity of the alarm
 * @param kind raised, repeated or cleared
 * @param fault number of the fault it comes from, {@link #NOISE} if it comes from none
 */
record Alert(
    String id,
    long timeMillis,
    String resource,
    String type,
    String qualifier,
    @Nullable String peer,
    Severity severity,
    Kind kind,
    int fault) {
  static final int NOISE = -1;

  /** What a message says of its alarm. */
  enum Kind {
    RAISE,
    /** Said again; not scored, its raise is. */
    REPEAT,
    CLEAR
  }

  boolean scored() {
    return kind == Kind.RAISE;
  }

  String key() {
    return resource + '\n' + type + '\n' + qualifier;
  }

  String message() {
    return type + (qualifier.isEmpty() ? "" : " " + qualifier) + (peer == null ? "" : " " + peer);
  }
}
