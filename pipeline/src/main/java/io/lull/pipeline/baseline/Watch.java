package io.lull.pipeline.baseline;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a resource beside its series.
 *
 * @param lastMillis time of the last batch, milliseconds since the epoch
 * @param intervalMillis the longest interval between batches lately, milliseconds
 * @param timerMillis when the timer is registered, milliseconds since the epoch; 0: none
 * @param alarm the alarm that is up; null: none
 */
public record Watch(
    long lastMillis, long intervalMillis, long timerMillis, @Nullable AnomalyAlarm alarm) {
  static final Watch NEW = new Watch(0, 0, 0, null);

  Watch at(long timeMillis) {
    long interval = lastMillis == 0 ? 0 : Math.max(0, timeMillis - lastMillis);
    return timeMillis <= lastMillis
        ? this
        : new Watch(
            timeMillis,
            intervalMillis == 0 ? interval : Math.min(interval, 2 * intervalMillis),
            timerMillis,
            alarm);
  }

  Watch with(@Nullable AnomalyAlarm changed) {
    return new Watch(lastMillis, intervalMillis, timerMillis, changed);
  }

  Watch withTimer(long changedMillis) {
    return new Watch(lastMillis, intervalMillis, changedMillis, alarm);
  }
}
