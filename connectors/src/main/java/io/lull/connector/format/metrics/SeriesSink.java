package io.lull.connector.format.metrics;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns series of one remote write request into batches, and remembers why some were refused. */
final class SeriesSink {
  private final RawRecord raw;
  private final BatchCollector batches;
  private @Nullable String firstProblem;
  private int problems;

  SeriesSink(RawRecord raw, DecoderOptions options) {
    this.raw = raw;
    this.batches = new BatchCollector(raw, "prometheus", options);
  }

  /** Whether the series was taken. */
  boolean take(SeriesReader series, int from, int length) throws IOException {
    try {
      series.readHead(from, length);
      if (!batches.hasRoomFor(series.valueCount())) {
        throw new UnpackException("more than " + batches.maxSamples() + " samples");
      }
      String labelled = PrometheusNames.takeResource(series.metric(), series.labels());
      String resource = labelled == null ? raw.sender() : labelled;
      series.readValues(from, length, new Values(series, resource));
      return true;
    } catch (UnpackException e) {
      problems++;
      if (firstProblem == null) {
        firstProblem = "series at byte " + from + ": " + e.getMessage();
      }
      return false;
    }
  }

  /**
   * @param rejected the request that the series which were not taken make
   */
  void emit(Decoder.Output out, byte[] rejected) {
    batches.emit(out);
    if (problems > 0) {
      String more = problems > 1 ? " (and " + (problems - 1) + " more series)" : "";
      boolean plain = "identity".equalsIgnoreCase(raw.header(RawHeaders.CONTENT_ENCODING));
      out.rejectPart(firstProblem + more, plain ? rejected : SnappyBlock.pack(rejected));
    }
  }

  private final class Values implements SeriesReader.Values {
    private final String resource;
    private final String metric;
    private final Map<String, String> labels;
    private final MetricKind kind;
    private final String unit;

    Values(SeriesReader series, String resource) {
      this.resource = resource;
      this.metric = batches.clean(series.metric());
      this.labels = series.labels();
      labels.replaceAll((name, value) -> batches.clean(value));
      this.kind = series.kind();
      this.unit = series.unit();
    }

    @Override
    public void sample(long timeMillis, double value, boolean stale) {
      add(timeMillis, sampleOf(metric, value, kind, unit, stale));
    }

    @Override
    public void histogram(NativeHistogram histogram) {
      MetricKind counting = histogram.gauge() ? MetricKind.GAUGE : MetricKind.COUNTER;
      long time = histogram.timeMillis();
      boolean stale = histogram.stale();
      add(time, sampleOf(metric + "_count", histogram.count(), counting, "1", stale));
      add(time, sampleOf(metric + "_sum", histogram.sum(), counting, unit, stale));
      for (NativeHistogram.Bucket bucket : histogram.buckets()) {
        addBucket(time, PrometheusNames.bound(bucket.bound()), bucket.count());
      }
      if (!histogram.buckets().isEmpty()) {
        addBucket(time, PrometheusNames.bound(Double.POSITIVE_INFINITY), histogram.count());
      }
    }

    private void addBucket(long timeMillis, String le, double count) {
      Map<String, String> withBound = new LinkedHashMap<>(labels);
      withBound.put("le", le);
      add(
          timeMillis,
          BatchCollector.sample(metric + "_bucket", withBound, count, MetricKind.COUNTER, "1"));
    }

    private Sample sampleOf(
        String name, double value, MetricKind sampleKind, String sampleUnit, boolean stale) {
      return stale
          ? BatchCollector.stale(name, labels, sampleKind, sampleUnit)
          : BatchCollector.sample(name, labels, value, sampleKind, sampleUnit);
    }

    private void add(long timeMillis, Sample sample) {
      batches.add(resource, timeMillis == 0 ? null : (Long) timeMillis, sample);
    }
  }
}
