package io.lull.connector.format.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.MetricBatch;
import io.lull.schema.Scrape;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The short way gives what the long way does, or leaves the request to it. */
class OtlpScrapesTest {
  private static final long TIME = 1_795_317_410_123L;

  private final OtlpScrapes scrapes = new OtlpScrapes(DecoderOptions.DEFAULT);
  private final OtlpMetricsDecoder decoder = new OtlpMetricsDecoder(DecoderOptions.DEFAULT, null);

  @Property(tries = 200)
  void bothWaysGiveTheSame(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] request = request(random).toByteArray();
    assertThat(scrapes.read(request, raw(request))).isNotNull();
    byte[] long1 = withUnknownField(request);
    assertThat(scrapes.read(long1, raw(long1))).as("what is not known is left alone").isNull();
    assertThat(decode(request)).isEqualTo(decode(long1));
    assertThat(decode(request)).as("also from memory").isEqualTo(decode(long1));
  }

  @Property(tries = 300)
  void whateverTheBytesAreTheLongWayAgrees(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] request = request(random).toByteArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      request[random.nextInt(request.length)] = (byte) random.nextInt();
    }
    List<Scrape> read = scrapes.read(request, raw(request));
    if (read == null) {
      return;
    }
    List<MetricBatch> found = read.stream().map(Scrape::toBatch).toList();
    byte[] whole = ByteString.copyFrom(request).concat(unknownField()).toByteArray();
    TestingOutput out = TestingOutput.of(decoder, raw(whole));
    if (out.rejects.stream().anyMatch(reason -> reason.contains("UTF-8"))) {
      return; // in a description, which the short way does not look at
    }
    assertThat(out.rejects).isEmpty();
    assertThat(out.parts).isEmpty();
    assertThat(lines(found)).isEqualTo(lines(out.batches));
  }

  @Test
  void otherPointsGoTheLongWay() {
    Metric histogram =
        Metric.newBuilder()
            .setName("h")
            .setHistogram(
                Histogram.newBuilder()
                    .addDataPoints(HistogramDataPoint.newBuilder().setTimeUnixNano(TIME)))
            .build();
    assertThat(read(histogram)).isNull();
    assertThat(read(gauge(NumberDataPoint.newBuilder().setTimeUnixNano(TIME)))).isNull();
    assertThat(read(gauge(NumberDataPoint.newBuilder().setAsInt(1)))).isNull();
    assertThat(read(gauge(point(1)))).hasSize(1);
  }

  private @Nullable List<Scrape> read(Metric metric) {
    byte[] request =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .setResource(Resource.newBuilder().addAttributes(label("host.name", "h")))
                    .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
            .build()
            .toByteArray();
    return scrapes.read(request, raw(request));
  }

  private List<String> decode(byte[] request) {
    TestingOutput out = TestingOutput.of(decoder, raw(request));
    assertThat(out.rejects).isEmpty();
    assertThat(out.parts).isEmpty();
    return lines(out.batches);
  }

  /** A line a sample, for batches of one resource and time may come apart on the short way. */
  private static List<String> lines(List<MetricBatch> batches) {
    return batches.stream()
        .flatMap(
            batch ->
                batch.getSamples().stream()
                    .map(
                        sample ->
                            batch.getResource()
                                + " "
                                + batch.getTimeMillis()
                                + " "
                                + batch.getObservedMillis()
                                + " "
                                + sample))
        .sorted()
        .toList();
  }

  private static RawRecord raw(byte[] value) {
    return new RawRecord(
        "t",
        1,
        2,
        TIME,
        "sender".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        Map.of(),
        value);
  }

  private static ByteString unknownField() {
    return ByteString.copyFrom(new byte[] {15 << 3, 1});
  }

  private static byte[] withUnknownField(byte[] request) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeRawBytes(request);
    out.writeUInt32(15, 1);
    out.flush();
    return bytes.toByteArray();
  }

  private static ExportMetricsServiceRequest request(Random random) {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Resource.Builder resource =
          Resource.newBuilder().addAttributes(label("service.name", "s" + random.nextInt(2)));
      if (random.nextBoolean()) {
        resource.addAttributes(label("host.name", "h" + random.nextInt(3)));
      }
      ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
      long time = TIME * 1_000_000L + random.nextInt(3) * 1_000_000_000L;
      for (int m = random.nextInt(4); m >= 0; m--) {
        scope.addMetrics(metric(random, time));
      }
      request.addResourceMetrics(
          ResourceMetrics.newBuilder()
              .setResource(resource)
              .addScopeMetrics(scope)
              .setSchemaUrl("https://opentelemetry.io/schemas/1.9.0"));
    }
    return request.build();
  }

  private static Metric metric(Random random, long time) {
    Metric.Builder metric =
        Metric.newBuilder()
            .setName("m." + random.nextInt(3))
            .setDescription("what it is")
            .setUnit(random.nextBoolean() ? "By" : "");
    boolean sum = random.nextBoolean();
    if (sum) {
      metric
          .getSumBuilder()
          .setIsMonotonic(random.nextBoolean())
          .setAggregationTemporality(
              random.nextBoolean()
                  ? AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE
                  : AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    }
    for (int p = random.nextInt(3); p >= 0; p--) {
      NumberDataPoint.Builder point =
          point(random.nextGaussian()).setTimeUnixNano(time).setStartTimeUnixNano(time - 5);
      if (random.nextBoolean()) {
        point.setAsInt(random.nextLong());
      }
      if (random.nextInt(5) == 0) {
        point.setFlags(1).clearValue();
      }
      for (int l = random.nextInt(3); l > 0; l--) {
        point.addAttributes(label("l" + l, "é" + random.nextInt(4)));
      }
      if (sum) {
        metric.getSumBuilder().addDataPoints(point);
      } else {
        metric.getGaugeBuilder().addDataPoints(point);
      }
    }
    return metric.build();
  }

  private static NumberDataPoint.Builder point(double value) {
    return NumberDataPoint.newBuilder().setTimeUnixNano(TIME * 1_000_000L).setAsDouble(value);
  }

  private static Metric gauge(NumberDataPoint.Builder point) {
    Metric.Builder metric = Metric.newBuilder().setName("m");
    metric.getGaugeBuilder().addDataPoints(point);
    return metric.build();
  }

  private static KeyValue label(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
