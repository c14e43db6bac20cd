package io.lull.standalone.simulate;

import com.google.protobuf.ByteString;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Requests of customers, as OpenTelemetry's instrumentation of the services traces them: each
 * service that takes a request has a span of kind SERVER on one of its pods, and one of kind CLIENT
 * for each call it makes. Databases have none of their own.
 *
 * <p>Of the requests that a service takes, the share of each of its calls is made, spread evenly.
 */
public final class ShopTraces {
  private static final String POD = "POD";
  private static final int DEEPEST = 12;
  private static final long HOP_NANOS = 4_000_000;

  private final Estate estate;
  private final Random random;
  private final Map<String, List<Relation>> calls = new LinkedHashMap<>();
  private final Map<String, List<String>> pods = new HashMap<>();
  private final Map<String, Double> due = new HashMap<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> behindBusiness = new HashSet<>();
  private long spans;

  public ShopTraces(Estate estate, long seed) {
    this.estate = estate;
    random = new Random(seed);
    for (Relation relation : estate.relations()) {
      String from = relation.getFrom();
      boolean call = relation.getAttributes().containsKey("share");
      if (relation.getType().equals("SERVED_BY")) {
        pods.computeIfAbsent(from, f -> new ArrayList<>()).add(relation.getTo());
      } else if (call && estate.node(from).getType().equals("BUSINESS_SERVICE")) {
        behindBusiness.add(relation.getTo());
      } else if (call) {
        calls.computeIfAbsent(from, f -> new ArrayList<>()).add(relation);
        called.add(relation.getTo());
      }
    }
  }

  /**
   * The spans of some requests that have just ended, as one export.
   *
   * @param requests to each service that customers call; a quarter of it to those that nobody calls
   */
  public byte[] export(int requests, long nowMillis) {
    Map<String, List<Span>> byPod = new LinkedHashMap<>();
    for (String service : calls.keySet()) {
      boolean entry = behindBusiness.contains(service);
      int number = entry ? requests : called.contains(service) ? 0 : (requests + 3) / 4;
      for (int i = 0; i < number; i++) {
        byte[] trace = new byte[16];
        random.nextBytes(trace);
        long endNanos = nowMillis * 1_000_000 - random.nextInt(500) * 1_000_000L;
        serve(service, ByteString.copyFrom(trace), ByteString.EMPTY, endNanos, 0, byPod);
      }
    }
    ExportTraceServiceRequest.Builder export = ExportTraceServiceRequest.newBuilder();
    byPod.forEach((pod, of) -> export.addResourceSpans(resourceSpans(pod, of)));
    return export.build().toByteArray();
  }

  /** How many spans there have been. */
  public long spans() {
    return spans;
  }

  private void serve(
      String service,
      ByteString trace,
      ByteString parent,
      long endNanos,
      int depth,
      Map<String, List<Span>> byPod) {
    List<String> members = pods.getOrDefault(service, List.of(service));
    String key = service + ' ' + members.get(random.nextInt(members.size()));
    List<Span> here = byPod.computeIfAbsent(key, k -> new ArrayList<>());
    Span served = span("serve", Span.SpanKind.SPAN_KIND_SERVER, trace, parent, endNanos).build();
    here.add(served);
    long at = endNanos - HOP_NANOS / 4;
    for (Relation call : calls.getOrDefault(service, List.of())) {
      if (depth < DEEPEST && isMade(call)) {
        Node callee = estate.node(call.getTo());
        boolean database = callee.getType().equals("DATABASE");
        String address = database ? callee.getAliases().get(0) : callee.getId();
        Span client =
            span("call", Span.SpanKind.SPAN_KIND_CLIENT, trace, served.getSpanId(), at)
                .addAttributes(attribute("server.address", address))
                .build();
        here.add(client);
        if (!database) {
          serve(callee.getId(), trace, client.getSpanId(), at, depth + 1, byPod);
        }
      }
    }
  }

  private boolean isMade(Relation call) {
    double share = Double.parseDouble(call.getAttributes().getOrDefault("share", "1"));
    String key = call.getFrom() + ' ' + call.getTo();
    double now = due.getOrDefault(key, 0.5) + share;
    boolean made = now >= 1;
    due.put(key, made ? now - 1 : now);
    return made;
  }

  private Span.Builder span(
      String name, Span.SpanKind kind, ByteString trace, ByteString parent, long endNanos) {
    spans++;
    ByteBuffer id = ByteBuffer.allocate(8).putLong(random.nextLong() | 1).flip();
    return Span.newBuilder()
        .setName(name)
        .setKind(kind)
        .setTraceId(trace)
        .setSpanId(ByteString.copyFrom(id))
        .setParentSpanId(parent)
        .setStartTimeUnixNano(endNanos - HOP_NANOS)
        .setEndTimeUnixNano(endNanos);
  }

  private ResourceSpans resourceSpans(String key, List<Span> of) {
    String[] names = key.split(" ", 2);
    Resource.Builder resource =
        Resource.newBuilder().addAttributes(attribute("service.name", names[0]));
    if (estate.node(names[1]).getType().equals(POD)) {
      resource.addAttributes(attribute("k8s.pod.name", names[1]));
    }
    return ResourceSpans.newBuilder()
        .setResource(resource)
        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(of))
        .build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
