package io.lull.connector.gateway;

import java.util.Map;

/**
 * One record on its way to a raw topic.
 *
 * @param topic Kafka topic
 * @param key UTF-8 key: the sender's address, so that what one sender sends stays in order
 * @param headers see {@link io.lull.connector.format.RawHeaders}
 * @param value the bytes as received
 * @param timestampMillis when the bytes arrived, milliseconds since the epoch
 */
public record RawMessage(
    String topic, byte[] key, Map<String, byte[]> headers, byte[] value, long timestampMillis) {

  /** Bytes beyond key and value that a record is charged with: headers, framing, bookkeeping. */
  static final int OVERHEAD_BYTES = 256;

  /** What this record weighs in the gateway's buffer. */
  long costBytes() {
    return (long) key.length + value.length + OVERHEAD_BYTES;
  }
}
