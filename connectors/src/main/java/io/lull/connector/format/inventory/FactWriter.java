package io.lull.connector.format.inventory;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Limits;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.schema.Origin;
import org.jspecify.annotations.Nullable;

/** Gives the facts of one raw record to whoever wants them, each with its time and origin. */
final class FactWriter {
  /** When it was so, and where it was read. */
  record Context(@Nullable Long timeMillis, Origin origin) {}

  private final RawRecord raw;
  private final DecoderOptions options;
  private final Decoder.Output out;
  private int written;

  FactWriter(RawRecord raw, DecoderOptions options, Decoder.Output out) {
    this.raw = raw;
    this.options = options;
    this.out = out;
  }

  FactDraft draft(String source, String subject) {
    return new FactDraft(source, subject, options.limits());
  }

  Limits limits() {
    return options.limits();
  }

  /** Whether there is no collector whose clock says when it was so. */
  boolean replays() {
    return options.eventTime().trustSender();
  }

  /** What the record itself says of where its names are unique; empty: nothing. */
  String scope() {
    String scope = raw.header(RawHeaders.SCOPE);
    return scope == null ? "" : scope.strip();
  }

  /** The best name for who sent it. */
  String sender() {
    return raw.sender();
  }

  /**
   * Writes a fact, unless it says nothing.
   *
   * @param senderMillis when it was so by what the record says, milliseconds since the epoch
   */
  void write(FactDraft draft, @Nullable Long senderMillis) {
    if (draft.saysNothing() || written >= options.limits().maxRecords()) {
      return;
    }
    written++;
    // Without a collector, what says no time has been so since ever.
    Long time =
        senderMillis == null && replays()
            ? null
            : Long.valueOf(
                options.eventTime().resolve(senderMillis, raw.timestampMillis()).timeMillis());
    out.fact(draft.build(new Context(time, raw.origin())));
  }

  /** Whether there is room for more; what does not fit is said by the caller. */
  boolean isFull() {
    return written >= options.limits().maxRecords();
  }
}
