package io.lull.connector.format.metrics;

import static io.lull.connector.format.metrics.TestingRemoteWrite.histogram;
import static io.lull.connector.format.metrics.TestingRemoteWrite.message;
import static io.lull.connector.format.metrics.TestingRemoteWrite.sample;
import static io.lull.connector.format.metrics.TestingRemoteWrite.sampleBits;
import static io.lull.connector.format.metrics.TestingRemoteWrite.series;
import static io.lull.connector.format.metrics.TestingRemoteWrite.v1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteWriteDecoderTest extends DecoderContract {
  static final long TIME = 1795317410123L;
  private static final List<String> UP =
      List.of("__name__", "up", "instance", "db-1:9100", "job", "node");

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new RemoteWriteDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(
        v1(
            series(UP, sample(0, TIME)),
            series(
                List.of("__name__", "node_cpu_seconds_total", "cpu", "0", "instance", "db-1:9100"),
                sample(17.5, TIME),
                sample(18.5, TIME + 1))));
  }

  @Test
  void readsWhatPrometheusWrites() {
    TestingOutput out = decode(samples().get(0));
    assertThat(Samples.lines(out))
        .containsExactly(
            "db-1 " + TIME + " up{instance=db-1:9100, job=node} 0.0 GAUGE",
            "db-1 " + TIME + " node_cpu_seconds_total{cpu=0, instance=db-1:9100} 17.5 COUNTER s",
            "db-1 "
                + (TIME + 1)
                + " node_cpu_seconds_total{cpu=0, instance=db-1:9100} 18.5 COUNTER s");
    assertThat(out.batches).hasSize(2);
    assertThat(out.batches.get(0).getSource()).isEqualTo("prometheus");
  }

  @Test
  void theStaleMarkerIsToldFromOtherNaNs() {
    List<String> lines =
        Samples.lines(
            decode(
                v1(
                    series(
                        UP,
                        sampleBits(0x7ff0000000000002L, TIME),
                        sampleBits(0x7ff8000000000001L, TIME)))));
    assertThat(lines.get(0)).endsWith(" stale GAUGE");
    assertThat(lines.get(1)).endsWith(" NaN GAUGE");
  }

  @Test
  void namesTheResourceByTheMostTellingLabel() {
    for (String[] labels :
        new String[][] {
          {"instance", "[2001:db8::1]:9100", "2001:db8::1"},
          {"instance", "2001:db8::1", "2001:db8::1"},
          {"instance", "https://user@shop.example:8443/health?x=1", "shop.example"},
          {"node", "node-7", "node-7"},
          {"pod", "cart-0", "cart-0"},
          {"job", "batch", "batch"},
          {"other", "x", "unknown"},
        }) {
      TestingOutput out =
          decode(v1(series(List.of("__name__", "m", labels[0], labels[1]), sample(1, TIME))));
      String expected = labels[2].equals("unknown") ? "unknown" : labels[2];
      assertThat(out.batches.get(0).getResource()).isEqualTo(expected);
    }
  }

  @Test
  void kubeStateMetricsAreAboutTheirSubject() {
    List<String> labels =
        List.of(
            "__name__",
            "kube_pod_status_ready",
            "instance",
            "10.0.0.9:8080",
            "pod",
            "cart-0",
            "node",
            "node-7");
    assertThat(Samples.lines(decode(v1(series(labels, sample(0, TIME))))))
        .containsExactly(
            "cart-0 "
                + TIME
                + " kube_pod_status_ready{instance=10.0.0.9:8080, node=node-7} 0.0 GAUGE");
  }

  @Test
  void aNativeHistogramGivesCountSumAndBuckets() {
    byte[] series =
        message(
            out -> {
              out.writeByteArray(1, label("__name__", "rpc_seconds"));
              out.writeByteArray(1, label("instance", "db-1:1"));
              out.writeByteArray(4, histogram(12, Double.doubleToRawLongBits(3.5), 0, TIME));
              out.writeByteArray(4, histogram(0, WireSample.STALE_NAN, 3, TIME + 1));
            });
    assertThat(Samples.lines(decode(v1(series))))
        .containsExactly(
            "db-1 " + TIME + " rpc_seconds_count{instance=db-1:1} 12.0 COUNTER 1",
            "db-1 " + TIME + " rpc_seconds_sum{instance=db-1:1} 3.5 COUNTER s",
            "db-1 " + TIME + " rpc_seconds_bucket{instance=db-1:1, le=1} 1.0 COUNTER 1",
            "db-1 "
                + TIME
                + " rpc_seconds_bucket{instance=db-1:1, le=1.189207115002721} 4.0 COUNTER 1",
            "db-1 " + TIME + " rpc_seconds_bucket{instance=db-1:1, le=+Inf} 12.0 COUNTER 1",
            "db-1 " + (TIME + 1) + " rpc_seconds_count{instance=db-1:1} stale GAUGE 1",
            "db-1 " + (TIME + 1) + " rpc_seconds_sum{instance=db-1:1} stale GAUGE s");
  }

  /**
   * A histogram with floats and custom bounds, one with crooked spans, one of an unknown schema.
   */
  @Test
  void otherNativeHistogramsAreTakenOrRefusedAlone() {
    byte[] custom =
        message(
            out -> {
              out.writeDouble(2, 6);
              out.writeDouble(3, 2.5);
              out.writeSInt32(4, -53);
              out.writeByteArray(11, message(span -> span.writeUInt32(2, 3)));
              for (double count : new double[] {1, 2, 3}) {
                out.writeDouble(13, count);
              }
              out.writeInt64(15, TIME);
              out.writeDouble(16, 0.5);
              out.writeDouble(16, 1);
            });
    assertThat(Samples.lines(decode(v1(native1(custom)))))
        .containsExactly(
            "db-1 " + TIME + " rpc_count{instance=db-1:1} 6.0 COUNTER 1",
            "db-1 " + TIME + " rpc_sum{instance=db-1:1} 2.5 COUNTER",
            "db-1 " + TIME + " rpc_bucket{instance=db-1:1, le=0.5} 1.0 COUNTER 1",
            "db-1 " + TIME + " rpc_bucket{instance=db-1:1, le=1} 3.0 COUNTER 1",
            "db-1 " + TIME + " rpc_bucket{instance=db-1:1, le=+Inf} 6.0 COUNTER 1");
    byte[] crooked =
        message(
            out -> {
              out.writeByteArray(11, message(span -> span.writeUInt32(2, -1)));
              out.writeByteArray(12, new byte[] {2, 4});
            });
    byte[] strange = message(out -> out.writeSInt32(4, 9));
    for (byte[] bad : List.of(crooked, strange)) {
      byte[] good = series(List.of("__name__", "up", "instance", "db-1:1"), sample(1, TIME));
      TestingOutput out = check(v1(native1(bad), good));
      assertThat(Samples.lines(out)).hasSize(1);
      assertThat(out.parts).hasSize(1);
      assertThat(out.parts.get(0).reason()).containsAnyOf("spans", "schema 9");
    }
  }

  private static byte[] native1(byte[] histogram) {
    return message(
        out -> {
          out.writeByteArray(1, label("__name__", "rpc"));
          out.writeByteArray(1, label("instance", "db-1:1"));
          out.writeByteArray(4, histogram);
        });
  }

  @Test
  void metadataWithoutSeriesIsValidAndGivesNothing() {
    byte[] metadata =
        message(
            out ->
                out.writeByteArray(
                    3,
                    message(
                        entry -> {
                          entry.writeEnum(1, 1);
                          entry.writeString(2, "http_requests_total");
                        })));
    assertThat(decode(SnappyBlock.pack(metadata)).calls()).isZero();
    assertThat(decode(SnappyBlock.pack(new byte[0])).calls()).isZero();
  }

  @Test
  void badSeriesComeBackAsOneRequestAndTheOthersAreTaken() {
    byte[] nameless = series(List.of("instance", "db-1:9100"), sample(1, TIME));
    byte[] broken = message(out -> out.writeByteArray(2, new byte[] {9, 1, 2}));
    TestingOutput out =
        check(v1(nameless, series(UP, sample(1, TIME)), broken, series(UP, sample(2, TIME))));
    assertThat(Samples.lines(out)).hasSize(2);
    assertThat(out.parts)
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.reason())
                  .startsWith("series at byte 2: no label __name__")
                  .endsWith("(and 1 more series)");
              assertThat(part.bytes()).isEqualTo(v1(nameless, broken));
            });
  }

  @Test
  void moreSamplesThanTheLimitComeBack() {
    byte[][] many = new byte[2500][];
    for (int i = 0; i < many.length; i++) {
      many[i] = series(UP, sample(i, TIME + i));
    }
    TestingOutput out = check(v1(many));
    assertThat(Samples.lines(out)).hasSize(2000);
    assertThat(out.parts.get(0).reason()).contains("more than 2000 samples").contains("499 more");
    assertThat(Samples.lines(decode(out.parts.get(0).bytes()))).hasSize(500);
  }

  @Test
  void bombsAreRefusedBeforeTheyAreUnpacked() {
    byte[] claimsFourGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0};
    assertThat(check(claimsFourGigabytes).onlyReject()).contains("claims 4294967295 bytes");
    byte[] claimsAMegabyte = {(byte) 0x80, (byte) 0x80, 0x40, 0, 0};
    assertThat(check(claimsAMegabyte).onlyReject()).contains("more than 5 can hold");
    byte[] lengthless = new byte[9];
    java.util.Arrays.fill(lengthless, (byte) 0x81);
    assertThat(check(lengthless).onlyReject()).contains("no varint");
    assertThat(check(SnappyBlock.pack(new byte[2 << 20])).onlyReject()).contains("limit");
  }

  @Test
  void manyEmptySeriesAreRejectedQuickly() {
    byte[] empty = new byte[1 << 19];
    for (int i = 0; i < empty.length; i += 2) {
      empty[i] = 0x0a;
    }
    TestingOutput out = check(SnappyBlock.pack(empty));
    assertThat(out.parts).hasSize(1);
  }

  @Test
  void saysWhatElseTheBytesMayBe() {
    assertThat(decode("{\"a\":1}".getBytes(UTF_8)).onlyReject()).contains("snappy");
    byte[] framed = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y', 0, 0};
    assertThat(decode(framed).onlyReject()).contains("framing format, expected the block format");
    assertThat(
            TestingOutput.of(
                    decoder(options()), RawRecords.of(samples().get(0), "content-encoding", "gzip"))
                .onlyReject())
        .isEqualTo("content-encoding 'gzip', expected snappy (block format)");
    assertThat(decode(SnappyBlock.pack("hello".getBytes(UTF_8))).onlyReject())
        .contains("not a remote write request");
  }

  @Test
  void anUncompressedRequestSaysSo() {
    byte[] request = message(out -> out.writeByteArray(1, series(UP, sample(1, TIME))));
    assertThat(
            Samples.lines(
                TestingOutput.of(
                    decoder(options()), RawRecords.of(request, "content-encoding", "identity"))))
        .hasSize(1);
  }

  private static byte[] label(String name, String value) {
    return message(
        out -> {
          out.writeString(1, name);
          out.writeString(2, value);
        });
  }
}
