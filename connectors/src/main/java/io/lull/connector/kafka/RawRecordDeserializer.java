package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import io.lull.schema.TrustedContracts;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Takes Kafka records as they are; a tombstone has an empty value. */
public final class RawRecordDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {
  static {
    TrustedContracts.establish();
  }

  private static final long serialVersionUID = 1L;
  private static final byte[] EMPTY = {};

  /** A Kafka record as a raw record. Of headers with one name the last holds. */
  public static RawRecord toRaw(ConsumerRecord<byte[], byte[]> record) {
    Map<String, byte[]> headers = Map.of();
    if (record.headers().iterator().hasNext()) {
      headers = new HashMap<>();
      for (Header header : record.headers()) {
        headers.put(header.key(), header.value() == null ? EMPTY : header.value());
      }
    }
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        headers,
        record.value() == null ? EMPTY : record.value());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    out.collect(toRaw(record));
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return TypeInformation.of(RawRecord.class);
  }
}
