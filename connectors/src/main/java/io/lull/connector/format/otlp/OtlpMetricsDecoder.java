package io.lull.connector.format.otlp;

import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.metrics.BatchCollector;
import io.lull.schema.Scrape;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OTLP metrics: the points of one resource at one time become a batch. */
public final class OtlpMetricsDecoder extends OtlpDecoder<ExportMetricsServiceRequest> {

  private final OtlpScrapes scrapes;

  public OtlpMetricsDecoder(DecoderOptions options, @Nullable Boolean json) {
    super("otlp-metrics", json, ExportMetricsServiceRequest.getDefaultInstance(), options);
    this.scrapes = new OtlpScrapes(options);
  }

  @Override
  boolean takesInPlace(byte[] content, RawRecord raw, Output out) {
    List<Scrape> found = scrapes.read(content, raw);
    if (found == null) {
      return false;
    }
    found.forEach(out::scrape);
    return true;
  }

  @Override
  ExportMetricsServiceRequest take(
      ExportMetricsServiceRequest request, RawRecord raw, Output out, Refusals refusals) {
    ExportMetricsServiceRequest.Builder refused = ExportMetricsServiceRequest.newBuilder();
    BatchCollector batches = new BatchCollector(raw, "otlp", options);
    for (ResourceMetrics resourceMetrics : request.getResourceMetricsList()) {
      OtlpResource resource =
          OtlpResource.of(resourceMetrics.getResource(), raw, OtlpResource.NAMES, options.limits());
      MetricPoints points = new MetricPoints(resource, batches, options.limits(), refusals);
      for (ScopeMetrics scope : resourceMetrics.getScopeMetricsList()) {
        ScopeMetrics.Builder bad = scope.toBuilder().clearMetrics();
        for (Metric metric : scope.getMetricsList()) {
          Metric rest = points.take(metric);
          if (rest != null) {
            bad.addMetrics(rest);
          }
        }
        if (bad.getMetricsCount() > 0) {
          refused.addResourceMetrics(
              resourceMetrics.toBuilder().clearScopeMetrics().addScopeMetrics(bad));
        }
      }
    }
    batches.emit(out);
    return refused.build();
  }
}
