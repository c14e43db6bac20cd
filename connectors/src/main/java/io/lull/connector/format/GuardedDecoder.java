package io.lull.connector.format;

import io.lull.schema.CallSpan;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import io.lull.schema.Scrape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What holds for every format, in one place: a value larger than the limit is refused before it is
 * looked at, and a defect in a decoder costs one record and not the job.
 */
final class GuardedDecoder implements Decoder {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedDecoder.class);

  private final Decoder decoder;
  private final Limits limits;
  private final CountingOutput counting = new CountingOutput();

  GuardedDecoder(Decoder decoder, Limits limits) {
    this.decoder = decoder;
    this.limits = limits;
  }

  @Override
  public String format() {
    return decoder.format();
  }

  @Override
  public boolean mayBeEmpty() {
    return decoder.mayBeEmpty();
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    if (raw.value().length > limits.maxBytes()) {
      out.reject(
          "value has " + raw.value().length + " bytes, expected at most " + limits.maxBytes());
      return;
    }
    counting.start(out);
    try {
      decoder.decode(raw, counting);
    } catch (RuntimeException | StackOverflowError e) {
      if (counting.failedInOutput()) {
        throw e;
      }
      LOG.error("Defect in decoder {} at {}", format(), raw.origin(), e);
      out.reject("defect in decoder " + format() + ": " + e);
      return;
    }
    if (counting.calls() == 0 && !decoder.mayBeEmpty()) {
      out.reject("nothing found in " + raw.value().length + " bytes of " + format());
    }
  }

  /** Tells a decoder's own failure from one of the consumer behind it, which must go up. */
  private static final class CountingOutput implements Output {
    private Output out = NONE;
    private long calls;
    private boolean inOutput;

    void start(Output target) {
      out = target;
      calls = 0;
      inOutput = false;
    }

    long calls() {
      return calls;
    }

    boolean failedInOutput() {
      return inOutput;
    }

    @Override
    public void event(Event event) {
      enter();
      out.event(event);
      inOutput = false;
    }

    @Override
    public void metrics(MetricBatch batch) {
      enter();
      out.metrics(batch);
      inOutput = false;
    }

    @Override
    public void scrape(Scrape scrape) {
      enter();
      out.scrape(scrape);
      inOutput = false;
    }

    @Override
    public boolean wantsSpans() {
      return out.wantsSpans();
    }

    @Override
    public void span(CallSpan span) {
      enter();
      out.span(span);
      inOutput = false;
    }

    @Override
    public void fact(Fact fact) {
      enter();
      out.fact(fact);
      inOutput = false;
    }

    @Override
    public void reject(String reason) {
      enter();
      out.reject(reason);
      inOutput = false;
    }

    @Override
    public void rejectPart(String reason, byte[] part) {
      enter();
      out.rejectPart(reason, part);
      inOutput = false;
    }

    private void enter() {
      calls++;
      inOutput = true;
    }
  }

  private static final Output NONE =
      new Output() {
        @Override
        public void event(Event event) {}

        @Override
        public void metrics(MetricBatch batch) {}

        @Override
        public void reject(String reason) {}

        @Override
        public void rejectPart(String reason, byte[] part) {}
      };
}
