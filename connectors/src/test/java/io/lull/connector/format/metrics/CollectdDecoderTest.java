package io.lull.connector.format.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectdDecoderTest extends DecoderContract {
  private static final String INTERFACE =
      "[{\"values\":[1901474177,4294967297],\"dstypes\":[\"derive\",\"derive\"],"
          + "\"dsnames\":[\"rx\",\"tx\"],\"time\":1795317410.123,\"interval\":10.000,"
          + "\"host\":\"leaf1.example.org\",\"plugin\":\"interface\","
          + "\"plugin_instance\":\"eth0\",\"type\":\"if_octets\",\"type_instance\":\"\"}]";
  private static final String CPU_AND_MEMORY =
      "[{\"values\":[8.1],\"dstypes\":[\"gauge\"],\"dsnames\":[\"value\"],\"time\":1795317410,"
          + "\"interval\":10,\"host\":\"db-1\",\"plugin\":\"cpu\",\"plugin_instance\":\"0\","
          + "\"type\":\"percent\",\"type_instance\":\"idle\","
          + "\"meta\":{\"network:received\":true,\"deep\":[[[1]]]}},"
          + "{\"values\":[null],\"dstypes\":[\"gauge\"],\"dsnames\":[\"value\"],"
          + "\"time\":1795317410.0004,\"host\":\"db-1\",\"plugin\":\"memory\","
          + "\"plugin_instance\":\"\",\"type\":\"memory\",\"type_instance\":\"used\"}]";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new CollectdDecoder(options, CollectdDecoder.Counters.RATES);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(INTERFACE.getBytes(UTF_8), CPU_AND_MEMORY.getBytes(UTF_8));
  }

  @Test
  void ratesAreGaugesWhateverTheirTypeSays() {
    assertThat(Samples.lines(decode(samples().get(0))))
        .containsExactly(
            "leaf1.example.org 1795317410123 interface.if_octets.rx{plugin_instance=eth0}"
                + " 1.901474177E9 GAUGE",
            "leaf1.example.org 1795317410123 interface.if_octets.tx{plugin_instance=eth0}"
                + " 4.294967297E9 GAUGE");
  }

  @Test
  void rawCountersKeepTheirType() {
    Decoder raw = new CollectdDecoder(options(), CollectdDecoder.Counters.RAW);
    assertThat(raw.format()).isEqualTo("collectd-raw");
    String absolute = INTERFACE.replaceFirst("\"derive\"", "\"absolute\"");
    assertThat(Samples.lines(TestingOutput.of(raw, RawRecords.of(absolute))))
        .satisfiesExactly(
            rx -> assertThat(rx).endsWith("1.901474177E9 DELTA"),
            tx -> assertThat(tx).endsWith("4.294967297E9 COUNTER"));
  }

  @Test
  void nullIsNoNumberAndStaysOne() {
    TestingOutput out = decode(samples().get(1));
    assertThat(out.batches).hasSize(1);
    assertThat(Samples.lines(out))
        .containsExactly(
            "db-1 1795317410000 cpu.percent{plugin_instance=0, type_instance=idle} 8.1 GAUGE",
            "db-1 1795317410000 memory.memory{type_instance=used} NaN GAUGE");
  }

  @Test
  void aBadValueListIsRejectedAlone() {
    String good = INTERFACE.substring(1, INTERFACE.length() - 1);
    for (String[] bad :
        new String[][] {
          {"17", "expected an object"},
          {"{\"values\":[1]}", "host is missing"},
          {good.replace("leaf1.example.org", ""), "host is missing"},
          {good.replace("[\"rx\",\"tx\"]", "[\"rx\"]"), "2 values but 1 dsnames"},
          {good.replace("[\"derive\",\"derive\"]", "[\"derive\"]"), "2 values but 1 dstypes"},
          {good.replace("[1901474177,", "[\"x\","), "values: expected a number"},
          {good.replace("\"interface\"", "[\"a\"]"), "plugin: expected a string"},
          {good.replace("[1901474177,4294967297]", "7"), "values: expected an array"},
        }) {
      TestingOutput out = check(("[" + good + "," + bad[0] + ", " + good + "]").getBytes(UTF_8));
      assertThat(out.parts)
          .as(bad[0])
          .singleElement()
          .satisfies(
              part -> {
                assertThat(part.reason()).startsWith("value list 1: ").contains(bad[1]);
                assertThat(new String(part.bytes(), UTF_8)).isEqualTo("[" + bad[0] + "]");
              });
      assertThat(Samples.lines(out)).hasSize(4);
      TestingOutput alone = decode(out.parts.get(0).bytes());
      assertThat(alone.parts).hasSize(1);
      assertThat(alone.rejects).isEmpty();
    }
  }

  @Test
  void whatIsNoArrayIsRejectedOnceAndWhole() {
    assertThat(decode("{}".getBytes(UTF_8)).onlyReject()).contains("expected a JSON array");
    assertThat(decode("[17,{\"values\":".getBytes(UTF_8)).onlyReject()).contains("not JSON");
    assertThat(decode((INTERFACE + "x").getBytes(UTF_8)).onlyReject()).contains("not JSON");
    assertThat(decode(new byte[0]).onlyReject()).contains("found nothing");
    assertThat(decode("[".repeat(100).getBytes(UTF_8)).onlyReject()).contains("nesting depth");
  }

  @Test
  void aTimeThatIsNoneIsTheTimeOfArrival() {
    for (String time : List.of("0", "-5", "1e300", "null")) {
      TestingOutput out = decode(INTERFACE.replace("1795317410.123", time).getBytes(UTF_8));
      assertThat(out.batches.get(0).getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    }
  }

  @Test
  void thousandsOfValuesInOneListAreRefused() {
    String many = "1,".repeat(5000) + "1";
    TestingOutput out = check(INTERFACE.replace("1901474177,4294967297", many).getBytes(UTF_8));
    assertThat(out.parts)
        .singleElement()
        .satisfies(part -> assertThat(part.reason()).contains("values: more than 1024 entries"));
  }
}
