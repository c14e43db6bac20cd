package io.lull.connector.format.otlp;

import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Severities;
import io.lull.schema.Severity;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OTLP logs: a record becomes an event. The event's name becomes the type, the body the message;
 * attributes of the record, then of its resource, become attributes.
 */
public final class OtlpLogsDecoder extends OtlpDecoder<ExportLogsServiceRequest> {

  public OtlpLogsDecoder(DecoderOptions options, @Nullable Boolean json) {
    super("otlp-logs", json, ExportLogsServiceRequest.getDefaultInstance(), options);
  }

  @Override
  ExportLogsServiceRequest take(
      ExportLogsServiceRequest request, RawRecord raw, Output out, Refusals refusals) {
    ExportLogsServiceRequest.Builder refused = ExportLogsServiceRequest.newBuilder();
    int index = 0;
    for (ResourceLogs resourceLogs : request.getResourceLogsList()) {
      OtlpResource resource =
          OtlpResource.of(resourceLogs.getResource(), raw, OtlpResource.NAMES, options.limits());
      for (ScopeLogs scope : resourceLogs.getScopeLogsList()) {
        ScopeLogs.Builder bad = scope.toBuilder().clearLogRecords();
        for (LogRecord log : scope.getLogRecordsList()) {
          String problem = problem(log, index);
          if (problem == null) {
            out.event(event(log, resource, raw, index++).build());
          } else {
            refusals.add(problem);
            bad.addLogRecords(log);
          }
        }
        if (bad.getLogRecordsCount() > 0) {
          refused.addResourceLogs(resourceLogs.toBuilder().clearScopeLogs().addScopeLogs(bad));
        }
      }
    }
    return refused.build();
  }

  private @Nullable String problem(LogRecord log, int index) {
    if (index >= options.limits().maxRecords()) {
      return "more than " + options.limits().maxRecords() + " log records";
    }
    return WireGuard.isAnotherMessage(log)
        ? "not a log record: fields have the wire types of another message"
        : null;
  }

  private EventDraft event(LogRecord log, OtlpResource resource, RawRecord raw, int index) {
    long nanos = log.getTimeUnixNano() != 0 ? log.getTimeUnixNano() : log.getObservedTimeUnixNano();
    EventDraft event =
        new EventDraft(raw, index, "otlp", options)
            .resource(resource.name())
            .type(type(log))
            .severity(severity(log))
            .message(AnyValues.text(log.getBody()))
            .senderTime(OtlpTime.millis(nanos));
    for (KeyValue attribute : log.getAttributesList()) {
      event.attribute(attribute.getKey(), AnyValues.text(attribute.getValue()));
    }
    if (!log.getSeverityText().isEmpty()) {
      event.attribute("severity.text", log.getSeverityText());
    }
    if (!log.getTraceId().isEmpty()) {
      event.attribute("trace_id", HexFormat.of().formatHex(log.getTraceId().toByteArray()));
    }
    if (!log.getSpanId().isEmpty()) {
      event.attribute("span_id", HexFormat.of().formatHex(log.getSpanId().toByteArray()));
    }
    for (Map.Entry<String, String> attribute : resource.attributes().entrySet()) {
      event.attribute(attribute.getKey(), attribute.getValue());
    }
    return event;
  }

  /** The name moved from an attribute to a field in OTLP 1.5. */
  private static String type(LogRecord log) {
    if (!log.getEventName().isEmpty()) {
      return log.getEventName();
    }
    for (KeyValue attribute : log.getAttributesList()) {
      if (attribute.getKey().equals("event.name")) {
        return AnyValues.text(attribute.getValue());
      }
    }
    return "";
  }

  /** By number, else by the sender's word for it, else not known. */
  private static @Nullable Severity severity(LogRecord log) {
    int number = log.getSeverityNumberValue();
    if (number <= 0 || number > 24) {
      return Severities.ofWord(log.getSeverityText());
    }
    if (number >= 21) {
      return Severity.CRITICAL;
    }
    if (number >= 17) {
      return Severity.MAJOR;
    }
    return number >= 13 ? Severity.WARNING : Severity.INDETERMINATE;
  }
}
