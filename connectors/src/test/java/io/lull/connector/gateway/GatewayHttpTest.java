package io.lull.connector.gateway;

import static io.lull.connector.gateway.TestingRawSink.header;
import static io.lull.connector.gateway.TestingRawSink.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.snappy.SnappyCompressor;
import io.lull.connector.format.RawHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayHttpTest {
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String PROTO_V2 = PROTOBUF + ";proto=io.prometheus.write.v2.Request";
  private static final GatewayOptions.Limits SMALL =
      new GatewayOptions.Limits(1000, 5000, 1000, 10, 3000, 1 << 20, 400, 3000);

  private final TestingRawSink sink = new TestingRawSink();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    start(GatewayOptions.DEFAULT);
  }

  private void start(GatewayOptions options) throws IOException {
    gateway =
        Gateway.start(
            options.withListen(new GatewayOptions.Listen("127.0.0.1", -1, -1, 0)).withLimits(SMALL),
            sink);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.httpPort() + path))
        .timeout(Duration.ofSeconds(60));
  }

  private HttpResponse<byte[]> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = to(path).POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> postJson(String path, String body)
      throws IOException, InterruptedException {
    return post(path, utf8(body), "content-type", JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "/alertmanager,           ALERTMANAGER, application/json,   200",
    "/api/v2/alerts/webhook,  ALERTMANAGER, application/json,   200",
    "/events,                 EVENTS,       application/json,   200",
    "/events,                 EVENTS,       application/x-ndjson, 200",
    "/cloudevents,            CLOUDEVENTS,  application/cloudevents+json; charset=UTF-8, 204",
    "/cloudevents,            CLOUDEVENTS,  application/json,   204",
    "/v1/metrics,             OTLP_METRICS, application/json,   200",
    "/v1/logs,                OTLP_LOGS,    application/json,   200",
    "/v1/traces,              OTLP_TRACES,  application/json,   200"
  })
  void writesABodyToItsTopicAsItCame(String path, RawSource source, String type, int status)
      throws Exception {
    String body = " {\"any\": \"thing\"}\n";

    HttpResponse<byte[]> response = post(path, utf8(body), "Content-Type", type);

    assertThat(response.statusCode()).isEqualTo(status);
    RawMessage message = sink.of(source).get(0);
    assertThat(text(message)).isEqualTo(body);
    assertThat(header(message, RawHeaders.CONTENT_TYPE)).isEqualTo(type);
    assertThat(header(message, RawHeaders.CONTENT_ENCODING)).isNull();
    assertThat(header(message, RawHeaders.PEER)).isEqualTo("127.0.0.1");
  }

  @Test
  void answersOtlpInTheTypeOfTheRequest() throws Exception {
    byte[] body = {10, 0};

    HttpResponse<byte[]> protobuf = post("/v1/metrics", body, "content-type", PROTOBUF);
    HttpResponse<byte[]> json = postJson("/v1/metrics", "{}");
    HttpResponse<byte[]> nothing = post("/v1/metrics", new byte[0], "content-type", PROTOBUF);

    assertThat(protobuf.statusCode()).isEqualTo(200);
    assertThat(protobuf.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(protobuf.body()).isEmpty();
    assertThat(json.body()).asString().isEqualTo("{}");
    assertThat(json.headers().firstValue("content-type")).contains(JSON);
    assertThat(nothing.statusCode()).isEqualTo(200);
    assertThat(sink.of(RawSource.OTLP_METRICS)).hasSize(2);
  }

  @Test
  void tellsAnOtlpSenderInItsTypeWhyItIsRefused() throws Exception {
    HttpResponse<byte[]> response = post("/v1/logs", new byte[2000], "content-type", PROTOBUF);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.headers().firstValue("content-type")).contains(PROTOBUF);
    // google.rpc.Status: field 2, length 18.
    assertThat(response.body()).startsWith(18, 18);
    assertThat(response.body()).asString().endsWith("at most 1000 bytes");
  }

  @Test
  void passesGzipOnUnopened() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(utf8("{}"));
    }

    post("/v1/traces", zipped.toByteArray(), "content-type", JSON, "content-encoding", "gzip");

    RawMessage message = sink.of(RawSource.OTLP_TRACES).get(0);
    assertThat(message.value()).isEqualTo(zipped.toByteArray());
    assertThat(header(message, RawHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
  }

  @Test
  void turnsABinaryCloudEventIntoTheKafkaBinding() throws Exception {
    HttpResponse<byte[]> response =
        post(
            "/cloudevents",
            utf8("<alarm/>"),
            "content-type",
            "application/xml",
            "ce-specversion",
            "1.0",
            "ce-id",
            "7",
            "ce-source",
            "/site/1",
            "ce-type",
            "io.example.alarm",
            "ce-subject",
            "caf%C3%A9 100%");

    assertThat(response.statusCode()).isEqualTo(204);
    RawMessage message = sink.of(RawSource.CLOUDEVENTS).get(0);
    assertThat(header(message, "ce_type")).isEqualTo("io.example.alarm");
    assertThat(header(message, "ce_subject")).isEqualTo("café 100%");
    assertThat(header(message, RawHeaders.CONTENT_TYPE)).isEqualTo("application/xml");
    assertThat(post("/cloudevents", utf8("x"), "ce-specversion", "1.0").statusCode())
        .isEqualTo(400);
  }

  @Test
  void countsWhatARemoteWrite2RequestHolds() throws Exception {
    // Two series: labels, 2 samples, a histogram; and 1 sample, 1 exemplar, metadata.
    byte[] request =
        HexFormat.of()
            .parseHex(
                "2200"
                    + "2201"
                    + "61"
                    + "2a0e"
                    + "0a020102"
                    + "12021001"
                    + "12021002"
                    + "1a00"
                    + "2a08"
                    + "12021003"
                    + "2200"
                    + "2a00");

    HttpResponse<byte[]> response =
        post(
            "/api/v1/write",
            snappy(request),
            "content-type",
            PROTO_V2,
            "content-encoding",
            "snappy");

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(written(response, "Samples")).isEqualTo("3");
    assertThat(written(response, "Histograms")).isEqualTo("1");
    assertThat(written(response, "Exemplars")).isEqualTo("1");
    RawMessage message = sink.of(RawSource.PROMETHEUS).get(0);
    assertThat(message.value()).isEqualTo(snappy(request));
    assertThat(header(message, RawHeaders.CONTENT_TYPE)).isEqualTo(PROTO_V2);
    assertThat(header(message, RawHeaders.CONTENT_ENCODING)).isEqualTo("snappy");
  }

  private static String written(HttpResponse<byte[]> response, String what) {
    return response
        .headers()
        .firstValue("X-Prometheus-Remote-Write-" + what + "-Written")
        .orElse("absent");
  }

  @Test
  void refusesARemoteWriteRequestThatCannotBeOne() throws Exception {
    byte[] bomb = HexFormat.of().parseHex("ffffff7f00");
    byte[] notProtobuf = snappy(new byte[] {42, 100, 1});

    for (String type : List.of(PROTOBUF, PROTO_V2)) {
      assertThat(remoteWrite(type, new byte[0])).isEqualTo(400);
      assertThat(remoteWrite(type, bomb)).isEqualTo(413);
    }
    assertThat(remoteWrite(PROTO_V2, notProtobuf)).isEqualTo(400);
    assertThat(remoteWrite(PROTO_V2, Arrays.copyOf(snappy(new byte[900]), 20))).isEqualTo(400);
    assertThat(remoteWrite(PROTOBUF + ";proto=some.other.Request", snappy(new byte[0])))
        .isEqualTo(415);
    assertThat(remoteWrite(JSON, utf8("{}"))).isEqualTo(415);
    assertThat(sink.of(RawSource.PROMETHEUS)).isEmpty();
  }

  private int remoteWrite(String type, byte[] body) throws Exception {
    return post("/api/v1/write", body, "content-type", type, "content-encoding", "snappy")
        .statusCode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/alertmanager", "/events", "/v1/logs", "/cloudevents"})
  void refusesWhatIsNotForIt(String path) throws Exception {
    assertThat(post(path, utf8("x"), "content-type", "text/html").statusCode()).isEqualTo(415);
    assertThat(post(path, utf8("x")).statusCode()).isEqualTo(415);
    assertThat(post(path, utf8("{}"), "content-type", JSON, "content-encoding", "br").statusCode())
        .isEqualTo(415);
    assertThat(postJson(path, "no JSON").statusCode()).isEqualTo(400);
    assertThat(postJson(path, "").statusCode()).isEqualTo(400);
    assertThat(postJson(path, "{" + " ".repeat(1000)).statusCode()).isEqualTo(413);
    assertThat(gateway.metrics().total("received_total")).isZero();
    assertThat(gateway.metrics().total("refused_total")).isEqualTo(6);
  }

  @Test
  void takesABodyOfExactlyTheLimit() throws Exception {
    assertThat(postJson("/events", "{" + " ".repeat(999)).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAChunkedBodyThatGrowsTooLarge() throws Exception {
    byte[] large = new byte[1001];
    HttpRequest request =
        to("/events")
            .header("content-type", JSON)
            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))
            .build();

    assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(413);
  }

  @Test
  void asksForTheTokenWhereThereIsOne() throws Exception {
    gateway.close();
    start(GatewayOptions.DEFAULT.withBearerToken("s3cret"));

    assertThat(postJson("/events", "{}").statusCode()).isEqualTo(401);
    assertThat(authorized("Bearer s3cre")).isEqualTo(401);
    assertThat(authorized("Bearer s3cret2")).isEqualTo(401);
    assertThat(authorized("Basic s3cret")).isEqualTo(401);
    assertThat(sink.of(RawSource.EVENTS)).isEmpty();
    assertThat(authorized("Bearer s3cret")).isEqualTo(200);
    assertThat(authorized("bearer s3cret")).isEqualTo(200);
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(401);
  }

  private int authorized(String authorization) throws Exception {
    return post("/events", utf8("{}"), "content-type", JSON, "Authorization", authorization)
        .statusCode();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void answersOnlyWhenKafkaHasIt() throws Exception {
    sink.stall();
    HttpRequest request =
        to("/events").header("content-type", JSON).POST(BodyPublishers.ofString("{}")).build();
    CompletableFuture<HttpResponse<Void>> pending =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    while (sink.taken(RawSource.EVENTS) == 0) {
      Thread.sleep(5);
    }
    assertThat(pending).isNotDone();
    sink.resume();

    assertThat(pending.get().statusCode()).isEqualTo(200);
  }

  @Test
  void answersWhoIsWaitingBeforeItCloses() throws Exception {
    sink.stall();
    HttpRequest request =
        to("/events").header("content-type", JSON).POST(BodyPublishers.ofString("{}")).build();
    CompletableFuture<HttpResponse<Void>> pending =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    while (sink.taken(RawSource.EVENTS) == 0) {
      Thread.sleep(5);
    }
    Thread closing = new Thread(gateway::close);
    closing.start();
    closing.join(200);
    sink.resume();

    assertThat(pending.get().statusCode()).isEqualTo(200);
    closing.join(3000);
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  void tellsASenderToRetryWhenKafkaDoesNotAnswer() throws Exception {
    sink.stall();

    HttpResponse<byte[]> response = postJson("/events", "{}");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void tellsASenderToRetryWhenKafkaRefuses() throws Exception {
    sink.failWith(new IOException("no"));

    HttpResponse<byte[]> response = postJson("/events", "{}");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(get("/health").statusCode()).isEqualTo(503);
    sink.failWith(null);
    assertThat(postJson("/events", "{}").statusCode()).isEqualTo(200);
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void doesNotAskForWhatCanNeverBeStoredAgain() throws Exception {
    sink.failWith(new RawSink.Unstorable("too large", new IOException()));

    assertThat(postJson("/events", "{}").statusCode()).isEqualTo(413);
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesWhileTheBufferIsFullAndTakesAgainAfterwards() throws Exception {
    sink.stall();
    String body = "{" + " ".repeat(700);
    assertThat(postJson("/events", body).statusCode()).isEqualTo(503);
    assertThat(postJson("/events", body).statusCode()).isEqualTo(503);
    assertThat(sink.taken(RawSource.EVENTS)).isEqualTo(2);

    HttpResponse<byte[]> response = postJson("/events", body);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("buffer is full");
    assertThat(sink.taken(RawSource.EVENTS)).isEqualTo(2);
    sink.resume();
    assertThat(postJson("/events", body).statusCode()).isEqualTo(200);
    assertThat(sink.of(RawSource.EVENTS)).hasSize(3);
  }

  @Test
  void showsItsOwnCounters() throws Exception {
    postJson("/events", "{}");

    HttpResponse<String> response = get("/metrics");

    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body())
        .contains("# TYPE lull_gateway_received_total counter")
        .contains("lull_gateway_received_total{source=\"events\"} 1\n")
        .contains("# TYPE lull_gateway_buffer_bytes gauge")
        .contains("lull_gateway_buffer_bytes 0\n");
  }

  private static byte[] snappy(byte[] plain) {
    SnappyCompressor compressor = new SnappyCompressor();
    byte[] out = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, out, 0, out.length);
    return Arrays.copyOf(out, length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
