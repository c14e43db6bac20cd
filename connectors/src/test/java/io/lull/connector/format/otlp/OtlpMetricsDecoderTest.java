package io.lull.connector.format.otlp;

import static io.lull.connector.format.otlp.TestingOtlp.NANOS;
import static io.lull.connector.format.otlp.TestingOtlp.TIME;
import static io.lull.connector.format.otlp.TestingOtlp.gauge;
import static io.lull.connector.format.otlp.TestingOtlp.gzip;
import static io.lull.connector.format.otlp.TestingOtlp.metrics;
import static io.lull.connector.format.otlp.TestingOtlp.point;
import static io.lull.connector.format.otlp.TestingOtlp.resource;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OtlpMetricsDecoderTest extends DecoderContract {
  private static final String JSON =
      """
      {"resourceMetrics":[{"resource":{"attributes":[
        {"key":"host.name","value":{"stringValue":"db-1"}},
        {"key":"service.name","value":{"stringValue":"orders-db"}}]},
       "scopeMetrics":[{"scope":{"name":"hostmetrics"},"metrics":[
        {"name":"system.cpu.utilization","unit":"1","gauge":{"dataPoints":[
          {"timeUnixNano":"1795317410123000456","asDouble":0.93,
           "attributes":[{"key":"state","value":{"stringValue":"user"}}]}]}},
        {"name":"system.network.io","unit":"By","futureField":{"a":[1,{}]},"sum":{
          "aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
          {"timeUnixNano":1795317410123000456,"asInt":"9007199254740993"}]}}]}]}]}
      """;

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new OtlpMetricsDecoder(options, null);
  }

  @Override
  protected List<byte[]> samples() {
    byte[] proto = metrics(resource("host.name", "db-1"), gauge("m", point(1))).toByteArray();
    return List.of(proto, gzip(proto), JSON.getBytes(UTF_8));
  }

  @Test
  void jsonAndProtobufAreTheSame() {
    List<String> json = lines(decode(JSON.getBytes(UTF_8)));
    assertThat(json)
        .containsExactly(
            "db-1 "
                + TIME
                + " system.cpu.utilization{service.name=orders-db, state=user} 0.93 GAUGE 1",
            "db-1 "
                + TIME
                + " system.network.io{service.name=orders-db} 9.007199254740992E15 COUNTER By");
  }

  @Test
  void sumsKeepTheirTemporality() {
    assertThat(lines(decode(request(sum(true, 2), sum(true, 1), sum(false, 2), sum(false, 1)))))
        .extracting(line -> line.split(" ")[4])
        .containsExactly("COUNTER", "DELTA", "GAUGE", "DELTA");
  }

  @Test
  void aPointWithoutRecordedValueIsStale() {
    NumberDataPoint ended = NumberDataPoint.newBuilder().setTimeUnixNano(NANOS).setFlags(1).build();
    TestingOutput out = decode(request(gauge("m", ended)));
    Sample sample = out.batches.get(0).getSamples().get(0);
    assertThat(sample.getStale()).isTrue();
    assertThat(sample.getValue()).isNaN();
  }

  @Test
  void histogramsBecomeCumulatedBuckets() {
    HistogramDataPoint point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(NANOS)
            .setCount(6)
            .setSum(12.5)
            .setMax(9)
            .addAllExplicitBounds(List.of(1.0, 2.5))
            .addAllBucketCounts(List.of(1L, 2L, 3L))
            .build();
    assertThat(lines(decode(request(histogram(point)))))
        .containsExactly(
            "h " + TIME + " rpc_count{} 6.0 COUNTER 1",
            "h " + TIME + " rpc_sum{} 12.5 COUNTER s",
            "h " + TIME + " rpc_max{} 9.0 GAUGE s",
            "h " + TIME + " rpc_bucket{le=1} 1.0 COUNTER 1",
            "h " + TIME + " rpc_bucket{le=2.5} 3.0 COUNTER 1",
            "h " + TIME + " rpc_bucket{le=+Inf} 6.0 COUNTER 1");
  }

  @Test
  void exponentialHistogramsBecomeTheBucketsThatHoldSomething() {
    ExponentialHistogramDataPoint point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(NANOS)
            .setCount(10)
            .setScale(0)
            .setZeroCount(1)
            .setNegative(buckets(1, 2)) // (-4, -2]: 2
            .setPositive(buckets(-1, 3, 0, 4)) // (0.5, 1]: 3, (1, 2]: 0, (2, 4]: 4
            .build();
    Metric metric =
        Metric.newBuilder()
            .setName("rpc")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                    .addDataPoints(point))
            .build();
    assertThat(lines(decode(request(metric))))
        .containsExactly(
            "h " + TIME + " rpc_count{} 10.0 DELTA 1",
            "h " + TIME + " rpc_bucket{le=-2} 2.0 DELTA 1",
            "h " + TIME + " rpc_bucket{le=0} 3.0 DELTA 1",
            "h " + TIME + " rpc_bucket{le=1} 6.0 DELTA 1",
            "h " + TIME + " rpc_bucket{le=4} 10.0 DELTA 1",
            "h " + TIME + " rpc_bucket{le=+Inf} 10.0 DELTA 1");
  }

  @Test
  void summariesBecomeQuantiles() {
    SummaryDataPoint point =
        SummaryDataPoint.newBuilder()
            .setTimeUnixNano(NANOS)
            .setCount(2)
            .setSum(3)
            .addQuantileValues(
                SummaryDataPoint.ValueAtQuantile.newBuilder().setQuantile(0.99).setValue(2))
            .build();
    Metric metric =
        Metric.newBuilder()
            .setName("rpc")
            .setSummary(Summary.newBuilder().addDataPoints(point))
            .build();
    assertThat(lines(decode(request(metric))))
        .containsExactly(
            "h " + TIME + " rpc_count{} 2.0 COUNTER 1",
            "h " + TIME + " rpc_sum{} 3.0 COUNTER",
            "h " + TIME + " rpc{quantile=0.99} 2.0 GAUGE");
  }

  @Test
  void aRandomInstanceIdNamesNobody() {
    String uuid = "627cc493-f310-47de-96bd-71410b7dec09";
    TestingOutput out =
        decode(
            metrics(
                    resource("service.instance.id", uuid, "service.name", "cart"),
                    gauge("m", point(1)))
                .toByteArray());
    assertThat(lines(out))
        .containsExactly("cart " + TIME + " m{service.instance.id=" + uuid + "} 1.0 GAUGE 1");
  }

  @Test
  void badPointsComeBackAloneInTheEncodingOfTheRequest() {
    NumberDataPoint empty = NumberDataPoint.newBuilder().setTimeUnixNano(NANOS).build();
    HistogramDataPoint crooked =
        HistogramDataPoint.newBuilder().addAllBucketCounts(List.of(1L, 2L, 3L)).build();
    var request =
        metrics(
            resource("host.name", "h"),
            gauge("m", point(1), empty, point(2)),
            histogram(crooked),
            Metric.newBuilder().setName("none").build(),
            Metric.newBuilder().build());
    var refused =
        metrics(
            resource("host.name", "h"),
            gauge("m", empty),
            histogram(crooked),
            Metric.newBuilder().setName("none").build(),
            Metric.newBuilder().build());
    TestingOutput proto = check(request.toByteArray());
    assertThat(lines(proto)).hasSize(2);
    assertThat(proto.parts.get(0).reason())
        .isEqualTo("metric 'm': a point without value (and 3 more)");
    assertThat(proto.parts.get(0).bytes()).isEqualTo(refused.toByteArray());
    TestingOutput json = check(OtlpJsonWriter.write(request));
    assertThat(lines(json)).hasSize(2);
    assertThat(json.parts.get(0).bytes()).isEqualTo(OtlpJsonWriter.write(refused));
  }

  @Test
  void anotherSignalIsRefused() {
    TestingOutput logs = check(TestingOtlp.logs(resource(), TestingOtlp.log("x")).toByteArray());
    assertThat(logs.batches).isEmpty();
    assertThat(logs.calls()).isEqualTo(1);
    assertThat(decode("{\"resourceLogs\":[]}".getBytes(UTF_8)).onlyReject())
        .contains("expected an object with 'resourceMetrics'");
  }

  @Test
  void whatIsSaidMustBeWhatIsSent() {
    byte[] proto = samples().get(0);
    assertThat(said("application/json", proto).onlyReject())
        .isEqualTo("content-type says JSON, but the value does not begin with '{'");
    assertThat(said("application/x-protobuf", JSON.getBytes(UTF_8)).onlyReject())
        .isEqualTo("content-type says protobuf, but the value begins with '{' as JSON does");
    assertThat(said("application/json; charset=utf-8", JSON.getBytes(UTF_8)).batches).hasSize(1);
    assertThat(bound("otlp-metrics-json", proto).onlyReject()).contains("bound to JSON");
    assertThat(bound("otlp-metrics-proto", JSON.getBytes(UTF_8)).onlyReject())
        .contains("bound to protobuf");
    assertThat(bound("otlp-metrics-proto", proto).batches).hasSize(1);
  }

  @Test
  void aProtobufRequestThatLooksLikeJsonIsProtobuf() {
    // 123 bytes of resource metrics begin with "\n{", and 34 of resource with "\n\"".
    for (int length = 1; length < 200; length++) {
      byte[] request =
          metrics(resource("host.name", "h".repeat(length)), gauge("m", point(1))).toByteArray();
      assertThat(decode(request).batches).as("%d", length).hasSize(1);
    }
  }

  @Test
  void bombsAreRefused() {
    byte[] bomb = gzip(new byte[LIMITS.maxBytes() + 1]);
    assertThat(check(bomb).onlyReject()).contains("unpacks to more than the limit");
    byte[] empties = new byte[LIMITS.maxBytes()];
    for (int i = 0; i < empties.length; i += 2) {
      empties[i] = 0x0a;
    }
    check(empties);
    DecoderOptions large = DecoderOptions.DEFAULT;
    byte[] more = new byte[8 << 20];
    for (int i = 0; i < more.length; i += 2) {
      more[i] = 0x0a;
    }
    assertThat(TestingOutput.of(decoder(large), RawRecords.of(more)).onlyReject())
        .contains("more than 2000000 nested messages");
    HistogramDataPoint wide =
        HistogramDataPoint.newBuilder()
            .addAllBucketCounts(java.util.Collections.nCopies(5001, 1L))
            .addAllExplicitBounds(java.util.Collections.nCopies(5000, 1.0))
            .build();
    assertThat(check(request(histogram(wide))).parts.get(0).reason())
        .contains("more than 2000 samples");
  }

  @Test
  void deepJsonIsRefused() {
    String open = "{\"arrayValue\":{\"values\":[";
    String json =
        "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":"
            + open.repeat(1000);
    assertThat(check(json.getBytes(UTF_8)).onlyReject()).contains("not OTLP/JSON");
  }

  @Test
  void badJsonIsRefusedWithItsPlace() {
    String bad = JSON.replace("\"1795317410123000456\"", "\"soon\"");
    assertThat(decode(bad.getBytes(UTF_8)).onlyReject())
        .contains("expected fixed64 at /resourceMetrics/0/scopeMetrics/0/metrics/0/gauge")
        .contains("line 6");
  }

  private TestingOutput said(String contentType, byte[] value) {
    return TestingOutput.of(decoder(options()), RawRecords.of(value, "content-type", contentType));
  }

  private TestingOutput bound(String format, byte[] value) {
    return TestingOutput.of(Decoders.create(format, options()), RawRecords.of(value));
  }

  private static byte[] request(Metric... metrics) {
    return metrics(resource("host.name", "h"), metrics).toByteArray();
  }

  private static Metric sum(boolean monotonic, int temporality) {
    return Metric.newBuilder()
        .setName("m")
        .setSum(
            Sum.newBuilder()
                .setIsMonotonic(monotonic)
                .setAggregationTemporalityValue(temporality)
                .addDataPoints(point(1)))
        .build();
  }

  private static Metric histogram(HistogramDataPoint point) {
    return Metric.newBuilder()
        .setName("rpc")
        .setUnit("s")
        .setHistogram(
            Histogram.newBuilder()
                .setAggregationTemporality(
                    AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                .addDataPoints(point))
        .build();
  }

  private static ExponentialHistogramDataPoint.Buckets buckets(int offset, long... counts) {
    var buckets = ExponentialHistogramDataPoint.Buckets.newBuilder().setOffset(offset);
    for (long count : counts) {
      buckets.addBucketCounts(count);
    }
    return buckets.build();
  }

  private static List<String> lines(TestingOutput out) {
    return out.batches.stream()
        .flatMap(batch -> batch.getSamples().stream().map(sample -> line(batch, sample)))
        .toList();
  }

  private static String line(MetricBatch batch, Sample sample) {
    return (batch.getResource()
            + ' '
            + batch.getTimeMillis()
            + ' '
            + sample.getMetric()
            + new TreeMap<>(sample.getLabels())
            + ' '
            + sample.getValue()
            + ' '
            + sample.getKind()
            + ' '
            + sample.getUnit())
        .strip();
  }
}
