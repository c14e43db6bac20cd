package io.lull.connector.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class DecodersTest {
  private static final Limits SMALL = new Limits(10, 8, 10, 100);

  @Test
  void everyFormatIsCreatedUnderItsName() {
    assertThat(Decoders.formats())
        .contains("alertmanager", "cloudevents", "json", "kubernetes", "snmp", "syslog");
    for (String format : Decoders.formats()) {
      assertThat(Decoders.create(format, DecoderOptions.DEFAULT)).as(format).isNotNull();
    }
  }

  @Test
  void anUnknownFormatIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Decoders.create("morse", DecoderOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'morse'")
        .hasMessageContaining("syslog");
  }

  @Test
  void noFormatLooksAtAValueBeyondTheLimit() {
    for (String format : Decoders.formats()) {
      Decoder decoder = Decoders.create(format, DecoderOptions.DEFAULT.withLimits(SMALL));
      assertThat(TestingOutput.of(decoder, RawRecords.of("x".repeat(11))).onlyReject())
          .isEqualTo("value has 11 bytes, expected at most 10");
    }
  }

  @Test
  void aDefectOfADecoderCostsOneRecord() {
    Decoder guarded = guarded((raw, out) -> Integer.parseInt("defect"));
    assertThat(TestingOutput.of(guarded, RawRecords.of("x")).onlyReject())
        .contains("defect in decoder testing");
    Decoder endless = guarded(DecodersTest::overflow);
    assertThat(TestingOutput.of(endless, RawRecords.of("x")).onlyReject())
        .contains("StackOverflowError");
  }

  @Test
  void aFailureOfTheConsumerGoesUp() {
    Decoder guarded = guarded((raw, out) -> out.reject("no"));
    TestingOutput failing = new TestingOutput();
    Decoder.Output consumer =
        new Decoder.Output() {
          @Override
          public void event(Event event) {}

          @Override
          public void metrics(MetricBatch batch) {}

          @Override
          public void reject(String reason) {
            throw new IllegalStateException("buffer is closed");
          }

          @Override
          public void rejectPart(String reason, byte[] part) {}
        };
    assertThatThrownBy(() -> guarded.decode(RawRecords.of("x"), consumer))
        .hasMessage("buffer is closed");
    // And the next record is decoded as if nothing had been.
    guarded.decode(RawRecords.of("x"), failing);
    assertThat(failing.onlyReject()).isEqualTo("no");
  }

  @Test
  void textIsCutBetweenCharactersNotInsideThem() {
    assertThat(Text.clean("abc", 3)).isEqualTo("abc");
    assertThat(Text.clean("abcd", 3)).isEqualTo("ab…");
    assertThat(Text.clean("a😀b", 4)).isEqualTo("a😀b");
    assertThat(Text.clean("a😀bcd", 4)).isEqualTo("a😀…");
    assertThat(Text.clean("a😀bcd", 3)).isEqualTo("a…");
    assertThat(Text.clean("😀😀", 1)).isEqualTo("…");
    assertThat(Text.clean("a\r\nb\u009b\u007f", 10)).isEqualTo("a\nb\uFFFD\uFFFD");
  }

  @Test
  void namesTheSenderByPeerThenKeyThenFile() {
    byte[] key = "router-9".getBytes(StandardCharsets.UTF_8);
    RawRecord peer = RawRecords.of("x", RawHeaders.PEER, "10.0.0.7");
    RawRecord keyed = new RawRecord("t", 0, 1, 0, key, Map.of(), new byte[0]);
    assertThat(peer.sender()).isEqualTo("10.0.0.7");
    assertThat(keyed.sender()).isEqualTo("router-9");
    assertThat(RawRecords.line("a/b/leaf1.example.net.log.gz", 1, 0, "x").sender())
        .isEqualTo("leaf1.example.net");
    assertThat(RawRecords.of("x").sender()).isEqualTo("unknown");
  }

  @Test
  void readsRfc3339AndNothingElse() {
    assertThat(Timestamps.parse("1970-01-01T00:00:00Z")).isZero();
    assertThat(Timestamps.parse("1969-12-31T23:59:59.999Z")).isEqualTo(-1);
    assertThat(Timestamps.parse("1970-01-01t01:30:00.0005+01:30")).isZero();
    assertThat(Timestamps.parse("1970-01-01 00:00:00-0100")).isEqualTo(3_600_000);
    assertThat(Timestamps.parse("2016-12-31T23:59:60Z"))
        .isEqualTo(Timestamps.parse("2016-12-31T23:59:59Z"));
    for (String bad :
        new String[] {
          "",
          "2026-11-22",
          "2026-11-22T03:17:00",
          "2026-02-30T00:00:00Z",
          "2026-11-22T24:00:00Z",
          "2026-11-22T03:17:00.Z",
          "2026-11-22T03:17:00+1",
          "2026-11-22T03:17:00+01:0x",
          "2026-13-22T03:17:00Z",
          "2026-11-22T03:17:00ZZ",
          "x026-11-22T03:17:00Z"
        }) {
      assertThat(Timestamps.parse(bad)).as(bad).isEqualTo(Timestamps.INVALID);
    }
  }

  private static void overflow(RawRecord raw, Decoder.Output out) {
    throw new StackOverflowError();
  }

  private static Decoder guarded(BiConsumer<RawRecord, Decoder.Output> body) {
    return new GuardedDecoder(
        new Decoder() {
          @Override
          public String format() {
            return "testing";
          }

          @Override
          public void decode(RawRecord raw, Output out) {
            body.accept(raw, out);
          }
        },
        Limits.DEFAULT);
  }
}
