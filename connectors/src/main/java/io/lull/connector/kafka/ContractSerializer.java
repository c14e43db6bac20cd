package io.lull.connector.kafka;

import io.lull.schema.TrustedContracts;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes one kind of record to one topic: UTF-8 key, encoded value, its own time as time stamp. */
public final class ContractSerializer<T> implements KafkaRecordSerializationSchema<T> {
  static {
    TrustedContracts.establish();
  }

  private static final long serialVersionUID = 1L;

  /** Makes an encoder where the record is written; the factory travels, the encoder does not. */
  public interface EncoderFactory<T> extends Serializable {
    RecordEncoder<T> create();
  }

  /** A function that can travel to where the record is written. */
  public interface Field<T, F> extends Function<T, F>, Serializable {}

  private final String topic;
  private final EncoderFactory<T> encoders;
  private final Field<T, String> key;
  private final Field<T, @Nullable Long> timeMillis;
  private transient @Nullable RecordEncoder<T> encoder;

  /**
   * @param topic where it is written
   * @param encoders how the value is encoded
   * @param key the record's key
   * @param timeMillis the record's time, milliseconds since the epoch; null or negative: the
   *     producer's
   */
  public ContractSerializer(
      String topic,
      EncoderFactory<T> encoders,
      Field<T, String> key,
      Field<T, @Nullable Long> timeMillis) {
    this.topic = topic;
    this.encoders = encoders;
    this.key = key;
    this.timeMillis = timeMillis;
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    encoder = encoders.create();
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, @Nullable Long timestamp) {
    try {
      return toRecord(element);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be encoded for " + topic, e);
    }
  }

  /** The Kafka record, also for plain producers. */
  public ProducerRecord<byte[], byte[]> toRecord(T element) throws IOException {
    if (encoder == null) {
      encoder = encoders.create();
    }
    Long time = timeMillis.apply(element);
    return new ProducerRecord<>(
        topic,
        null,
        time == null || time < 0 ? null : time,
        key.apply(element).getBytes(StandardCharsets.UTF_8),
        encoder.encode(element));
  }
}
