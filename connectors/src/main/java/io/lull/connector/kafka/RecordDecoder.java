package io.lull.connector.kafka;

import java.io.IOException;

/** Reads one contract from the value of a Kafka record. Serves one thread. */
@FunctionalInterface
public interface RecordDecoder<T> {

  /**
   * @throws BadRecordException where the bytes are no such record, now and for ever
   * @throws IOException where it cannot be told now, such as when the registry does not answer
   */
  T decode(byte[] value) throws BadRecordException, IOException;
}
