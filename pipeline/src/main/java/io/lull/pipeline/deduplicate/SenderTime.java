package io.lull.pipeline.deduplicate;

import io.lull.schema.Event;
import org.jspecify.annotations.Nullable;

/**
 * When something happened, by the clock of a source. Times of different sources are not compared:
 * clocks of trap and syslog senders differ by more than raise and clear of a short outage.
 *
 * @param millis milliseconds since the epoch
 * @param source what spoke, such as syslog
 */
public record SenderTime(long millis, String source) {

  static SenderTime of(Event event) {
    return new SenderTime(event.getTimeMillis(), event.getSource());
  }

  /** Whether this is known to be earlier. */
  boolean isBefore(@Nullable SenderTime other) {
    return other != null && source.equals(other.source) && millis < other.millis;
  }

  /** The later one; of two that cannot be compared the new one. */
  static SenderTime latest(@Nullable SenderTime before, SenderTime now) {
    return before != null && now.isBefore(before) ? before : now;
  }
}
