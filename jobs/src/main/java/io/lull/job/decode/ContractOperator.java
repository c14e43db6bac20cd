package io.lull.job.decode;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.DeadLetters;
import io.lull.connector.kafka.RecordDecoder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records of one contract and gives each its own time as stream timestamp. A record without
 * a value deletes what its key names, as compaction will.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class ContractOperator<T> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<RawRecord, T> {
  private static final long serialVersionUID = 1L;

  /** Makes a decoder where the records are read. */
  interface DecoderFactory<T> extends Supplier<RecordDecoder<T>>, Serializable {}

  /** What a record without a value means; null where its key names nothing. */
  interface Tombstone<T> extends Serializable {
    @Nullable T of(String key, long timeMillis);
  }

  /** The stream timestamp of a record. */
  interface Timestamp<T> extends ToLongFunction<T>, Serializable {}

  // Configuration.
  private final String format;
  private final DecoderFactory<T> factory;
  private final Timestamp<T> timestamp;
  private final Tombstone<T> tombstone;

  // Not checkpointed.
  private transient RecordDecoder<T> decoder;
  private transient Counter deadLetters;

  ContractOperator(
      String format, DecoderFactory<T> factory, Timestamp<T> timestamp, Tombstone<T> tombstone) {
    this.format = format;
    this.factory = factory;
    this.timestamp = timestamp;
    this.tombstone = tombstone;
  }

  @Override
  public void open() throws Exception {
    super.open();
    decoder = factory.get();
    deadLetters = getMetricGroup().counter("deadLetters");
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) throws IOException {
    RawRecord raw = element.getValue();
    try {
      T value = decode(raw);
      output.collect(new StreamRecord<>(value, timestamp.applyAsLong(value)));
    } catch (BadRecordException e) {
      deadLetters.inc();
      output.collect(
          DecodeStage.DEAD_LETTERS,
          new StreamRecord<>(DeadLetters.of(raw, format, e.reason()), raw.timestampMillis()));
    }
  }

  private T decode(RawRecord raw) throws BadRecordException, IOException {
    if (raw.value().length > 0) {
      return decoder.decode(raw.value());
    }
    byte[] key = raw.key();
    T deletion =
        key == null
            ? null
            : tombstone.of(new String(key, StandardCharsets.UTF_8), raw.timestampMillis());
    if (deletion == null) {
      throw new BadRecordException("no value, and no key that says what to delete");
    }
    return deletion;
  }
}
