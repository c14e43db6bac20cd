package io.lull.connector.format.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class InfluxDecoderTest extends DecoderContract {
  // 2026-11-22T03:16:50Z.
  private static final long TIME = 1795317410000L;

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new InfluxDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(
        bytes("cpu,cpu=cpu-total,host=db-1 usage_idle=3.5,usage_user=88i 1795317410000000000\n"),
        bytes(
            "# Telegraf\n"
                + "disk,device=sda1,host=web-1,path=/var used_percent=91.2,free=10u 1795317410000\n"
                + "system,host=web-1 uptime_format=\"2 days, 3:04\",load1=0.5,ok=t\r\n"
                + "we\\ ird\\,name,host=h\\ 1 a\\=b=1e3 1795317410\n"));
  }

  /** Labels are shared by the samples of a line but repeated where they are printed. */
  @Override
  protected int maxAmplification() {
    return 400;
  }

  @Test
  void readsWhatTelegrafWrites() {
    TestingOutput out = decode(samples().get(1));
    assertThat(Samples.lines(out))
        .containsExactly(
            "web-1 " + TIME + " disk.used_percent{device=sda1, path=/var} 91.2 GAUGE",
            "web-1 " + TIME + " disk.free{device=sda1, path=/var} 10.0 GAUGE",
            "web-1 " + RawRecords.OBSERVED + " system.load1{} 0.5 GAUGE",
            "web-1 " + RawRecords.OBSERVED + " system.ok{} 1.0 GAUGE",
            "h 1 " + TIME + " we ird,name.a=b{} 1000.0 GAUGE");
    assertThat(out.batches).hasSize(3).extracting(MetricBatch::getSource).containsOnly("influx");
  }

  @Test
  void theFieldCalledValueIsTheMeasurement() {
    assertThat(lines("load,host=a value=1 1795317410"))
        .containsExactly("a " + TIME + " load{} 1.0 GAUGE");
  }

  @Test
  void takesTheUnitOfTheTimestampFromItsMagnitude() {
    for (String time :
        List.of("1795317410", "1795317410000", "1795317410000000", "1795317410000000999")) {
      assertThat(lines("m,host=a f=1 " + time)).containsExactly("a " + TIME + " m.f{} 1.0 GAUGE");
    }
  }

  @Test
  void namesTheResourceByTheMostTellingTag() {
    assertThat(lines("snmp,host=poller,agent_host=sw-1 f=1 1795317410"))
        .containsExactly("sw-1 " + TIME + " snmp.f{host=poller} 1.0 GAUGE");
    assertThat(lines("m,instance=db-1:9100 f=1 1795317410"))
        .containsExactly("db-1 " + TIME + " m.f{instance=db-1:9100} 1.0 GAUGE");
  }

  @Test
  void withoutATagTheSenderIsTheResource() {
    TestingOutput out =
        TestingOutput.of(
            decoder(options()), RawRecords.of("m f=1 1795317410", "lull.peer", "10.0.0.7"));
    assertThat(Samples.lines(out)).containsExactly("10.0.0.7 " + TIME + " m.f{} 1.0 GAUGE");
  }

  @Test
  void stringsMayHoldLineFeedsQuotesAndCommas() {
    TestingOutput out =
        decode(bytes("m,host=a s=\"x\ny, \\\"z\\\" \\\\\",f=1 1795317410\nbad\nm,host=a g=2"));
    assertThat(out.batches).hasSize(2);
    assertThat(out.parts)
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.reason()).startsWith("line 3: ");
              assertThat(new String(p.bytes(), UTF_8)).isEqualTo("bad\n");
            });
  }

  @Test
  void aBadLineIsRejectedWithItsNumberAndReason() {
    Map<String, String> reasons =
        Map.ofEntries(
            Map.entry("cpu", "expected a space"),
            Map.entry("cpu,host f=1", "tag 'host' has no value"),
            Map.entry("cpu,host= f=1", "tag 'host' has an empty value"),
            Map.entry("cpu,=a f=1", "tag key is empty"),
            Map.entry(",host=a f=1", "measurement is empty"),
            Map.entry("cpu,host=a f", "field 'f' has no value"),
            Map.entry("cpu,host=a f=", "field 'f' has an empty value"),
            Map.entry("cpu,host=a f=NaN", "'NaN' is no float"),
            Map.entry("cpu,host=a f=0x1p3", "'0x1p3' is no float"),
            Map.entry("cpu,host=a f=1.5i", "'1.5i' is no float"),
            Map.entry("cpu,host=a f=-1u", "'-1u' is no float"),
            Map.entry("cpu,host=a f=9223372036854775808i", "is no float"),
            Map.entry("cpu,host=a f=\"x", "no closing quote"),
            Map.entry("cpu,host=a f=1 12.5", "timestamp '12.5'"),
            Map.entry("cpu,host=a f=1 99999999999999999999", "is not a 64-bit integer"),
            Map.entry("cpu,host=a f=1 5 6", "text after the timestamp"));
    reasons.forEach(
        (line, reason) -> {
          TestingOutput out = decode(bytes("m,host=a f=1\n\n" + line + "\nm,host=a f=2\n"));
          assertThat(out.parts)
              .as(line)
              .singleElement()
              .satisfies(
                  part -> {
                    assertThat(part.reason()).startsWith("line 3: ").contains(reason);
                    assertThat(new String(part.bytes(), UTF_8)).isEqualTo(line + "\n");
                  });
          assertThat(out.batches)
              .singleElement()
              .satisfies(
                  b ->
                      assertThat(b.getSamples())
                          .extracting(Sample::getValue)
                          .containsExactly(1.0, 2.0));
        });
  }

  @Test
  void badUtf8CostsOneLine() {
    byte[] value = bytes("m,host=a f=1\nm,host=?? f=2\nm,host=a f=3\n");
    value[20] = (byte) 0xc3;
    value[21] = (byte) 0x28;
    TestingOutput out = check(value);
    assertThat(out.parts)
        .singleElement()
        .satisfies(part -> assertThat(part.reason()).startsWith("line 2: not UTF-8"));
    assertThat(Samples.lines(out)).hasSize(2);
  }

  @Test
  void unsignedIntegersMayUseAllBits() {
    assertThat(lines("m,host=a f=18446744073709551615u 1795317410"))
        .containsExactly("a " + TIME + " m.f{} 1.8446744073709552E19 GAUGE");
  }

  @Test
  void whatIsBeyondTheLimitComesBackWhole() {
    String line = "m,host=a f=1,g=2,h=3\n";
    TestingOutput out = check(bytes(line.repeat(1000)));
    int taken = LIMITS.maxRecords() / 3;
    assertThat(Samples.lines(out)).hasSize(3 * taken);
    assertThat(out.parts)
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.reason()).contains("line " + (taken + 1)).contains("2000 samples");
              assertThat(new String(part.bytes(), UTF_8)).isEqualTo(line.repeat(1000 - taken));
            });
  }

  @Test
  void openQuotesInEveryLineTakeLinearTime() {
    check(bytes("m,host=a f=\"\n".repeat(70_000)));
    check(bytes("m,host=a f=\"x\\".repeat(70_000)));
  }

  @Property(tries = 500)
  void readsBackAnyNamesThatAreEscaped(
      @ForAll("names") String measurement,
      @ForAll("names") String tag,
      @ForAll("names") String tagValue,
      @ForAll("names") String field,
      @ForAll double value) {
    if (InfluxDecoder.RESOURCE_TAGS.contains(tag) || field.equals("value")) {
      return;
    }
    boolean finite = Double.isFinite(value);
    String line =
        escape(measurement, ", ")
            + ','
            + escape(tag, ",= ")
            + '='
            + escape(tagValue, ",= ")
            + ",host=a "
            + escape(field, ",= ")
            + '='
            + (finite ? value : 1)
            + " 1795317410\n";
    TestingOutput out = decode(bytes(line));
    assertThat(out.parts).isEmpty();
    Sample sample = out.batches.get(0).getSamples().get(0);
    assertThat(sample.getMetric()).isEqualTo(measurement + '.' + field);
    assertThat(sample.getLabels()).isEqualTo(Map.of(tag, tagValue));
    assertThat(sample.getValue()).isEqualTo(finite ? value : 1);
  }

  /** Any text but a backslash at the end, which the protocol cannot say, and control characters. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withChars("ab,= \\\"#é\u4e2d7")
        .ofMinLength(1)
        .ofMaxLength(12)
        .filter(name -> !name.endsWith("\\") && !name.startsWith("#") && !name.startsWith(" "));
  }

  private static String escape(String text, String special) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (special.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  private List<String> lines(String text) {
    TestingOutput out = decode(bytes(text));
    assertThat(out.parts).isEmpty();
    return Samples.lines(out);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
