package io.lull.connector.gateway;

import io.lull.connector.format.RawHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door to the sink: bounds what waits for Kafka, counts what passes, and knows how old the
 * oldest record is that Kafka has not stored yet.
 *
 * <p>Senders that can be told to wait may fill three quarters of the buffer; the rest is kept for
 * those that cannot, so a flood over HTTP does not cost traps.
 */
final class Intake {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** Whether a sender tries again when it is not answered. */
  enum Sender {
    CAN_WAIT,
    CANNOT_WAIT
  }

  private final RawSink sink;
  private final GatewayOptions.Topics topics;
  private final GatewayMetrics metrics;
  private final long limitBytes;
  private final long patientLimitBytes;
  private final RateLimitedLog failures = new RateLimitedLog(log);

  private final AtomicLong inFlightBytes = new AtomicLong();

  /** Records in flight by the second of their time stamp; empty seconds are removed. */
  private final ConcurrentNavigableMap<Long, Integer> inFlight = new ConcurrentSkipListMap<>();

  private volatile @Nullable Exception lastFailure;

  Intake(RawSink sink, GatewayOptions options, GatewayMetrics metrics) {
    this.sink = sink;
    this.topics = options.topics();
    this.metrics = metrics;
    this.limitBytes = options.limits().bufferBytes();
    this.patientLimitBytes = limitBytes / 4 * 3;
    metrics.gauge("buffer_bytes", inFlightBytes::get);
    metrics.gauge("buffer_limit_bytes", () -> limitBytes);
  }

  /** Whether a record of this size would be taken now. */
  boolean hasRoom(long bytes, Sender sender) {
    long limit = sender == Sender.CAN_WAIT ? patientLimitBytes : limitBytes;
    return inFlightBytes.get() + bytes + RawMessage.OVERHEAD_BYTES <= limit;
  }

  /**
   * Takes a record over if there is room for it. False: nothing was done, {@code callback} is not
   * called.
   */
  boolean offer(
      RawSource source,
      Sender sender,
      String peer,
      Map<String, byte[]> headers,
      byte[] value,
      long timestampMillis,
      RawSink.Completion callback) {
    byte[] key = peer.getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> all = new HashMap<>(headers);
    all.put(RawHeaders.PEER, key);
    RawMessage message = new RawMessage(topics.topic(source), key, all, value, timestampMillis);
    if (!reserve(message.costBytes(), sender)) {
      return false;
    }
    long second = Math.floorDiv(timestampMillis, 1000L);
    inFlight.merge(second, 1, Integer::sum);
    metrics.increment("received_total", "source", source.id());
    metrics.add("received_bytes_total", value.length, "source", source.id());
    sink.send(
        message,
        failure -> {
          inFlight.computeIfPresent(second, (key2, count) -> count == 1 ? null : count - 1);
          inFlightBytes.addAndGet(-message.costBytes());
          ended(source, failure);
          callback.onCompletion(failure);
        });
    return true;
  }

  /**
   * As {@link #offer} for a sender that will not send again: if there is no room it is counted as
   * dropped and said so.
   */
  void offerOrDrop(
      RawSource source, String peer, Map<String, byte[]> headers, byte[] value, long millis) {
    if (!offer(source, Sender.CANNOT_WAIT, peer, headers, value, millis, failure -> {})) {
      dropped(source, "buffer_full");
    }
  }

  void dropped(RawSource source, String reason) {
    metrics.increment("dropped_total", "source", source.id(), "reason", reason);
  }

  /** Heartbeats pass beside the buffer: they are tiny, and one at most is under way. */
  void sendClock(String key, long timestampMillis, RawSink.Completion callback) {
    RawMessage message =
        new RawMessage(
            topics.topic(RawSource.CLOCK),
            key.getBytes(StandardCharsets.UTF_8),
            Map.of(),
            new byte[0],
            timestampMillis);
    sink.send(message, callback);
  }

  /**
   * The latest time at which it is certain that nothing older is still under way: {@code nowMillis}
   * or the start of the second of the oldest record that Kafka has not stored.
   */
  long safeTime(long nowMillis) {
    Map.Entry<Long, Integer> oldest = inFlight.firstEntry();
    return oldest == null ? nowMillis : Math.min(nowMillis, oldest.getKey() * 1000L);
  }

  /** Null while all is well, otherwise what is wrong, for people. */
  @Nullable String trouble() {
    Exception failure = lastFailure;
    if (failure != null) {
      return "Kafka refused the last record: " + failure.getMessage();
    }
    return hasRoom(0, Sender.CAN_WAIT) ? null : "the buffer is full, Kafka is not keeping up";
  }

  /** Waits until Kafka has everything; false when it has not within the time. */
  boolean awaitEmpty(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (inFlightBytes.get() > 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      synchronized (this) {
        if (inFlightBytes.get() > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, 50_000_000L));
        }
      }
    }
    return true;
  }

  private boolean reserve(long bytes, Sender sender) {
    long limit = sender == Sender.CAN_WAIT ? patientLimitBytes : limitBytes;
    long current;
    do {
      current = inFlightBytes.get();
      if (current + bytes > limit) {
        return false;
      }
    } while (!inFlightBytes.compareAndSet(current, current + bytes));
    return true;
  }

  private void ended(RawSource source, @Nullable Exception failure) {
    lastFailure = failure instanceof RawSink.Unstorable ? null : failure;
    if (failure == null) {
      metrics.increment("acknowledged_total", "source", source.id());
    } else {
      metrics.increment("failed_total", "source", source.id());
      failures.warn("a record from " + source.id() + " could not be stored: " + failure);
    }
    if (inFlightBytes.get() == 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }
}
