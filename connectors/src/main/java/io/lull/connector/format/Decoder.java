package io.lull.connector.format;

/**
 * Turns the bytes of one wire format into events and metric batches.
 *
 * <p>Total: for any bytes it returns normally, within {@link Limits}, having called {@code out} for
 * what it understood and {@link Output#reject} or {@link Output#rejectPart} for what it did not.
 * Instances keep no state between calls but may reuse buffers; one instance serves one thread.
 */
public interface Decoder {

  /** The name under which {@code lull.yaml} binds topics to this format, such as {@code syslog}. */
  String format();

  void decode(RawRecord raw, Output out);

  /**
   * Whether a valid record may hold nothing that becomes an event or a sample, such as traces
   * without an error. Then a call that puts out nothing is no defect and no reject.
   */
  default boolean mayBeEmpty() {
    return false;
  }

  /** Where a decoder puts what it finds. */
  interface Output {
    void event(io.lull.schema.Event event);

    void metrics(io.lull.schema.MetricBatch batch);

    /** A batch in the form that costs nothing a sample; decoders may give either. */
    default void scrape(io.lull.schema.Scrape scrape) {
      metrics(scrape.toBatch());
    }

    /** Whether calls are wanted; else decoders need not put them together. */
    default boolean wantsSpans() {
      return false;
    }

    /** A span of a trace, where it is wanted. */
    default void span(io.lull.schema.CallSpan span) {}

    /** What an inventory knows; nothing to those who take in telemetry only. */
    default void fact(io.lull.schema.Fact fact) {}

    /**
     * The record as a whole is unusable; {@code reason} says what was wrong, where, and what was
     * expected.
     */
    void reject(String reason);

    /**
     * A part is unusable, the rest goes on; {@code part} alone is valid input of the same format.
     */
    void rejectPart(String reason, byte[] part);
  }
}
