package io.lull.connector.gateway;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes the time to the clock topic, by which event time goes on when nothing else is sent.
 *
 * <p>The time is that of the log, not of the wall: a heartbeat never runs ahead of a record that
 * was accepted and that Kafka has not stored yet, or that record would be late by the gateway's
 * fault. One heartbeat at most is under way.
 */
final class Heartbeat {
  private static final String KEY = "gateway";

  private final Intake intake;
  private final InstantSource clock;
  private final AtomicBoolean underWay = new AtomicBoolean();

  // Owned by the timer's thread.
  private long lastMillis = Long.MIN_VALUE;

  Heartbeat(Intake intake, InstantSource clock) {
    this.intake = intake;
    this.clock = clock;
  }

  void beat() {
    long time = intake.safeTime(clock.millis());
    if (time <= lastMillis || !underWay.compareAndSet(false, true)) {
      return;
    }
    lastMillis = time;
    intake.sendClock(KEY, time, failure -> underWay.set(false));
  }
}
