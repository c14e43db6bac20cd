package io.lull.benchmark;

import io.lull.connector.format.RawHeaders;
import io.lull.connector.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes all scrapes to the raw topic, in order of time, keyed by host. */
final class MetricsWriter implements AutoCloseable {
  static final String TOPIC = "lull.raw.metrics";

  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long bytes;
  private long records;

  MetricsWriter(KafkaSettings settings, String compression) {
    Properties properties = settings.clientProperties();
    properties.setProperty("linger.ms", "5");
    properties.setProperty("batch.size", Integer.toString(256 << 10));
    properties.setProperty("buffer.memory", Integer.toString(64 << 20));
    properties.setProperty("compression.type", compression);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes all.
   *
   * @throws IOException if the broker refused a record
   */
  void write(MetricsPlan plan, MetricsFormat format) throws IOException {
    MetricsFormat.Encoder encoder = format.encoder(plan);
    List<Header> headers =
        format == MetricsFormat.remote_write
            ? List.of(header(RawHeaders.CONTENT_ENCODING, "snappy"))
            : List.of();
    for (int scrape = 0; scrape < plan.scrapes(); scrape++) {
      for (int first = 0; first < plan.resources(); first += plan.scrapesEachRecord()) {
        byte[] key = host(first).getBytes(StandardCharsets.UTF_8);
        byte[] value = encoder.encode(first, scrape);
        long time = plan.timeMillis(first, scrape);
        bytes += value.length;
        records++;
        var unused =
            producer.send(
                new ProducerRecord<>(TOPIC, null, time, key, value, headers),
                (written, refused) -> {
                  if (refused != null) {
                    failure.compareAndSet(null, refused);
                  }
                });
      }
    }
    producer.flush();
    Exception refused = failure.get();
    if (refused != null) {
      throw new IOException("a record was not written", refused);
    }
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }

  static String host(int resource) {
    return "host-" + resource;
  }

  /** Size of the values written. */
  long bytes() {
    return bytes;
  }

  long records() {
    return records;
  }

  @Override
  public void close() {
    producer.close();
  }
}
