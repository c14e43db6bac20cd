package io.lull.standalone.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Alertmanager, Prometheus, an OpenTelemetry SDK, EventBridge and a script, all over HTTP. */
final class HttpSender implements WireSender {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 5;

  private final URI base;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();

  HttpSender(URI base) {
    this.base = base;
  }

  @Override
  public void send(Signal signal, long nowMillis) throws IOException {
    String time = Instant.ofEpochMilli(nowMillis).toString();
    switch (signal.channel()) {
      case ALERTMANAGER -> post("/alertmanager", "application/json", alert(signal, time));
      case REMOTE_WRITE -> remoteWrite(signal, nowMillis);
      case OTLP_LOGS -> post("/v1/logs", "application/x-protobuf", otlpLogs(signal, nowMillis));
      case CLOUDEVENTS ->
          post("/cloudevents", "application/cloudevents+json", cloudWatchAlarm(signal, time));
      case JSON -> post("/events", "application/json", plainEvent(signal, time));
      default ->
          throw new IllegalArgumentException(signal.channel() + " does not travel over HTTP");
    }
  }

  private byte[] alert(Signal signal, String time) throws IOException {
    ObjectNode hook = json.createObjectNode();
    hook.put("version", "4")
        .put("groupKey", "{}:{}")
        .put("status", "firing")
        .put("receiver", "lull");
    ObjectNode alert = hook.putArray("alerts").addObject();
    alert.put("status", signal.raised() ? "firing" : "resolved");
    ObjectNode labels = alert.putObject("labels");
    labels.put("alertname", signal.kind()).put("instance", signal.resource());
    labels.put("severity", signal.details().getOrDefault("severity", "warning"));
    alert.putObject("annotations").put("summary", signal.text());
    alert.put("startsAt", time).put("endsAt", "0001-01-01T00:00:00Z");
    String identity = signal.kind() + signal.resource();
    alert.put("fingerprint", String.format("%016x", identity.hashCode() & 0xffff_ffffL));
    return json.writeValueAsBytes(hook);
  }

  private byte[] cloudWatchAlarm(Signal signal, String time) throws IOException {
    ObjectNode event = json.createObjectNode();
    event
        .put("specversion", "1.0")
        .put(
            "id",
            UUID.nameUUIDFromBytes(signal.toString().getBytes(StandardCharsets.UTF_8)).toString());
    event.put("source", "aws.cloudwatch").put("type", "CloudWatch Alarm State Change");
    event.put("subject", signal.resource()).put("time", time);
    ObjectNode data = event.putObject("data");
    data.put("detail-type", "CloudWatch Alarm State Change")
        .put("source", "aws.cloudwatch")
        .put("time", time);
    data.putArray("resources")
        .add("arn:aws:cloudwatch:eu-central-1:123456789012:alarm:" + signal.kind());
    ObjectNode detail = data.putObject("detail").put("alarmName", signal.kind());
    detail
        .putObject("state")
        .put("value", signal.raised() ? "ALARM" : "OK")
        .put("reason", signal.text())
        .put("timestamp", time);
    ObjectNode metric =
        detail
            .putObject("configuration")
            .putArray("metrics")
            .addObject()
            .putObject("metricStat")
            .putObject("metric");
    metric.put("namespace", "AWS/ApplicationELB").put("name", "HTTPCode_ELB_5XX_Count");
    metric.putObject("dimensions").put("LoadBalancer", signal.resource());
    detail.putObject("previousState").put("value", signal.raised() ? "OK" : "ALARM");
    return json.writeValueAsBytes(event);
  }

  private byte[] plainEvent(Signal signal, String time) throws IOException {
    ObjectNode event = json.createObjectNode();
    event.put("time", time).put("resource", signal.resource()).put("type", signal.kind());
    event.put("message", signal.text()).put("status", signal.raised() ? "RAISED" : "CLEARED");
    event.put("severity", signal.details().getOrDefault("severity", "MAJOR"));
    return json.writeValueAsBytes(event);
  }

  private static byte[] otlpLogs(Signal signal, long nowMillis) {
    LogRecord log =
        LogRecord.newBuilder()
            .setTimeUnixNano(nowMillis * 1_000_000)
            .setObservedTimeUnixNano(nowMillis * 1_000_000)
            .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
            .setSeverityText("ERROR")
            .setEventName(signal.kind())
            .setBody(text(signal.text()))
            .build();
    Resource resource =
        Resource.newBuilder()
            .addAllAttributes(List.of(attribute("k8s.pod.name", signal.resource())))
            .build();
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(resource)
                .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(log)))
        .build()
        .toByteArray();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  private void remoteWrite(Signal signal, long nowMillis) throws IOException {
    double value = Double.parseDouble(signal.details().getOrDefault("value", "0"));
    byte[] body = RemoteWriteBody.of(signal.kind(), signal.resource(), value, nowMillis);
    exchange(
        request("/api/v1/write", "application/x-protobuf", body)
            .header("Content-Encoding", "snappy")
            .header("X-Prometheus-Remote-Write-Version", "0.1.0"));
  }

  void post(String path, String contentType, byte[] body) throws IOException {
    exchange(request(path, contentType, body));
  }

  private HttpRequest.Builder request(String path, String contentType, byte[] body) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(TIMEOUT)
        .header("Content-Type", contentType)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  /** Sends, and sends again when the gateway is busy, as real senders do. */
  private void exchange(HttpRequest.Builder request) throws IOException {
    int status = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while sending", e);
      }
      if (status != 429 && status != 503) {
        break;
      }
    }
    if (status / 100 != 2) {
      throw new IOException("the gateway answered " + status + " to " + request.build().uri());
    }
  }

  @Override
  public void close() {}
}
