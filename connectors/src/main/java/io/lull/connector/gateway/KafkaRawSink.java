package io.lull.connector.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes raw records with an idempotent producer, acknowledged by all replicas.
 *
 * <p>A producer's {@code send} blocks while it does not know a topic or has no memory left, so
 * every topic has a lane: a queue and a thread that hands over in order and tries again for as long
 * as Kafka is away. A topic that does not exist holds up nobody but itself. Delivery never times
 * out: the record stays until it is stored, refused for good, or the sink is closed.
 */
public final class KafkaRawSink implements RawSink {
  private static final Logger log = LoggerFactory.getLogger(KafkaRawSink.class);

  /** How long one attempt to hand over may block a lane. */
  private static final int HANDOFF_MILLIS = 1000;

  private final Producer<byte[], byte[]> producer;
  private final long closeMillis;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean abandoned;

  public KafkaRawSink(GatewayOptions options) {
    this(new KafkaProducer<>(properties(options)), options.limits().closeMillis());
  }

  /** With a producer of the caller's making, which this sink closes. */
  KafkaRawSink(Producer<byte[], byte[]> producer, long closeMillis) {
    this.producer = producer;
    this.closeMillis = closeMillis;
  }

  static Map<String, Object> properties(GatewayOptions options) {
    GatewayOptions.Limits limits = options.limits();
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "lull-gateway");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // The broker's own limit decides; this one must only not be in the way.
    properties.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(1 << 20, limits.httpBytes() + (64 << 10)));
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(32L << 20, limits.bufferBytes()));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    properties.putAll(options.kafka().properties());
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.kafka().bootstrap());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, HANDOFF_MILLIS);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  @Override
  public void send(RawMessage message, RawSink.Completion callback) {
    Handoff handoff = new Handoff(message, callback);
    Lane lane = lanes.computeIfAbsent(message.topic(), this::startLane);
    lane.queue.add(handoff);
    // Closed in between: whoever takes it out of the queue answers it.
    if (closed.get() && lane.queue.remove(handoff)) {
      callback.onCompletion(new IllegalStateException("the sink is closed"));
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    long deadline = System.nanoTime() + closeMillis * 1_000_000L;
    lanes.values().forEach(lane -> lane.queue.add(Handoff.LAST));
    for (Lane lane : lanes.values()) {
      lane.join(deadline);
    }
    abandoned = true;
    lanes.values().forEach(lane -> lane.thread.interrupt());
    long left = Math.max(0, (deadline - System.nanoTime()) / 1_000_000L);
    // With no time left this fails what is in the producer, so every callback is called.
    producer.close(Duration.ofMillis(left));
    // The record a lane has in hand is answered by the lane; the rest by this.
    lanes.values().forEach(lane -> Threads.join(lane.thread, 2L * HANDOFF_MILLIS));
    lanes.values().forEach(Lane::failRest);
  }

  private Lane startLane(String topic) {
    Lane lane = new Lane(topic);
    lane.thread.start();
    return lane;
  }

  /** A record and who waits for it; {@link #LAST} ends a lane. */
  private record Handoff(@Nullable RawMessage message, RawSink.Completion callback) {
    static final Handoff LAST = new Handoff(null, failure -> {});
  }

  /** One topic's queue and the thread that empties it. */
  private final class Lane {
    final BlockingQueue<Handoff> queue = new LinkedBlockingQueue<>();
    final Thread thread;
    private final RateLimitedLog waiting = new RateLimitedLog(log);

    Lane(String topic) {
      thread = new Thread(this::run, "gateway-to-" + topic);
      thread.setDaemon(true);
    }

    private void run() {
      try {
        while (true) {
          Handoff next = queue.take();
          RawMessage message = next.message();
          if (message == null) {
            return;
          }
          handOver(message, next.callback());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void handOver(RawMessage message, RawSink.Completion callback) {
      RecordHeaders headers = new RecordHeaders();
      message.headers().forEach(headers::add);
      while (true) {
        Attempt attempt = new Attempt(callback);
        try {
          // The future is of no use here: the callback is told the same.
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      message.topic(),
                      null,
                      message.timestampMillis(),
                      message.key(),
                      message.value(),
                      headers),
                  attempt);
        } catch (RuntimeException e) {
          attempt.end(e);
        }
        Exception notTaken = attempt.notTaken;
        if (notTaken == null) {
          return;
        }
        if (abandoned) {
          callback.onCompletion(notTaken);
          return;
        }
        waiting.warn("waiting for Kafka, topic " + message.topic() + ": " + notTaken.getMessage());
      }
    }

    void join(long deadlineNanos) {
      long millis = (deadlineNanos - System.nanoTime()) / 1_000_000L;
      try {
        if (millis > 0) {
          thread.join(millis);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void failRest() {
      List<Handoff> rest = new ArrayList<>();
      queue.drainTo(rest);
      for (Handoff handoff : rest) {
        handoff.callback().onCompletion(new IllegalStateException("closed before it was stored"));
      }
    }
  }

  /** Tells a record that the producer did not take (try again) from one that has ended. */
  private static final class Attempt implements Callback {
    private final Thread lane = Thread.currentThread();
    private final RawSink.Completion callback;
    private final AtomicBoolean ended = new AtomicBoolean();
    @Nullable Exception notTaken;

    Attempt(RawSink.Completion callback) {
      this.callback = callback;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
      if (failure instanceof TimeoutException && Thread.currentThread() == lane) {
        notTaken = failure;
      } else {
        end(failure);
      }
    }

    void end(@Nullable Exception failure) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      callback.onCompletion(
          failure instanceof RecordTooLargeException
              ? new Unstorable(String.valueOf(failure.getMessage()), failure)
              : failure);
    }
  }
}
