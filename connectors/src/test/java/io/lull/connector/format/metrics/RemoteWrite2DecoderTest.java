package io.lull.connector.format.metrics;

import static io.lull.connector.format.metrics.TestingRemoteWrite.histogram;
import static io.lull.connector.format.metrics.TestingRemoteWrite.sample;
import static io.lull.connector.format.metrics.TestingRemoteWrite.series2;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.TestingOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteWrite2DecoderTest extends DecoderContract {
  private static final long TIME = RemoteWriteDecoderTest.TIME;
  private static final List<String> QUEUE =
      List.of("__name__", "queue_depth", "instance", "mq-1:9419", "queue", "orders");

  private final TestingRemoteWrite wire = new TestingRemoteWrite();

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new RemoteWriteDecoder(options);
  }

  @Override
  protected String[] headers() {
    return new String[] {
      RawHeaders.CONTENT_TYPE, "application/x-protobuf;proto=io.prometheus.write.v2.Request",
      RawHeaders.CONTENT_ENCODING, "snappy"
    };
  }

  @Override
  protected List<byte[]> samples() {
    TestingRemoteWrite fresh = new TestingRemoteWrite();
    byte[] gauge = fresh.series2(QUEUE, 2, "", 2, sample(7, TIME));
    return List.of(fresh.v2(gauge));
  }

  @Test
  void metadataSaysKindAndUnit() {
    byte[] gauge = wire.series2(QUEUE, 2, "bytes", 2, sample(7, TIME));
    byte[] counter =
        wire.series2(
            List.of("__name__", "sent", "instance", "mq-1:9419"), 1, "", 2, sample(9, TIME));
    byte[] histogram =
        wire.series2(
            List.of("__name__", "lag_seconds", "instance", "mq-1:9419"),
            3,
            "seconds",
            3,
            histogram(4, Double.doubleToRawLongBits(2), 2, TIME));
    assertThat(Samples.lines(decode(wire.v2(gauge, counter, histogram))))
        .containsExactly(
            "mq-1 " + TIME + " queue_depth{instance=mq-1:9419, queue=orders} 7.0 GAUGE By",
            "mq-1 " + TIME + " sent{instance=mq-1:9419} 9.0 COUNTER",
            "mq-1 " + TIME + " lag_seconds_count{instance=mq-1:9419} 4.0 COUNTER 1",
            "mq-1 " + TIME + " lag_seconds_sum{instance=mq-1:9419} 2.0 COUNTER s",
            "mq-1 " + TIME + " lag_seconds_bucket{instance=mq-1:9419, le=1} 1.0 COUNTER 1",
            "mq-1 "
                + TIME
                + " lag_seconds_bucket{instance=mq-1:9419, le=1.189207115002721} 4.0 COUNTER 1",
            "mq-1 " + TIME + " lag_seconds_bucket{instance=mq-1:9419, le=+Inf} 4.0 COUNTER 1");
  }

  @Test
  void theVersionIsSeenWithoutAContentType() {
    TestingOutput out =
        TestingOutput.of(
            decoder(options()), io.lull.connector.format.RawRecords.of(samples().get(0)));
    assertThat(Samples.lines(out)).hasSize(1);
  }

  @Test
  void seriesThatReferToNoSymbolComeBackWithTheTable() {
    byte[] good = wire.series2(QUEUE, 2, "", 2, sample(7, TIME));
    byte[] outOfRange = series2(new byte[] {1, 99}, 2, 0, 2, sample(8, TIME));
    byte[] odd = series2(new byte[] {1}, 2, 0, 2, sample(8, TIME));
    byte[] huge = series2(new byte[] {-1, -1, -1, -1, 15, 1}, 2, 0, 2, sample(8, TIME));
    TestingOutput out = check(wire.v2(outOfRange, good, odd, huge));
    assertThat(Samples.lines(out)).hasSize(1);
    assertThat(out.parts)
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.reason())
                  .contains("symbol 99 of a table of 7")
                  .contains("2 more series");
              assertThat(part.bytes()).isEqualTo(wire.v2(outOfRange, odd, huge));
            });
    byte[] onlyHuge = wire.v2(huge);
    assertThat(decode(onlyHuge).parts.get(0).reason()).contains("symbol 4294967295 of");
  }

  @Test
  void symbolsMayComeAfterTheSeries() {
    byte[] series = wire.series2(QUEUE, 2, "", 2, sample(7, TIME));
    byte[] request =
        TestingRemoteWrite.message(
            out -> {
              out.writeByteArray(5, series);
              for (String symbol :
                  List.of(
                      "", "__name__", "queue_depth", "instance", "mq-1:9419", "queue", "orders")) {
                out.writeString(4, symbol);
              }
            });
    assertThat(Samples.lines(decode(SnappyBlock.pack(request)))).hasSize(1);
  }

  @Test
  void aTableOfMillionsOfSymbolsIsRefused() {
    byte[] empties = new byte[200_000];
    for (int i = 0; i < empties.length; i += 2) {
      empties[i] = 0x22;
    }
    assertThat(check(SnappyBlock.pack(empties)).onlyReject()).contains("more than 20000 symbols");
  }

  @Test
  void aRequestOfVersion1UnderTheHeaderOf2IsRefused() {
    byte[] one =
        TestingRemoteWrite.v1(
            TestingRemoteWrite.series(List.of("__name__", "up"), sample(1, TIME)));
    assertThat(decode(one).onlyReject()).contains("field 1").contains("version 2.0");
  }
}
