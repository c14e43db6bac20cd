package io.lull.benchmark;

import io.lull.connector.format.RawHeaders;
import io.lull.connector.kafka.ContractSerializer;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.schema.TopologyChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes topology and storm to Kafka the way the topology job and the gateway do. */
final class StormWriter implements AutoCloseable {
  static final String SNMP_TOPIC = "lull.raw.snmp";
  static final String SYSLOG_TOPIC = "lull.raw.syslog";

  private final Producer<byte[], byte[]> producer;
  private final ContractSerializer<TopologyChange> topology;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long bytes;

  StormWriter(KafkaSettings settings) {
    Properties properties = settings.clientProperties();
    properties.setProperty("linger.ms", "5");
    properties.setProperty("compression.type", "lz4");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    topology = new Contracts(settings).topology();
  }

  /**
   * Writes all.
   *
   * @throws IOException if the broker refused a record
   */
  void write(StormPlan plan) throws IOException {
    writeTopology(plan);
    Storm storm = new Storm(plan);
    while (storm.hasNext()) {
      send(storm.next(), this::note);
    }
    producer.flush();
    Exception refused = failure.get();
    if (refused != null) {
      throw new IOException("a record of the storm was not written", refused);
    }
  }

  /** Writes the topology only. */
  void writeTopology(StormPlan plan) {
    Fabric.build(plan, this::send);
  }

  /** Sends one message; the record's time stamp is that of the message. */
  void send(Storm.Message message, Callback callback) {
    byte[] sender = message.alarm().ci().address().getBytes(StandardCharsets.UTF_8);
    List<Header> headers = List.of(new RecordHeader(RawHeaders.PEER, sender));
    String topic = message.alarm().kind().isSnmp() ? SNMP_TOPIC : SYSLOG_TOPIC;
    byte[] value = message.encode();
    bytes += value.length;
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, message.timeMillis(), sender, value, headers),
            callback);
  }

  /** Size of the values of raw records written. */
  long bytes() {
    return bytes;
  }

  private void send(TopologyChange change) {
    try {
      var unused = producer.send(topology.toRecord(change), this::note);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(RecordMetadata written, @Nullable Exception refused) {
    if (refused != null) {
      failure.compareAndSet(null, refused);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
