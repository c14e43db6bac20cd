package io.lull.connector.format.otlp;

import com.google.protobuf.ByteString;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawRecord;
import io.lull.schema.CallSpan;
import io.lull.schema.EventStatus;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OTLP traces: a span with status ERROR becomes an event SPAN_ERROR of its service, with the remote
 * service as peer. Other spans give nothing.
 */
public final class OtlpTracesDecoder extends OtlpDecoder<ExportTraceServiceRequest> {
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  /** Attributes that name the other end, the first that is there counts. */
  private static final List<String> PEERS =
      List.of("peer.service", "service.peer.name", "server.address", "net.peer.name");

  public OtlpTracesDecoder(DecoderOptions options, @Nullable Boolean json) {
    super("otlp-traces", json, ExportTraceServiceRequest.getDefaultInstance(), options);
  }

  @Override
  ExportTraceServiceRequest take(
      ExportTraceServiceRequest request, RawRecord raw, Output out, Refusals refusals) {
    ExportTraceServiceRequest.Builder refused = ExportTraceServiceRequest.newBuilder();
    int index = 0;
    for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
      OtlpResource resource =
          OtlpResource.of(
              resourceSpans.getResource(), raw, OtlpResource.SERVICE_NAMES, options.limits());
      for (ScopeSpans scope : resourceSpans.getScopeSpansList()) {
        ScopeSpans.Builder bad = scope.toBuilder().clearSpans();
        for (Span span : scope.getSpansList()) {
          String problem = problem(span, index);
          if (problem == null && out.wantsSpans()) {
            out.span(call(span, resource.name(), raw));
          }
          if (problem != null) {
            refusals.add(problem);
            bad.addSpans(span);
          } else if (span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
            out.event(event(span, resource, raw, index++).build());
          }
        }
        if (bad.getSpansCount() > 0) {
          refused.addResourceSpans(resourceSpans.toBuilder().clearScopeSpans().addScopeSpans(bad));
        }
      }
    }
    return refused.build();
  }

  private static CallSpan call(Span span, String service, RawRecord raw) {
    byte role =
        switch (span.getKind()) {
          case SPAN_KIND_CLIENT, SPAN_KIND_PRODUCER -> CallSpan.OUTGOING;
          case SPAN_KIND_SERVER, SPAN_KIND_CONSUMER -> CallSpan.INCOMING;
          default -> CallSpan.INTERNAL;
        };
    long end = span.getEndTimeUnixNano();
    long start = span.getStartTimeUnixNano();
    Long millis = OtlpTime.millis(end != 0 ? end : start);
    return new CallSpan(
        service,
        number(span.getTraceId(), SPAN_ID_BYTES),
        number(span.getSpanId(), 0),
        span.getParentSpanId().size() == SPAN_ID_BYTES ? number(span.getParentSpanId(), 0) : 0,
        role,
        millis == null ? raw.timestampMillis() : millis,
        end > start && start != 0 ? (end - start) / 1000 : 0,
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
        role == CallSpan.OUTGOING ? peerOf(span) : null);
  }

  private static long number(ByteString id, int from) {
    return id.asReadOnlyByteBuffer().getLong(from);
  }

  private static @Nullable String peerOf(Span span) {
    String best = null;
    int rank = PEERS.size();
    for (KeyValue attribute : span.getAttributesList()) {
      int place = PEERS.indexOf(attribute.getKey());
      if (place >= 0 && place < rank && attribute.getValue().hasStringValue()) {
        String value = attribute.getValue().getStringValue();
        if (!value.isBlank()) {
          best = value;
          rank = place;
        }
      }
    }
    return best;
  }

  private @Nullable String problem(Span span, int index) {
    if (index >= options.limits().maxRecords()) {
      return "more than " + options.limits().maxRecords() + " spans with an error";
    }
    if (WireGuard.isAnotherMessage(span)) {
      return "not a span: fields have the wire types of another message";
    }
    return span.getTraceId().size() != TRACE_ID_BYTES || span.getSpanId().size() != SPAN_ID_BYTES
        ? "span with a trace id of "
            + span.getTraceId().size()
            + " and a span id of "
            + span.getSpanId().size()
            + " bytes, expected 16 and 8"
        : null;
  }

  private EventDraft event(Span span, OtlpResource resource, RawRecord raw, int index) {
    Map<String, String> attributes =
        OtlpResource.attributes(span.getAttributesList(), options.limits());
    long end = span.getEndTimeUnixNano();
    EventDraft event =
        new EventDraft(raw, index, "otlp", options)
            .resource(resource.name())
            .type("SPAN_ERROR")
            .qualifier(span.getName())
            .status(EventStatus.STATELESS)
            .peer(peer(attributes))
            .message(message(span))
            .senderTime(OtlpTime.millis(end != 0 ? end : span.getStartTimeUnixNano()))
            .attribute("trace_id", HexFormat.of().formatHex(span.getTraceId().toByteArray()))
            .attribute("span_id", HexFormat.of().formatHex(span.getSpanId().toByteArray()))
            .attribute("span.kind", span.getKind().name().replace("SPAN_KIND_", ""));
    attributes.forEach(event::attribute);
    resource.attributes().forEach(event::attribute);
    return event;
  }

  private static @Nullable String peer(Map<String, String> attributes) {
    for (String name : PEERS) {
      String value = attributes.get(name);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return null;
  }

  /** The status says why, or the recorded exception, or else only that the span failed. */
  private static String message(Span span) {
    if (!span.getStatus().getMessage().isBlank()) {
      return span.getStatus().getMessage();
    }
    for (Span.Event recorded : span.getEventsList()) {
      for (KeyValue attribute : recorded.getAttributesList()) {
        if (attribute.getKey().equals("exception.message")) {
          return AnyValues.text(attribute.getValue());
        }
      }
    }
    return span.getName() + " failed";
  }
}
