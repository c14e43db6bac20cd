package io.lull.job.decode;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.DeadLetters;
import io.lull.connector.kafka.RecordDecoder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  /** Everything that is wrong with a record that was decoded. */
  interface Check<T> extends Serializable {
    List<String> problems(T value);
  }

  /** What a record without a value means; null where its key names nothing. */
  interface Tombstone<T> extends Serializable {
    @Nullable T of(String key, long timeMillis);
  }

  /** The stream timestamp of a record. */
  interface Timestamp<T> extends ToLongFunction<T>, Serializable {}

  // Configuration.
  private final String format;
  private final boolean answersForUndecodable;
  private final DecoderFactory<T> factory;
  private final Check<T> check;
  private final Timestamp<T> timestamp;
  private final Tombstone<T> tombstone;

  // Not checkpointed.
  private transient RecordDecoder<T> decoder;
  private transient Counter deadLetters;
  private transient Counter leftToOthers;

  /**
   * @param format named in dead letters
   * @param answersForUndecodable whether what cannot be decoded is a dead letter of this job; else
   *     it is one of another job that reads the same topic, and only counted here
   */
  ContractOperator(
      String format,
      boolean answersForUndecodable,
      DecoderFactory<T> factory,
      Check<T> check,
      Timestamp<T> timestamp,
      Tombstone<T> tombstone) {
    this.format = format;
    this.answersForUndecodable = answersForUndecodable;
    this.factory = factory;
    this.check = check;
    this.timestamp = timestamp;
    this.tombstone = tombstone;
  }

  @Override
  public void open() throws Exception {
    super.open();
    decoder = factory.get();
    deadLetters = getMetricGroup().counter("deadLetters");
    leftToOthers = getMetricGroup().counter("leftToOthers");
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) throws IOException {
    RawRecord raw = element.getValue();
    T value;
    try {
      value = decode(raw);
    } catch (BadRecordException e) {
      undecodable(raw, e.reason());
      return;
    }
    List<String> problems = check.problems(value);
    if (problems.isEmpty()) {
      output.collect(new StreamRecord<>(value, timestamp.applyAsLong(value)));
    } else {
      refuse(raw, String.join("; ", problems));
    }
  }

  private void undecodable(RawRecord raw, String reason) {
    if (answersForUndecodable) {
      refuse(raw, reason);
    } else {
      leftToOthers.inc();
    }
  }

  private void refuse(RawRecord raw, String reason) {
    deadLetters.inc();
    output.collect(
        DecodeStage.DEAD_LETTERS,
        new StreamRecord<>(DeadLetters.of(raw, format, reason), raw.timestampMillis()));
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
