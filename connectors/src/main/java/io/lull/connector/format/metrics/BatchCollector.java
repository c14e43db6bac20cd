package io.lull.connector.format.metrics;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventTime;
import io.lull.connector.format.Limits;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Text;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the samples of one raw record into batches of one resource and one time, in the order in
 * which they are first seen, up to {@link Limits#maxRecords} samples. Applies the time policy, and
 * cleans and cuts names.
 */
public final class BatchCollector {

  private record Key(String resource, long timeMillis, long observedMillis) {}

  private final RawRecord raw;
  private final String source;
  private final Limits limits;
  private final EventTime eventTime;
  private final Map<Key, MetricBatch> batches = new LinkedHashMap<>();

  // The batch added to last: samples of one scrape follow each other.
  private @Nullable MetricBatch current;
  private int samples;

  /**
   * @param source what spoke, for {@link MetricBatch#getSource}
   */
  public BatchCollector(RawRecord raw, String source, DecoderOptions options) {
    this.raw = raw;
    this.source = source;
    this.limits = options.limits();
    this.eventTime = options.eventTime();
  }

  /** Whether {@code more} samples can still be taken. */
  public boolean hasRoomFor(int more) {
    return samples + (long) more <= limits.maxRecords();
  }

  public int maxSamples() {
    return limits.maxRecords();
  }

  /**
   * @param senderMillis time of the sample by the sender's clock; null: it says none
   */
  public void add(String resource, @Nullable Long senderMillis, Sample sample) {
    EventTime.Resolved time = eventTime.resolve(senderMillis, raw.timestampMillis());
    String name = clean(resource);
    MetricBatch batch = current;
    if (batch == null
        || batch.getTimeMillis() != time.timeMillis()
        || !batch.getResource().equals(name)) {
      batch =
          batches.computeIfAbsent(
              new Key(name, time.timeMillis(), time.observedMillis()), this::newBatch);
      current = batch;
    }
    batch.getSamples().add(sample);
    samples++;
  }

  /** Hands all batches to {@code out}; the collector must not be used after that. */
  public void emit(Decoder.Output out) {
    batches.values().forEach(out::metrics);
  }

  private MetricBatch newBatch(Key key) {
    return new MetricBatch(
        key.resource(),
        key.timeMillis(),
        key.observedMillis(),
        source,
        raw.origin(),
        new ArrayList<>());
  }

  /** A name or a label without control characters and not longer than the limit. */
  public String clean(String text) {
    return Text.clean(text, limits.maxStringChars());
  }

  /** A sample whose value was recorded. */
  public static Sample sample(
      String metric, Map<String, String> labels, double value, MetricKind kind, String unit) {
    return new Sample(metric, labels, value, kind, unit, false);
  }

  /** The mark that a series has ended. */
  public static Sample stale(
      String metric, Map<String, String> labels, MetricKind kind, String unit) {
    return new Sample(metric, labels, Double.NaN, kind, unit, true);
  }
}
