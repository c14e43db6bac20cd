package io.lull.connector.format.otlp;

import io.lull.connector.format.Limits;
import io.lull.connector.format.metrics.BatchCollector;
import io.lull.connector.format.metrics.UnpackException;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Turns the points of the metrics of one resource into samples. */
final class MetricPoints {

  /** The samples of one point. */
  private interface Converter<P> {
    List<Sample> samples(P point, Map<String, String> labels) throws UnpackException;
  }

  private final OtlpResource resource;
  private final BatchCollector batches;
  private final Limits limits;
  private final Refusals refusals;

  MetricPoints(OtlpResource resource, BatchCollector batches, Limits limits, Refusals refusals) {
    this.resource = resource;
    this.batches = batches;
    this.limits = limits;
    this.refusals = refusals;
  }

  /** Takes the metric's points; returns the metric with those that are refused, or null. */
  @Nullable Metric take(Metric metric) {
    if (metric.getName().isBlank() || WireGuard.isAnotherMessage(metric)) {
      refusals.add("a metric without name; is it another signal?");
      return metric;
    }
    String name = batches.clean(metric.getName());
    String unit = batches.clean(metric.getUnit());
    Metric.Builder bad = metric.toBuilder();
    int refused =
        switch (metric.getDataCase()) {
          case GAUGE -> {
            PointSamples samples = new PointSamples(name, unit, MetricKind.GAUGE, limits);
            List<NumberDataPoint> rest =
                numbers(name, metric.getGauge().getDataPointsList(), samples);
            bad.getGaugeBuilder().clearDataPoints().addAllDataPoints(rest);
            yield rest.size();
          }
          case SUM -> {
            PointSamples samples = new PointSamples(name, unit, kind(metric.getSum()), limits);
            List<NumberDataPoint> rest =
                numbers(name, metric.getSum().getDataPointsList(), samples);
            bad.getSumBuilder().clearDataPoints().addAllDataPoints(rest);
            yield rest.size();
          }
          case HISTOGRAM -> {
            MetricKind kind = kind(metric.getHistogram().getAggregationTemporality());
            List<HistogramDataPoint> rest =
                each(
                    name,
                    metric.getHistogram().getDataPointsList(),
                    HistogramDataPoint::getAttributesList,
                    HistogramDataPoint::getTimeUnixNano,
                    new PointSamples(name, unit, kind, limits)::histogram);
            bad.getHistogramBuilder().clearDataPoints().addAllDataPoints(rest);
            yield rest.size();
          }
          case EXPONENTIAL_HISTOGRAM -> {
            MetricKind kind = kind(metric.getExponentialHistogram().getAggregationTemporality());
            List<ExponentialHistogramDataPoint> rest =
                each(
                    name,
                    metric.getExponentialHistogram().getDataPointsList(),
                    ExponentialHistogramDataPoint::getAttributesList,
                    ExponentialHistogramDataPoint::getTimeUnixNano,
                    new PointSamples(name, unit, kind, limits)::exponential);
            bad.getExponentialHistogramBuilder().clearDataPoints().addAllDataPoints(rest);
            yield rest.size();
          }
          case SUMMARY -> {
            List<SummaryDataPoint> rest =
                each(
                    name,
                    metric.getSummary().getDataPointsList(),
                    SummaryDataPoint::getAttributesList,
                    SummaryDataPoint::getTimeUnixNano,
                    new PointSamples(name, unit, MetricKind.COUNTER, limits)::summary);
            bad.getSummaryBuilder().clearDataPoints().addAllDataPoints(rest);
            yield rest.size();
          }
          case DATA_NOT_SET -> {
            refusals.add("metric '" + name + "' has no data of a known type");
            yield 1;
          }
        };
    return refused == 0 ? null : bad.build();
  }

  private List<NumberDataPoint> numbers(
      String name, List<NumberDataPoint> points, PointSamples samples) {
    return each(
        name,
        points,
        NumberDataPoint::getAttributesList,
        NumberDataPoint::getTimeUnixNano,
        samples::number);
  }

  /** Takes each point whole or not at all; returns those not taken. */
  private <P> List<P> each(
      String name,
      List<P> points,
      Function<P, List<KeyValue>> attributes,
      ToLongFunction<P> timeNanos,
      Converter<P> converter) {
    List<P> refused = new ArrayList<>(0);
    for (P point : points) {
      try {
        Map<String, String> labels = labels(attributes.apply(point));
        List<Sample> samples = converter.samples(point, labels);
        if (!batches.hasRoomFor(samples.size())) {
          throw new UnpackException("more than " + batches.maxSamples() + " samples");
        }
        Long timeMillis = OtlpTime.millis(timeNanos.applyAsLong(point));
        samples.forEach(sample -> batches.add(resource.name(), timeMillis, sample));
      } catch (UnpackException e) {
        refusals.add("metric '" + name + "': " + e.getMessage());
        refused.add(point);
      }
    }
    return refused;
  }

  /** A point's own attributes go before those that tell emitters apart. */
  private Map<String, String> labels(List<KeyValue> attributes) {
    if (attributes.isEmpty()) {
      return resource.labels();
    }
    Map<String, String> labels = new LinkedHashMap<>(OtlpResource.attributes(attributes, limits));
    resource.labels().forEach(labels::putIfAbsent);
    return labels;
  }

  private static MetricKind kind(Sum sum) {
    if (sum.getAggregationTemporality() == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA) {
      return MetricKind.DELTA;
    }
    return sum.getIsMonotonic() ? MetricKind.COUNTER : MetricKind.GAUGE;
  }

  private static MetricKind kind(AggregationTemporality temporality) {
    return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA
        ? MetricKind.DELTA
        : MetricKind.COUNTER;
  }
}
