package io.lull.connector.format.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Requests for tests. */
final class TestingOtlp {
  static final long TIME = 1795317410123L;
  static final long NANOS = TIME * 1_000_000 + 456;
  static final String TRACE_ID = "5b8efff798038103d269b633813fc60c";
  static final String SPAN_ID = "eee19b7ec3c1b174";

  private TestingOtlp() {}

  static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** Attributes as key, value, key, value. */
  static Resource resource(String... attributes) {
    Resource.Builder resource = Resource.newBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      resource.addAttributes(attribute(attributes[i], attributes[i + 1]));
    }
    return resource.build();
  }

  static NumberDataPoint point(double value) {
    return NumberDataPoint.newBuilder().setTimeUnixNano(NANOS).setAsDouble(value).build();
  }

  static Metric gauge(String name, NumberDataPoint... points) {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (NumberDataPoint point : points) {
      gauge.addDataPoints(point);
    }
    return Metric.newBuilder().setName(name).setUnit("1").setGauge(gauge).build();
  }

  static ExportMetricsServiceRequest metrics(Resource resource, Metric... metrics) {
    ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
    for (Metric metric : metrics) {
      scope.addMetrics(metric);
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder().setResource(resource).addScopeMetrics(scope))
        .build();
  }

  static LogRecord log(String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(NANOS)
        .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
        .setSeverityText("ERROR")
        .setBody(AnyValue.newBuilder().setStringValue(body))
        .addAttributes(attribute("db.system", "postgresql"))
        .setTraceId(id(TRACE_ID))
        .setSpanId(id(SPAN_ID))
        .build();
  }

  static ExportLogsServiceRequest logs(Resource resource, LogRecord... records) {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (LogRecord record : records) {
      scope.addLogRecords(record);
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope))
        .build();
  }

  static Span span(Status.StatusCode code) {
    return Span.newBuilder()
        .setTraceId(id(TRACE_ID))
        .setSpanId(id(SPAN_ID))
        .setName("POST /pay")
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .setStartTimeUnixNano(NANOS - 1_000_000_000L)
        .setEndTimeUnixNano(NANOS)
        .addAttributes(attribute("server.address", "payments"))
        .setStatus(Status.newBuilder().setCode(code).setMessage("deadline exceeded"))
        .build();
  }

  static ExportTraceServiceRequest traces(Resource resource, Span... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
        .build();
  }

  static ByteString id(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
