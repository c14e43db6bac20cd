package io.lull.connector.format.otlp;

import io.lull.connector.format.Limits;
import io.lull.connector.format.metrics.BatchCollector;
import io.lull.connector.format.metrics.ExponentialBuckets;
import io.lull.connector.format.metrics.PrometheusNames;
import io.lull.connector.format.metrics.UnpackException;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The samples of a point, in Prometheus' classic form: {@code _count}, {@code _sum}, {@code
 * _bucket} with the cumulated count of all values up to {@code le}, and quantiles under the
 * metric's name.
 */
final class PointSamples {
  private static final int NO_RECORDED_VALUE =
      DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE;

  // Beyond these the bounds are all 0, 1 or infinite; SDKs stay within -10 and 20.
  private static final int MIN_SCALE = -10;
  private static final int MAX_SCALE = 20;

  private final String name;
  private final String unit;
  private final MetricKind kind;
  private final Limits limits;

  PointSamples(String name, String unit, MetricKind kind, Limits limits) {
    this.name = name;
    this.unit = unit;
    this.kind = kind;
    this.limits = limits;
  }

  List<Sample> number(NumberDataPoint point, Map<String, String> labels) throws UnpackException {
    if (isStale(point.getFlags())) {
      return List.of(BatchCollector.stale(name, labels, kind, unit));
    }
    double value =
        switch (point.getValueCase()) {
          case AS_DOUBLE -> point.getAsDouble();
          case AS_INT -> point.getAsInt();
          case VALUE_NOT_SET -> throw new UnpackException("a point without value");
        };
    return List.of(BatchCollector.sample(name, labels, value, kind, unit));
  }

  List<Sample> histogram(HistogramDataPoint point, Map<String, String> labels)
      throws UnpackException {
    if (isStale(point.getFlags())) {
      return staleCounts(labels);
    }
    int buckets = point.getBucketCountsCount();
    if (buckets > 0 && buckets != point.getExplicitBoundsCount() + 1) {
      throw new UnpackException(
          buckets
              + " buckets with "
              + point.getExplicitBoundsCount()
              + " bounds, expected one less");
    }
    requireRoom(buckets);
    List<Sample> samples = counts(point.getCount(), labels);
    if (point.hasSum()) {
      samples.add(BatchCollector.sample(name + "_sum", labels, point.getSum(), kind, unit));
    }
    addExtremes(samples, labels, point.hasMin(), point.getMin(), point.hasMax(), point.getMax());
    double below = 0;
    for (int i = 0; i < buckets; i++) {
      below += unsigned(point.getBucketCounts(i));
      String le = i < buckets - 1 ? PrometheusNames.bound(point.getExplicitBounds(i)) : "+Inf";
      samples.add(bucket(labels, le, below));
    }
    return samples;
  }

  /** Only buckets that hold something: the grid reaches over all doubles. */
  List<Sample> exponential(ExponentialHistogramDataPoint point, Map<String, String> labels)
      throws UnpackException {
    if (isStale(point.getFlags())) {
      return staleCounts(labels);
    }
    int scale = point.getScale();
    if (scale < MIN_SCALE || scale > MAX_SCALE) {
      throw new UnpackException("scale " + scale + ", expected -10 to 20");
    }
    Buckets positive = point.getPositive();
    Buckets negative = point.getNegative();
    requireRoom((long) positive.getBucketCountsCount() + negative.getBucketCountsCount());
    List<Sample> samples = counts(point.getCount(), labels);
    if (point.hasSum()) {
      samples.add(BatchCollector.sample(name + "_sum", labels, point.getSum(), kind, unit));
    }
    addExtremes(samples, labels, point.hasMin(), point.getMin(), point.hasMax(), point.getMax());
    ExponentialBuckets buckets = new ExponentialBuckets(scale);
    for (int i = 0; i < negative.getBucketCountsCount(); i++) {
      buckets.negative((long) negative.getOffset() + i, unsigned(negative.getBucketCounts(i)));
    }
    buckets.zero(point.getZeroThreshold(), unsigned(point.getZeroCount()));
    for (int i = 0; i < positive.getBucketCountsCount(); i++) {
      buckets.positive((long) positive.getOffset() + i, unsigned(positive.getBucketCounts(i)));
    }
    buckets.cumulate(
        (bound, below) -> samples.add(bucket(labels, PrometheusNames.bound(bound), below)));
    samples.add(bucket(labels, "+Inf", unsigned(point.getCount())));
    return samples;
  }

  List<Sample> summary(SummaryDataPoint point, Map<String, String> labels) throws UnpackException {
    if (isStale(point.getFlags())) {
      return staleCounts(labels);
    }
    requireRoom(point.getQuantileValuesCount());
    List<Sample> samples = counts(point.getCount(), labels);
    samples.add(BatchCollector.sample(name + "_sum", labels, point.getSum(), kind, unit));
    for (SummaryDataPoint.ValueAtQuantile quantile : point.getQuantileValuesList()) {
      Map<String, String> withQuantile =
          with(labels, "quantile", PrometheusNames.bound(quantile.getQuantile()));
      samples.add(
          BatchCollector.sample(name, withQuantile, quantile.getValue(), MetricKind.GAUGE, unit));
    }
    return samples;
  }

  private List<Sample> counts(long count, Map<String, String> labels) {
    List<Sample> samples = new ArrayList<>();
    samples.add(BatchCollector.sample(name + "_count", labels, unsigned(count), kind, "1"));
    return samples;
  }

  private void addExtremes(
      List<Sample> samples,
      Map<String, String> labels,
      boolean hasMin,
      double min,
      boolean hasMax,
      double max) {
    if (hasMin) {
      samples.add(BatchCollector.sample(name + "_min", labels, min, MetricKind.GAUGE, unit));
    }
    if (hasMax) {
      samples.add(BatchCollector.sample(name + "_max", labels, max, MetricKind.GAUGE, unit));
    }
  }

  /** Which buckets have ended is not said; count and sum stand for all. */
  private List<Sample> staleCounts(Map<String, String> labels) {
    return List.of(
        BatchCollector.stale(name + "_count", labels, kind, "1"),
        BatchCollector.stale(name + "_sum", labels, kind, unit));
  }

  private Sample bucket(Map<String, String> labels, String le, double below) {
    return BatchCollector.sample(name + "_bucket", with(labels, "le", le), below, kind, "1");
  }

  private static Map<String, String> with(Map<String, String> labels, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(key, value);
    return more;
  }

  private void requireRoom(long buckets) throws UnpackException {
    if (buckets > limits.maxRecords()) {
      throw new UnpackException("more than " + limits.maxRecords() + " samples");
    }
  }

  private static boolean isStale(int flags) {
    return (flags & NO_RECORDED_VALUE) != 0;
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
