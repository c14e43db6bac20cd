package io.lull.connector.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Records what it is given; stalls or fails on demand. */
final class TestingRawSink implements RawSink {
  private record Held(RawMessage message, Completion completion) {}

  private final List<RawMessage> stored = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private boolean stalled;
  private @Nullable Exception failure;
  private boolean closed;

  @Override
  public void send(RawMessage message, Completion completion) {
    Exception outcome;
    synchronized (this) {
      if (stalled) {
        held.add(new Held(message, completion));
        return;
      }
      outcome = failure;
      if (outcome == null) {
        store(message);
        notifyAll();
      }
    }
    completion.onCompletion(outcome);
  }

  private void store(RawMessage message) {
    stored.add(message);
    counts.merge(message.topic(), 1, Integer::sum);
  }

  /** Keeps everything until {@link #resume}. */
  synchronized void stall() {
    stalled = true;
  }

  /** Stores what was kept, in order. */
  void resume() {
    List<Held> released;
    synchronized (this) {
      stalled = false;
      released = new ArrayList<>(held);
      held.clear();
      released.forEach(kept -> store(kept.message()));
      notifyAll();
    }
    released.forEach(kept -> kept.completion().onCompletion(null));
  }

  synchronized void failWith(@Nullable Exception outcome) {
    failure = outcome;
  }

  /** All stored records of a source. */
  synchronized List<RawMessage> of(RawSource source) {
    String topic = GatewayOptions.Topics.DEFAULT.topic(source);
    return stored.stream().filter(message -> message.topic().equals(topic)).toList();
  }

  /** What is stored or held of a source; a stalled Kafka has only held ones. */
  synchronized long taken(RawSource source) {
    String topic = GatewayOptions.Topics.DEFAULT.topic(source);
    return of(source).size()
        + held.stream().filter(kept -> kept.message().topic().equals(topic)).count();
  }

  /** Waits until a source has so many records and gives them. */
  synchronized List<RawMessage> await(RawSource source, int count) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String topic = GatewayOptions.Topics.DEFAULT.topic(source);
    // Looks at a number only: it is woken by every record, and there may be a hundred thousand.
    while (counts.getOrDefault(topic, 0) < count) {
      long left = (deadline - System.nanoTime()) / 1_000_000L;
      if (left <= 0) {
        throw new AssertionError(
            "no " + count + " records of " + source + " in time, only " + counts.get(topic));
      }
      wait(left);
    }
    return of(source);
  }

  synchronized List<RawMessage> await(
      RawSource source, Predicate<List<RawMessage>> condition, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.test(of(source))) {
      long left = (deadline - System.nanoTime()) / 1_000_000L;
      if (left <= 0) {
        throw new AssertionError("no " + what + " within 60 s, only " + of(source).size());
      }
      wait(left);
    }
    return of(source);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  static String text(RawMessage message) {
    return new String(message.value(), StandardCharsets.UTF_8);
  }

  static @Nullable String header(RawMessage message, String name) {
    byte[] value = message.headers().get(name);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }
}
