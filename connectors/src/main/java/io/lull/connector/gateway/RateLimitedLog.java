package io.lull.connector.gateway;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Warnings that a hostile or broken sender could cause by the thousand: one in ten seconds. */
final class RateLimitedLog {
  private static final long INTERVAL_NANOS = 10_000_000_000L;

  private final Logger log;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong suppressed = new AtomicLong();

  RateLimitedLog(Logger log) {
    this.log = log;
  }

  void warn(String message) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
      suppressed.incrementAndGet();
      return;
    }
    long others = suppressed.getAndSet(0);
    if (others == 0) {
      log.warn("{}", message);
    } else {
      log.warn("{} (and {} more warnings like it since the last)", message, others);
    }
  }
}
