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
    return new RawRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        headers(record.headers().toArray()),
        record.value() == null ? EMPTY : record.value());
  }

  /** Mostly there is one, the sender's address, or none. */
  private static Map<String, byte[]> headers(Header[] headers) {
    if (headers.length <= 1) {
      return headers.length == 0 ? Map.of() : Map.of(headers[0].key(), value(headers[0]));
    }
    Map<String, byte[]> byName = new HashMap<>();
    for (Header header : headers) {
      byName.put(header.key(), value(header));
    }
    return byName;
  }

  private static byte[] value(Header header) {
    return header.value() == null ? EMPTY : header.value();
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
