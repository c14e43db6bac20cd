package io.lull.benchmark;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.IncidentJson;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.schema.MemberAlarm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topic of incidents as they come, and notes of each event when it was named first. Its
 * own time to poll is part of what it measures.
 */
final class IncidentWatch implements AutoCloseable {

  /** When an event was sent, and when it was named. */
  private record Named(long sentMillis, long namedMillis) {}

  private final Arrivals arrivals;
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::read, "incident-watch");
  private final List<Named> named = new ArrayList<>();
  private volatile boolean closed;

  IncidentWatch(KafkaSettings settings, Arrivals arrivals) {
    this.arrivals = arrivals;
    Properties properties = settings.clientProperties();
    properties.setProperty("group.id", "latency-benchmark");
    properties.setProperty("auto.offset.reset", "earliest");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(settings.topics().incidentsJson()));
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
        long now = System.currentTimeMillis();
        if (record.value() != null) {
          note(new String(record.value(), StandardCharsets.UTF_8), now);
        }
      }
    }
    consumer.close();
  }

  private void note(String line, long now) {
    try {
      for (MemberAlarm alarm : IncidentJson.parse(line).getAlarms()) {
        long sent = arrivals.take(alarm.getEvent());
        if (sent > 0) {
          synchronized (named) {
            named.add(new Named(sent, now));
          }
        }
      }
    } catch (BadLineException e) {
      throw new IllegalStateException("the job wrote an incident that cannot be read", e);
    }
  }

  /** Milliseconds from sending to naming of the events sent from a time on, ascending. */
  long[] latencies(long fromMillis) {
    synchronized (named) {
      return named.stream()
          .filter(each -> each.sentMillis() >= fromMillis)
          .mapToLong(each -> each.namedMillis() - each.sentMillis())
          .sorted()
          .toArray();
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
