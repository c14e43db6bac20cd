package io.lull.connector.kafka;

import io.lull.schema.DeadLetter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes single records for commands; closing waits until the broker has them all. */
public final class RecordWriter implements AutoCloseable {
  private static final int MAX_PENDING = 1000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> pending = new ArrayList<>();

  public RecordWriter(KafkaSettings settings) throws TopicsException {
    Properties properties = settings.clientProperties();
    properties.setProperty("acks", "all");
    properties.putIfAbsent("max.block.ms", "15000");
    properties.putIfAbsent("delivery.timeout.ms", "30000");
    properties.putIfAbsent("request.timeout.ms", "15000");
    try {
      producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw new TopicsException(
          "Kafka at " + settings.bootstrap() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Writes one contract. */
  public <T extends SpecificRecordBase> void write(ContractSerializer<T> serializer, T value)
      throws TopicsException {
    try {
      send(serializer.toRecord(value));
    } catch (IOException e) {
      throw new TopicsException("cannot be encoded: " + e.getMessage(), e);
    }
  }

  /**
   * Sends a dead letter's bytes back to where they came from, with key and headers, and with the
   * time at which they were first seen.
   */
  public void sendBack(DeadLetter letter) throws TopicsException {
    ByteBuffer key = letter.getKey();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            letter.getOrigin().getSource(),
            null,
            letter.getTimeMillis() < 0 ? null : letter.getTimeMillis(),
            key == null ? null : bytes(key),
            bytes(letter.getValue()));
    letter.getHeaders().forEach((name, value) -> record.headers().add(name, bytes(value)));
    send(record);
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws TopicsException {
    try {
      pending.add(producer.send(record));
    } catch (KafkaException e) {
      throw new TopicsException(record.topic() + " cannot be written: " + e.getMessage(), e);
    }
    if (pending.size() >= MAX_PENDING) {
      flush();
    }
  }

  /** Waits until the broker has everything. */
  public void flush() throws TopicsException {
    try {
      for (Future<RecordMetadata> sent : pending) {
        sent.get();
      }
      pending.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsException("interrupted while writing", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicsException("cannot be written: " + cause.getMessage(), cause);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Gives up what was not flushed. */
  @Override
  public void close() {
    producer.close();
  }
}
