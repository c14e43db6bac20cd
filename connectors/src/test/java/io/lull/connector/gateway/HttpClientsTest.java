package io.lull.connector.gateway;

import static io.lull.connector.gateway.TestingRawSink.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.lull.connector.format.RawHeaders;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the senders that people run send over HTTP arrives, and they take the answer for success.
 */
@Tag("clients")
class HttpClientsTest {
  @TempDir Path home;
  private final TestingRawSink sink = new TestingRawSink();
  private Gateway gateway;
  private String url;

  @BeforeEach
  void start() throws IOException {
    gateway =
        Gateway.start(
            GatewayOptions.DEFAULT.withListen(new GatewayOptions.Listen("127.0.0.1", -1, -1, 0)),
            sink);
    url = "http://127.0.0.1:" + gateway.httpPort();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void takesWhatTheOtlpExportersSend() throws Exception {
    exportMetrics();
    exportLogs();
    exportSpans();

    RawMessage metrics = sink.of(RawSource.OTLP_METRICS).get(0);
    assertThat(header(metrics, RawHeaders.CONTENT_TYPE)).isEqualTo("application/x-protobuf");
    assertThat(header(metrics, RawHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
    assertThat(ExportMetricsServiceRequest.parseFrom(unzipped(metrics.value())))
        .asString()
        .contains("queue.length");
    assertThat(ExportLogsServiceRequest.parseFrom(sink.of(RawSource.OTLP_LOGS).get(0).value()))
        .asString()
        .contains("disk is full");
    assertThat(ExportTraceServiceRequest.parseFrom(sink.of(RawSource.OTLP_TRACES).get(0).value()))
        .asString()
        .contains("checkout");
  }

  private void exportMetrics() {
    try (SdkMeterProvider meters =
        SdkMeterProvider.builder()
            .registerMetricReader(
                PeriodicMetricReader.create(
                    OtlpHttpMetricExporter.builder()
                        .setEndpoint(url + "/v1/metrics")
                        .setCompression("gzip")
                        .build()))
            .build()) {
      meters.get("test").counterBuilder("queue.length").build().add(3, Attributes.empty());
      assertThat(meters.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  private void exportLogs() {
    try (SdkLoggerProvider loggers =
        SdkLoggerProvider.builder()
            .addLogRecordProcessor(
                SimpleLogRecordProcessor.create(
                    OtlpHttpLogRecordExporter.builder().setEndpoint(url + "/v1/logs").build()))
            .build()) {
      loggers.get("test").logRecordBuilder().setBody("disk is full").emit();
      assertThat(loggers.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  private void exportSpans() {
    try (SdkTracerProvider tracers =
        SdkTracerProvider.builder()
            .addSpanProcessor(
                SimpleSpanProcessor.create(
                    OtlpHttpSpanExporter.builder().setEndpoint(url + "/v1/traces").build()))
            .build()) {
      tracers.get("test").spanBuilder("checkout").startSpan().end();
      assertThat(tracers.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }
  }

  @Test
  void takesWhatCurlSends() throws Exception {
    Clients.Outcome outcome =
        Clients.run(
            home,
            "curl",
            "-sS",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "-H",
            "content-type: application/json",
            "-d",
            "{\"resource\":\"db-1\"}",
            url + "/events");

    assertThat(outcome.output()).isEqualTo("200");
    assertThat(sink.of(RawSource.EVENTS)).hasSize(1);
  }

  /** Prometheus scraping itself; Debian's speaks remote write 1.0. */
  @Test
  void takesWhatPrometheusWrites() throws Exception {
    Clients.assumeInstalled("prometheus");
    int port = freePort();
    Path config = home.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: self
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        remote_write:
          - url: %s/api/v1/write
            queue_config: {batch_send_deadline: 200ms}
        """
            .formatted(port, url));
    Path output = home.resolve("prometheus.out");
    Process prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      List<RawMessage> messages =
          sink.await(
              RawSource.PROMETHEUS,
              written -> written.stream().anyMatch(message -> plain(message).contains("self")),
              "samples");
      RawMessage message = messages.get(0);
      assertThat(header(message, RawHeaders.CONTENT_ENCODING)).isEqualTo("snappy");
      assertThat(message.key()).isEqualTo("127.0.0.1".getBytes(StandardCharsets.UTF_8));
      assertThat(gateway.metrics().total("refused_total")).isZero();
    } finally {
      prometheus.destroyForcibly();
      prometheus.waitFor();
    }
    assertThat(Files.readString(output)).doesNotContain("non-recoverable error");
  }

  private static String plain(RawMessage message) {
    byte[] body = message.value();
    byte[] plain = new byte[SnappyDecompressor.getUncompressedLength(body, 0)];
    new SnappyDecompressor().decompress(body, 0, body.length, plain, 0, plain.length);
    return new String(plain, StandardCharsets.ISO_8859_1);
  }

  @Test
  void takesWhatAlertmanagerSends() throws Exception {
    Clients.assumeInstalled("prometheus-alertmanager");
    int port = freePort();
    Path config = home.resolve("alertmanager.yml");
    Files.writeString(
        config,
        """
        route: {receiver: lull, group_wait: 0s}
        receivers:
          - name: lull
            webhook_configs: [{url: "%s/alertmanager"}]
        """
            .formatted(url));
    Process alertmanager =
        new ProcessBuilder(
                "prometheus-alertmanager",
                "--config.file=" + config,
                "--storage.path=" + home.resolve("data"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("alertmanager.out").toFile())
            .start();
    try {
      raiseAlert(port);
      RawMessage message = sink.await(RawSource.ALERTMANAGER, 1).get(0);
      assertThat(TestingRawSink.text(message)).contains("\"version\":\"4\"", "DiskFull");
    } finally {
      alertmanager.destroyForcibly();
      alertmanager.waitFor();
    }
  }

  /** Tries until Alertmanager listens. */
  private static void raiseAlert(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/alerts"))
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "[{\"labels\":{\"alertname\":\"DiskFull\",\"instance\":\"db-1\"}}]"))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    for (int attempt = 0; ; attempt++) {
      try {
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
        return;
      } catch (IOException e) {
        if (attempt == 100) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
