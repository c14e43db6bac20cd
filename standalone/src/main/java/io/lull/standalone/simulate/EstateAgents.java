package io.lull.standalone.simulate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Those who know an estate on a calm day: exporters that write inventories to Kafka, and the
 * collector that sends traces to the gateway.
 */
public final class EstateAgents implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Estate estate;
  private final EstateInventories inventories;
  private final ShopTraces traces;
  private final HttpSender http;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long records;

  public EstateAgents(Estate estate, long seed, Endpoints endpoints) {
    this.estate = estate;
    inventories = new EstateInventories(seed, 0, 0);
    traces = new ShopTraces(estate, seed);
    http = new HttpSender(endpoints.http());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", endpoints.bootstrap(), "linger.ms", "20"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Sends all inventories once. */
  public void takeStock(long nowMillis) throws IOException {
    for (Document document : inventories.inventories(estate, nowMillis)) {
      for (byte[] record : records(document)) {
        send(document, record, nowMillis);
      }
    }
    producer.flush();
    requireNoFailure();
  }

  /** A watch comes an event at a time, other inventories a document at a time. */
  private static List<byte[]> records(Document document) {
    if (!document.format().equals("kubernetes-watch")) {
      return List.of(document.value());
    }
    return new String(document.value(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private void send(Document document, byte[] value, long nowMillis) throws IOException {
    String format = document.format();
    String topic = "lull.raw." + (format.equals("inventory-json") ? "inventory" : format);
    byte[] key = document.name().getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, nowMillis, key, value),
            (metadata, error) -> failure.compareAndSet(null, error));
    records++;
    requireNoFailure();
  }

  private void requireNoFailure() throws IOException {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException("Kafka refused a record of an inventory", failed);
    }
  }

  /** Sends the traces of some requests to each service that customers call. */
  public void serve(int requests, long nowMillis) throws IOException {
    http.post("/v1/traces", "application/x-protobuf", traces.export(requests, nowMillis));
  }

  /** How many records of inventories were sent. */
  public long records() {
    return records;
  }

  /** How many spans were sent. */
  public long spans() {
    return traces.spans();
  }

  @Override
  public void close() {
    http.close();
    producer.close(PATIENCE);
  }
}
