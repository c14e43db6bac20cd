package io.lull.connector.kafka;

import io.lull.connector.format.RawRecord;
import io.lull.schema.DeadLetter;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Makes dead letters of raw records. */
public final class DeadLetters {
  private DeadLetters() {}

  /** The whole record with the reason why it could not be used. */
  public static DeadLetter of(RawRecord raw, String format, String reason) {
    return of(raw, format, reason, raw.value());
  }

  /** A part of a record; {@code part} alone is valid input of the same format. */
  public static DeadLetter of(RawRecord raw, String format, String reason, byte[] part) {
    Map<String, ByteBuffer> headers = new HashMap<>();
    raw.headers().forEach((name, value) -> headers.put(name, ByteBuffer.wrap(value)));
    return DeadLetter.newBuilder()
        .setOrigin(raw.origin())
        .setTimeMillis(raw.timestampMillis())
        .setFormat(format)
        .setReason(reason)
        .setKey(raw.key() == null ? null : ByteBuffer.wrap(raw.key()))
        .setHeaders(headers)
        .setValue(ByteBuffer.wrap(part))
        .build();
  }

  /** The key on the topic of dead letters: topic-partition-offset. */
  public static String key(DeadLetter letter) {
    return letter.getOrigin().getSource()
        + '-'
        + letter.getOrigin().getPartition()
        + '-'
        + letter.getOrigin().getPosition();
  }
}
