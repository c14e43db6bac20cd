package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.EventTime;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.DeadLetters;
import io.lull.schema.CallSpan;
import io.lull.schema.DeadLetter;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import io.lull.schema.Scrape;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Decodes raw records by the binding of their topic. An operator rather than a function, because it
 * decides the stream timestamp of what it emits.
 *
 * <p>The stream timestamp of an event is its own time, clamped to the out-of-orderness bound around
 * the time at which the collector saw the record. Watermarks follow the collector's time, so a
 * device's clock can neither move them nor make an event late. A record with a time that is too far
 * ahead of the collector's to be meant is a dead letter.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class DecodeOperator extends AbstractStreamOperator<Event>
    implements OneInputStreamOperator<RawRecord, Event> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final DecodeOptions options;
  private final boolean spans;
  private final EventTime eventTime;
  private final long boundMillis;

  // Not checkpointed.
  private transient BoundDecoders decoders;
  private transient RecordOutput out;

  DecodeOperator(DecodeOptions options) {
    this(options, false);
  }

  /**
   * @param spans whether spans are put out
   */
  DecodeOperator(DecodeOptions options, boolean spans) {
    this.options = options;
    this.spans = spans;
    this.eventTime = options.decoders().eventTime();
    this.boundMillis = eventTime.maxAheadMillis();
  }

  @Override
  public void open() throws Exception {
    super.open();
    decoders = new BoundDecoders(options);
    out = new RecordOutput();
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) {
    RawRecord raw = element.getValue();
    Decoder decoder = decoders.of(raw.source());
    if (decoder instanceof ClockDecoder) {
      out.heartbeats.inc();
      return;
    }
    out.begin(raw, decoder.format());
    decoder.decode(raw, out);
    out.end();
  }

  /** The time by which an event is taken in, milliseconds since the epoch. */
  static long streamTimestamp(long timeMillis, long observedMillis, long boundMillis) {
    return Math.max(
        observedMillis - boundMillis, Math.min(observedMillis + boundMillis, timeMillis));
  }

  /** Gives what a decoder finds in one record to the operator's outputs, and counts it. */
  private final class RecordOutput implements Decoder.Output {
    private final Counter events = getMetricGroup().counter("decodedEvents");
    private final Counter batches = getMetricGroup().counter("decodedMetricBatches");
    private final Counter facts = getMetricGroup().counter("decodedFacts");
    private final Counter decodedSpans = getMetricGroup().counter("decodedSpans");
    private final Counter deadLetters = getMetricGroup().counter("deadLetters");
    private final Counter heartbeats = getMetricGroup().counter("heartbeats");
    private RawRecord raw;
    private String format;
    private int fromTheFuture;
    private long firstOfThem;

    void begin(RawRecord record, String formatOfIt) {
      raw = record;
      format = formatOfIt;
      fromTheFuture = 0;
    }

    /** One dead letter a record, however many times in it are impossible. */
    void end() {
      if (fromTheFuture > 0) {
        reject(
            fromTheFuture
                + (fromTheFuture == 1 ? " time" : " times")
                + " from the future: "
                + instant(firstOfThem)
                + ", seen at "
                + instant(raw.timestampMillis())
                + "; expected at most "
                + Duration.ofMillis(eventTime.maxFutureMillis())
                + " ahead (time.max-future)");
      }
    }

    private boolean refuses(long timeMillis) {
      if (!eventTime.isFuture(timeMillis, raw.timestampMillis())) {
        return false;
      }
      if (fromTheFuture++ == 0) {
        firstOfThem = timeMillis;
      }
      return true;
    }

    private static String instant(long millis) {
      return Instant.ofEpochMilli(millis).toString();
    }

    @Override
    public void event(Event event) {
      if (refuses(event.getTimeMillis())) {
        return;
      }
      events.inc();
      long timestamp = streamTimestamp(event.getTimeMillis(), raw.timestampMillis(), boundMillis);
      output.collect(new StreamRecord<>(event, timestamp));
    }

    @Override
    public void metrics(MetricBatch batch) {
      scrape(Scrape.of(batch));
    }

    @Override
    public void scrape(Scrape scrape) {
      if (refuses(scrape.timeMillis())) {
        return;
      }
      batches.inc();
      long timestamp = streamTimestamp(scrape.timeMillis(), raw.timestampMillis(), boundMillis);
      output.collect(DecodeStage.METRICS, new StreamRecord<>(scrape, timestamp));
    }

    @Override
    public boolean wantsSpans() {
      return spans;
    }

    @Override
    public void span(CallSpan span) {
      if (!refuses(span.timeMillis)) {
        decodedSpans.inc();
        long timestamp = streamTimestamp(span.timeMillis, raw.timestampMillis(), boundMillis);
        span.timeMillis = timestamp;
        output.collect(DecodeStage.SPANS, new StreamRecord<>(span, timestamp));
      }
    }

    @Override
    public void fact(Fact fact) {
      Long time = fact.getTimeMillis();
      long own = time == null ? raw.timestampMillis() : time;
      if (refuses(own)) {
        return;
      }
      facts.inc();
      long timestamp = streamTimestamp(own, raw.timestampMillis(), boundMillis);
      output.collect(DecodeStage.FACTS, new StreamRecord<>(fact, timestamp));
    }

    @Override
    public void reject(String reason) {
      deadLetter(DeadLetters.of(raw, format, reason));
    }

    @Override
    public void rejectPart(String reason, byte[] part) {
      deadLetter(DeadLetters.of(raw, format, reason, part));
    }

    private void deadLetter(DeadLetter letter) {
      deadLetters.inc();
      output.collect(DecodeStage.DEAD_LETTERS, new StreamRecord<>(letter, raw.timestampMillis()));
    }
  }
}
