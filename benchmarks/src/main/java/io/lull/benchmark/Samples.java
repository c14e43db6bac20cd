package io.lull.benchmark;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.airlift.compress.snappy.SnappyCompressor;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Raw records of the formats, as their senders make them. */
public final class Samples {
  private static final long TIME = Instant.parse("2026-01-15T03:10:00Z").toEpochMilli();
  private static final Ci CI = new Ci(2, 3);
  private static final int SERIES = 100;

  private Samples() {}

  /** A v2c linkDown with five variable bindings. */
  public static RawRecord snmp() {
    return storm(Alarm.Kind.SNMP_V2C_LINK);
  }

  /** RFC 5424 with structured data. */
  public static RawRecord syslog5424() {
    return storm(Alarm.Kind.SYSLOG_5424_LINK);
  }

  /** A line of Cisco IOS-XR. */
  public static RawRecord syslogCisco() {
    return storm(Alarm.Kind.SYSLOG_XR_LINK);
  }

  /** BGP down of Cisco IOS-XR. */
  public static RawRecord syslogBgp() {
    return storm(Alarm.Kind.SYSLOG_XR_BGP);
  }

  /** The first raw records of the storm of {@code benchmarks/run events}, from so many CIs. */
  public static List<RawRecord> storm(int records, int cis) {
    return storm(records, cis, 600_000);
  }

  /**
   * The storm of {@code benchmarks/run events}.
   *
   * @param spanMillis event time from the first to the last
   */
  public static List<RawRecord> storm(int records, int cis, long spanMillis) {
    Storm storm = new Storm(new StormPlan(records, cis, 0.9, 0.1, TIME, spanMillis));
    List<RawRecord> raw = new ArrayList<>(records);
    for (int i = 0; i < records; i++) {
      Storm.Message message = storm.next();
      byte[] sender = message.alarm().ci().address().getBytes(StandardCharsets.UTF_8);
      String topic =
          message.alarm().kind().isSnmp() ? StormWriter.SNMP_TOPIC : StormWriter.SYSLOG_TOPIC;
      Map<String, byte[]> headers = Map.of(RawHeaders.PEER, sender);
      raw.add(new RawRecord(topic, 0, i, message.timeMillis(), sender, headers, message.encode()));
    }
    return raw;
  }

  private static RawRecord storm(Alarm.Kind kind) {
    Storm.Message message = new Storm.Message(new Alarm(CI, kind, 3), true, TIME);
    return raw(message.encode(), RawHeaders.PEER, CI.address());
  }

  /** An OTLP request of ten log records of one resource. */
  public static RawRecord otlpLogs() {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (int i = 0; i < 10; i++) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano((TIME + i) * 1_000_000L)
              .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
              .setSeverityText("ERROR")
              .setBody(text("connection to orders-db refused after 3 attempts, order " + i))
              .addAttributes(attribute("exception.type", "java.net.ConnectException"))
              .addAttributes(attribute("thread.name", "http-nio-8080-exec-" + i)));
    }
    Resource resource =
        Resource.newBuilder()
            .addAttributes(attribute("service.name", "checkout"))
            .addAttributes(attribute("service.namespace", "shop"))
            .addAttributes(attribute("host.name", "host-2-3"))
            .build();
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope))
            .build()
            .toByteArray();
    return raw(request, RawHeaders.CONTENT_TYPE, "application/x-protobuf");
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValueBytes(ByteString.copyFromUtf8(value)).build();
  }

  /** A webhook with five alerts. */
  public static RawRecord alertmanager() {
    StringBuilder alerts = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      alerts
          .append(i == 0 ? "" : ",")
          .append(
              "{\"status\":\"firing\",\"labels\":{\"alertname\":\"HostHighCpu\",\"instance\":\"")
          .append("host-2-")
          .append(i)
          .append(
              ":9100\",\"job\":\"node\",\"severity\":\"critical\"},\"annotations\":{\"summary\":")
          .append("\"CPU above 95 % for 5 minutes\"},\"startsAt\":\"2026-01-15T03:09:58.123Z\",")
          .append(
              "\"endsAt\":\"0001-01-01T00:00:00Z\",\"generatorURL\":\"http://prometheus/graph\",")
          .append("\"fingerprint\":\"b2f5c0d4e6a7980")
          .append(i)
          .append("\"}");
    }
    return raw(
        ("{\"version\":\"4\",\"groupKey\":\"{}:{alertname=\\\"HostHighCpu\\\"}\",\"status\":\"firing\","
                + "\"receiver\":\"lull\",\"groupLabels\":{},\"commonLabels\":{},"
                + "\"commonAnnotations\":{},\"externalURL\":\"http://alertmanager\",\"alerts\":["
                + alerts
                + "]}")
            .getBytes(StandardCharsets.UTF_8),
        RawHeaders.CONTENT_TYPE,
        "application/json");
  }

  /** A line of Telegraf's cpu plugin. */
  public static RawRecord influx() {
    return raw(
        ("cpu,cpu=cpu-total,host=host-2-3,dc=north usage_user=12.5,usage_system=3.25,usage_idle=83.1,"
                + "usage_iowait=1.15,usage_steal=0,usage_nice=0i "
                + TIME * 1_000_000L
                + "\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** A remote write 1.0 request of a hundred series with a sample each. */
  public static RawRecord remoteWrite() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream request = CodedOutputStream.newInstance(bytes);
    for (int i = 0; i < SERIES; i++) {
      request.writeByteArray(1, series(i));
    }
    request.flush();
    byte[] plain = bytes.toByteArray();
    SnappyCompressor snappy = new SnappyCompressor();
    byte[] packed = new byte[snappy.maxCompressedLength(plain.length)];
    int length = snappy.compress(plain, 0, plain.length, packed, 0, packed.length);
    return raw(
        Arrays.copyOf(packed, length),
        RawHeaders.CONTENT_TYPE,
        "application/x-protobuf",
        RawHeaders.CONTENT_ENCODING,
        "snappy");
  }

  private static byte[] series(int number) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream series = CodedOutputStream.newInstance(bytes);
    series.writeByteArray(1, label("__name__", "node_cpu_seconds_total"));
    series.writeByteArray(1, label("cpu", Integer.toString(number / 8)));
    series.writeByteArray(1, label("instance", "host-2-3:9100"));
    series.writeByteArray(1, label("job", "node"));
    series.writeByteArray(1, label("mode", "mode-" + number % 8));
    ByteArrayOutputStream sampleBytes = new ByteArrayOutputStream();
    CodedOutputStream sample = CodedOutputStream.newInstance(sampleBytes);
    sample.writeDouble(1, number * 1.5);
    sample.writeInt64(2, TIME);
    sample.flush();
    series.writeByteArray(2, sampleBytes.toByteArray());
    series.flush();
    return bytes.toByteArray();
  }

  private static byte[] label(String name, String value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream label = CodedOutputStream.newInstance(bytes);
    label.writeString(1, name);
    label.writeString(2, value);
    label.flush();
    return bytes.toByteArray();
  }

  /** Headers come as name, value, name, value. */
  private static RawRecord raw(byte[] value, String... headers) {
    Map<String, byte[]> bytes = new HashMap<>();
    List<String> pairs = List.of(headers);
    for (int i = 0; i < pairs.size(); i += 2) {
      bytes.put(pairs.get(i), pairs.get(i + 1).getBytes(StandardCharsets.UTF_8));
    }
    byte[] key = CI.address().getBytes(StandardCharsets.UTF_8);
    return new RawRecord("lull.raw.benchmark", 0, 4711, TIME, key, bytes, value);
  }
}
