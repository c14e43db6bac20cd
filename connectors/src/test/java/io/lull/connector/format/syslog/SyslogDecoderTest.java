package io.lull.connector.format.syslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SyslogDecoderTest extends DecoderContract {
  private static final String RFC_5424 =
      "<165>1 2026-11-22T03:16:59.003Z mymachine.example.com evntslog 77 ID47"
          + " [exampleSDID@32473 iut=\"3\" eventSource=\"App \\\"x\\\" \\]\"][origin ip=\"10.1.2.3\"]"
          + " \uFEFFAn application event log entry";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new SyslogDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return Stream.of(
            RFC_5424,
            "<34>Nov 22 03:16:58 mymachine su[12]: 'su root' failed for lonvick on /dev/pts/8",
            "<189>45: *Mar  1 00:00:12.345: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down",
            "<187>59: leaf1 RP/0/RP0/CPU0:Nov 22 03:16:44.199 PST: bgp[1047]:"
                + " %ROUTING-BGP-5-ADJCHANGE : neighbor 10.0.0.2 Down",
            "<29>Nov 22 03:16:59 mx1 mib2d[2345]: SNMP_TRAP_LINK_DOWN: ifIndex 523")
        .map(line -> line.getBytes(UTF_8))
        .toList();
  }

  @Test
  void takesRfc5424() {
    Event event = line(RFC_5424);
    assertThat(event.getResource()).isEqualTo("mymachine.example.com");
    assertThat(event.getMessage()).isEqualTo("An application event log entry");
    assertThat(event.getType()).isEmpty();
    assertThat(event.getSeverity()).isNull();
    assertThat(event.getStatus()).isEqualTo(EventStatus.UNKNOWN);
    assertThat(event.getTimeMillis()).isEqualTo(millis("2026-11-22T03:16:59.003Z"));
    assertThat(event.getAttributes())
        .containsEntry("syslogSeverity", "5")
        .containsEntry("facility", "local4")
        .containsEntry("process", "evntslog")
        .containsEntry("process.pid", "77")
        .containsEntry("msgid", "ID47")
        .containsEntry("host", "mymachine.example.com")
        .containsEntry("sd.exampleSDID@32473.iut", "3")
        .containsEntry("sd.exampleSDID@32473.eventSource", "App \"x\" ]")
        .containsEntry("sd.origin.ip", "10.1.2.3");
  }

  @Test
  void takesNilValues() {
    Event event = fromPeer("<34>1 - - - - - -", "10.0.0.7");
    assertThat(event.getResource()).isEqualTo("10.0.0.7");
    assertThat(event.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    assertThat(event.getAttributes()).containsOnlyKeys("syslogSeverity", "facility");
    assertThat(line("<34>1 - h - - - - text").getMessage()).isEqualTo("text");
  }

  @Test
  void keepsStructuredDataThatIsCut() {
    Event event = line("<34>1 2026-11-22T03:16:59Z h app - - [a b=\"c\"][x y=\"cut");
    assertThat(event.getMessage()).isEqualTo("[a b=\"c\"][x y=\"cut");
    assertThat(event.getAttributes()).containsEntry("syslog.malformed", "structured data");
  }

  @Test
  void takesRfc3164() {
    Event event =
        line("<34>Nov 22 03:16:58 mymachine su: 'su root' failed for lonvick on /dev/pts/8");
    assertThat(event.getResource()).isEqualTo("mymachine");
    assertThat(event.getMessage()).isEqualTo("'su root' failed for lonvick on /dev/pts/8");
    assertThat(event.getTimeMillis()).isEqualTo(millis("2026-11-22T03:16:58Z"));
    assertThat(event.getAttributes())
        .containsEntry("process", "su")
        .containsEntry("facility", "auth")
        .containsEntry("syslogSeverity", "2");
  }

  @Test
  void takesTheFilesAndForwardsOfRsyslog() {
    Event file =
        line("Nov 22 03:16:44 host-1 sshd(pam_unix)[19939]: authentication failure; uid=0");
    assertThat(file.getResource()).isEqualTo("host-1");
    assertThat(file.getAttributes())
        .containsEntry("process", "sshd(pam_unix)")
        .containsEntry("process.pid", "19939")
        .doesNotContainKeys("syslogSeverity", "facility");
    Event iso = line("<13>2026-11-22T04:16:44.123456+01:00 host-2 kernel: [1.5] eth0: link down");
    assertThat(iso.getResource()).isEqualTo("host-2");
    assertThat(iso.getTimeMillis()).isEqualTo(millis("2026-11-22T03:16:44.123Z"));
    assertThat(iso.getMessage()).isEqualTo("[1.5] eth0: link down");
    assertThat(iso.getAttributes()).containsEntry("process", "kernel");
    Event local = fromPeer("<13>Nov 22 03:16:44 app[7]: no host here", "10.0.0.7");
    assertThat(local.getResource()).isEqualTo("10.0.0.7");
    assertThat(local.getMessage()).isEqualTo("no host here");
    Event same = fromPeer("<13>Nov 22 03:16:44 localhost app[7]: text", "10.0.0.7");
    assertThat(same.getResource()).isEqualTo("10.0.0.7");
    assertThat(same.getAttributes()).containsEntry("host", "localhost");
  }

  @Test
  void takesCiscoIos() {
    String text =
        "<189>45: *Mar  1 00:00:12.345: %LINK-3-UPDOWN: Interface Gi0/1, changed state to down";
    Event event = fromPeer(text, "10.0.0.7");
    assertThat(event.getResource()).isEqualTo("10.0.0.7");
    assertThat(event.getType()).isEqualTo("LINK-3-UPDOWN");
    assertThat(event.getMessage()).isEqualTo("Interface Gi0/1, changed state to down");
    assertThat(event.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    assertThat(event.getAttributes())
        .containsEntry("syslog.sequence", "45")
        .containsEntry("syslogSeverity", "5")
        .containsEntry("facility", "local7")
        .containsEntry(EventDraft.SENDER_TIME, "2026-03-01T00:00:12.345Z");
  }

  @Test
  void aClockMarkedUnsetIsNotBelievedEvenWhenItLooksRight() {
    Event marked = line("<189>45: *Nov 22 03:16:59.000: %SYS-5-CONFIG_I: Configured");
    assertThat(marked.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    assertThat(marked.getAttributes())
        .containsEntry(EventDraft.SENDER_TIME, "2026-11-22T03:16:59Z");
    Event dotted = line("<189>45: .Nov 22 03:16:59.000: %SYS-5-CONFIG_I: Configured");
    assertThat(dotted.getTimeMillis()).isEqualTo(millis("2026-11-22T03:16:59Z"));
    TestingOutput replay =
        TestingOutput.of(
            new SyslogDecoder(DecoderOptions.REPLAY),
            RawRecords.of("45: *Nov 22 03:16:59.000: %SYS-5-CONFIG_I: Configured"));
    assertThat(replay.onlyEvent().getTimeMillis()).isEqualTo(millis("2026-11-22T03:16:59Z"));
  }

  @Test
  void takesOtherShapesOfCisco() {
    for (String text :
        List.of(
            "<189>: 2026 Nov 22 03:16:59 UTC: %ETHPORT-5-IF_DOWN: Interface Ethernet1/1 is down",
            "<189>2026 Nov 22 03:16:59.000 n9k %$ VDC-1 %$ %ETHPORT-5-IF_DOWN: Interface"
                + " Ethernet1/1 is down",
            "<189>45: n9k: Nov 22 2026 03:16:59 GMT: %ETHPORT-5-IF_DOWN: Interface Ethernet1/1 is"
                + " down",
            "<189>45: Nov 21 19:16:59.000 PST: %ETHPORT-5-IF_DOWN: Interface Ethernet1/1 is down",
            "<189>Nov 22 03:16:58 relay 45: .Nov 22 03:16:59.000: %ETHPORT-5-IF_DOWN: Interface"
                + " Ethernet1/1 is down",
            "<189>45: Nov 22 03:16:59.000 XYZT: %ETHPORT-5-IF_DOWN: Interface Ethernet1/1 is down")) {
      Event event = line(text);
      assertThat(event.getType()).as(text).isEqualTo("ETHPORT-5-IF_DOWN");
      assertThat(event.getMessage()).as(text).isEqualTo("Interface Ethernet1/1 is down");
      assertThat(event.getTimeMillis()).as(text).isEqualTo(millis("2026-11-22T03:16:59Z"));
      assertThat(event.getAttributes()).as(text).doesNotContainKey("process");
    }
    assertThat(line("<189>45: n9k: Nov 22 03:16:59: %A-5-B: c").getResource()).isEqualTo("n9k");
    assertThat(line("<189>Nov 22 03:16:58 relay 45: .Nov 22 03:16:59: %A-5-B: c").getResource())
        .isEqualTo("relay");
    Event uptime = fromPeer("<189>45: 3w2d: %LINK-3-UPDOWN: down", "10.0.0.7");
    assertThat(uptime.getResource()).isEqualTo("10.0.0.7");
    assertThat(uptime.getType()).isEqualTo("LINK-3-UPDOWN");
    assertThat(uptime.getAttributes()).doesNotContainKey("process");
    Event bare = fromPeer("<189>46: %LINK-3-UPDOWN: down", "10.0.0.7");
    assertThat(bare.getType()).isEqualTo("LINK-3-UPDOWN");
    assertThat(line("<164>Nov 22 03:16:59 fw1 : %ASA-4-106023: Deny tcp").getType())
        .isEqualTo("ASA-4-106023");
  }

  @Test
  void takesIosXrFromTheWireAndFromItsBuffer() {
    for (String text :
        List.of(
            "<187>59: leaf1 RP/0/RP0/CPU0:Nov 22 03:16:44.199 : bgp[1047]:"
                + " %ROUTING-BGP-5-ADJCHANGE : neighbor 10.0.0.2 Down (VRF: default) (AS: 65011)",
            "<187>Nov 22 03:16:45 relay 59: leaf1 RP/0/RP0/CPU0:Nov 22 03:16:44.199 : bgp[1047]:"
                + " %ROUTING-BGP-5-ADJCHANGE : neighbor 10.0.0.2 Down (VRF: default) (AS: 65011)",
            "leaf1 RP/0/RP0/CPU0:Nov 21 19:16:44.199 PST: bgp[1047]:"
                + " %ROUTING-BGP-5-ADJCHANGE : neighbor 10.0.0.2 Down (VRF: default) (AS: 65011)")) {
      Event event = line(text);
      assertThat(event.getResource()).as(text).isEqualTo("leaf1");
      assertThat(event.getType()).isEqualTo("ROUTING-BGP-5-ADJCHANGE");
      assertThat(event.getMessage()).isEqualTo("neighbor 10.0.0.2 Down (VRF: default) (AS: 65011)");
      assertThat(event.getTimeMillis()).isEqualTo(millis("2026-11-22T03:16:44.199Z"));
      assertThat(event.getAttributes())
          .containsEntry("process", "bgp")
          .containsEntry("process.pid", "1047")
          .containsEntry("syslog.node", "RP/0/RP0/CPU0");
    }
  }

  @Test
  void aReplayedFileNamesTheDevice() {
    TestingOutput out =
        TestingOutput.of(
            new SyslogDecoder(DecoderOptions.REPLAY),
            RawRecords.line(
                "raw/syslog/leaf1.log.gz",
                7,
                millis("2017-08-05T00:00:00Z"),
                "RP/0/RP0/CPU0:Aug  4 10:19:44.199 PDT: bgp[1047]: %ROUTING-BGP-5-ADJCHANGE :"
                    + " neighbor 172.31.11.0 Down"));
    Event event = out.onlyEvent();
    assertThat(event.getResource()).isEqualTo("leaf1");
    assertThat(event.getTimeMillis()).isEqualTo(millis("2017-08-04T17:19:44.199Z"));
    assertThat(event.getAttributes()).containsEntry("syslogSeverity", "5");
  }

  @Test
  void takesJunos() {
    Event event = line("<29>Nov 22 03:16:59  mx1 mib2d[2345]: SNMP_TRAP_LINK_DOWN: ifIndex 523");
    assertThat(event.getResource()).isEqualTo("mx1");
    assertThat(event.getType()).isEqualTo("SNMP_TRAP_LINK_DOWN");
    assertThat(event.getMessage()).isEqualTo("ifIndex 523");
    assertThat(event.getAttributes()).containsEntry("process", "mib2d");
    Event structured =
        line(
            "<165>1 2026-11-22T03:16:59Z mx1 mgd 3046 UI_DBASE_LOGOUT_EVENT"
                + " [junos@2636.1.1.1.2.18 username=\"regress\"] User 'regress' exiting");
    assertThat(structured.getType()).isEqualTo("UI_DBASE_LOGOUT_EVENT");
    assertThat(structured.getMessage()).isEqualTo("User 'regress' exiting");
    assertThat(structured.getAttributes())
        .containsEntry("sd.junos@2636.1.1.1.2.18.username", "regress");
  }

  @Test
  void takesArista() {
    Event event =
        line(
            "<189>Nov 22 03:16:59 leaf1 Ebra: %LINEPROTO-5-UPDOWN: Line protocol on Interface"
                + " Ethernet1, changed state to down");
    assertThat(event.getResource()).isEqualTo("leaf1");
    assertThat(event.getType()).isEqualTo("LINEPROTO-5-UPDOWN");
    assertThat(event.getMessage())
        .isEqualTo("Line protocol on Interface Ethernet1, changed state to down");
    assertThat(event.getAttributes()).containsEntry("process", "Ebra");
  }

  @Test
  void freeTextIsAnEventOfItsSender() {
    for (String text :
        List.of(
            "disk is full",
            "backup Nov 22 03:16:59 finished",
            "job: 2026-11-22T03:16:59Z started",
            "404: not found",
            "100% of CPU-5-min: high")) {
      Event event = fromPeer(text, "10.0.0.7");
      assertThat(event.getResource()).isEqualTo("10.0.0.7");
      assertThat(event.getType()).isEmpty();
      assertThat(text).endsWith(event.getMessage());
      assertThat(event.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    }
    assertThat(fromPeer("<999>odd", "10.0.0.7").getMessage()).isEqualTo("<999>odd");
    assertThat(fromPeer("Fri Nov 20 10:53:15.926 PDT", "10.0.0.7").getMessage())
        .isEqualTo("Fri Nov 20 10:53:15.926 PDT");
  }

  @Test
  void takesTheLatestYearThatIsNotAhead() {
    assertThat(at("2027-01-01T00:00:05Z", "Dec 31 23:59:58 h a: b"))
        .isEqualTo(millis("2026-12-31T23:59:58Z"));
    assertThat(at("2026-12-31T23:59:58Z", "Jan  1 00:00:01 h a: b"))
        .isEqualTo(millis("2027-01-01T00:00:01Z"));
    assertThat(at("2028-02-29T12:00:10Z", "Feb 29 12:00:00 h a: b"))
        .isEqualTo(millis("2028-02-29T12:00:00Z"));
    assertThat(at("2026-11-22T12:00:00Z", "Jan  1 00:00:00 h a: b", DecoderOptions.REPLAY))
        .isEqualTo(millis("2026-01-01T00:00:00Z"));
    // No such day near: the time it was seen.
    assertThat(at("2026-02-28T12:00:00Z", "Feb 29 12:00:00 h a: b"))
        .isEqualTo(millis("2026-02-28T12:00:00Z"));
  }

  @Test
  void usesTheConfiguredZone() {
    DecoderOptions options = DecoderOptions.DEFAULT.withSyslogZone(ZoneId.of("Europe/Berlin"));
    String text = "<34>Nov 22 04:16:58 h su: x";
    assertThat(
            TestingOutput.of(new SyslogDecoder(options), RawRecords.of(text))
                .onlyEvent()
                .getTimeMillis())
        .isEqualTo(millis("2026-11-22T03:16:58Z"));
  }

  @Test
  void takesAnOctetCountLeftInFrontAndALineEnd() {
    Event event = line("61 <34>Nov 22 03:16:58 mymachine su: 'su root' failed\r\n\0");
    assertThat(event.getResource()).isEqualTo("mymachine");
    assertThat(event.getMessage()).isEqualTo("'su root' failed");
  }

  @Test
  void skipsAByteOrderMarkBeforeThePriority() {
    Event event = line("\uFEFF<34>Nov 22 03:16:58 mymachine su: x");
    assertThat(event.getResource()).isEqualTo("mymachine");
    assertThat(event.getAttributes()).containsEntry("facility", "auth");
  }

  @Test
  void keepsLinesOfAMessageTogetherAndReplacesWhatIsUnreadable() {
    Event event = line("<34>Nov 22 03:16:58 h java: Exception\n\tat A.b\0\u001b[31m");
    assertThat(event.getMessage()).isEqualTo("Exception\n\tat A.b\uFFFD\uFFFD[31m");
    byte[] latin = "<34>Nov 22 03:16:58 h su: für".getBytes(ISO_8859_1);
    assertThat(decode(latin).onlyEvent().getMessage()).isEqualTo("f\uFFFDr");
  }

  @Test
  void aHostOfControlCharactersIsNotEmpty() {
    // Found by flipped bits: what is not blank may still trim to nothing.
    assertThat(line("<34>Nov 22 03:16:58 \u0001 su: x").getResource()).isEqualTo("\uFFFD");
  }

  @Test
  void cutsALongMessage() {
    Event event = line("<34>Nov 22 03:16:58 h su: " + "x".repeat(100_000));
    assertThat(event.getMessage()).hasSize(LIMITS.maxStringChars()).endsWith("x…");
  }

  @Test
  void refusesWhatIsNoText() {
    assertThat(decode(" \n".getBytes(UTF_8)).onlyReject()).contains("empty line");
    assertThat(decode("<34> ".getBytes(UTF_8)).onlyReject()).contains("nothing after the priority");
    assertThat(decode(new byte[] {1, 2, 3, 'a', (byte) 0xff, (byte) 0xfe}).onlyReject())
        .contains("not text");
  }

  private Event line(String text) {
    return decode(text.getBytes(UTF_8)).onlyEvent();
  }

  private Event fromPeer(String text, String peer) {
    return TestingOutput.of(decoder(options()), RawRecords.of(text, RawHeaders.PEER, peer))
        .onlyEvent();
  }

  private long at(String observed, String text) {
    return at(observed, text, options());
  }

  private static long at(String observed, String text, DecoderOptions options) {
    return TestingOutput.of(
            new SyslogDecoder(options), RawRecords.line("a.log", 1, millis(observed), text))
        .onlyEvent()
        .getTimeMillis();
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
