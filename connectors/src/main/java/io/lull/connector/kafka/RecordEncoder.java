package io.lull.connector.kafka;

import java.io.IOException;

/** Writes one contract as the value of a Kafka record. Serves one thread. */
@FunctionalInterface
public interface RecordEncoder<T> {

  /**
   * @throws IOException where the registry cannot be asked
   */
  byte[] encode(T record) throws IOException;
}
