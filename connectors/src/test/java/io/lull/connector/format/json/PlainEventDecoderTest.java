package io.lull.connector.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainEventDecoderTest extends DecoderContract {
  private static final String FULL =
      """
      {"id":"e1","time":"2026-11-22T03:16:58.250Z","resource":"leaf1","type":"ROUTING-BGP-5-ADJCHANGE",\
      "qualifier":"10.0.0.2","message":"neighbor 10.0.0.2 Down","severity":"MAJOR","status":"RAISED",\
      "peer":"leaf2","source":"syslog","attributes":{"process":"bgp","syslogSeverity":5},\
      "team":{"name":"net","pager":[1,2]}}""";
  private static final String SMALL =
      "{\"time\":\"2026-11-22T03:17:00Z\",\"resource\":\"db-1\",\"message\":\"disk full\"}";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new PlainEventDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(
        FULL.getBytes(UTF_8),
        SMALL.getBytes(UTF_8),
        ("[" + FULL + "," + SMALL + "]").getBytes(UTF_8),
        (FULL + "\n" + SMALL + "\n").getBytes(UTF_8));
  }

  @Test
  void takesEveryFieldOfTheContract() {
    Event event = decode(FULL.getBytes(UTF_8)).onlyEvent();
    assertThat(event.getId()).isEqualTo("e1");
    assertThat(event.getTimeMillis())
        .isEqualTo(Instant.parse("2026-11-22T03:16:58.250Z").toEpochMilli());
    assertThat(event.getObservedMillis()).isEqualTo(RawRecords.OBSERVED);
    assertThat(event.getResource()).isEqualTo("leaf1");
    assertThat(event.getType()).isEqualTo("ROUTING-BGP-5-ADJCHANGE");
    assertThat(event.getQualifier()).isEqualTo("10.0.0.2");
    assertThat(event.getMessage()).isEqualTo("neighbor 10.0.0.2 Down");
    assertThat(event.getSeverity()).isEqualTo(Severity.MAJOR);
    assertThat(event.getStatus()).isEqualTo(EventStatus.RAISED);
    assertThat(event.getPeer()).isEqualTo("leaf2");
    assertThat(event.getSource()).isEqualTo("syslog");
    assertThat(event.getAttributes())
        .containsEntry("process", "bgp")
        .containsEntry("syslogSeverity", "5")
        .containsEntry("team.name", "net")
        .containsEntry("team.pager", "[1,2]")
        .hasSize(4);
  }

  @Test
  void leavesToClassificationWhatIsNotSaid() {
    Event event = decode(SMALL.getBytes(UTF_8)).onlyEvent();
    assertThat(event.getId()).isEqualTo("lull.raw.test-0-000000000042-0000");
    assertThat(event.getType()).isEmpty();
    assertThat(event.getSeverity()).isNull();
    assertThat(event.getStatus()).isEqualTo(EventStatus.UNKNOWN);
    assertThat(event.getSource()).isEqualTo("json");
    assertThat(event.getAttributes()).isEmpty();
  }

  @Test
  void namesEveryBadFieldAndWhatIsExpected() {
    String reason =
        decode(
                "{\"time\":\"yesterday\",\"severity\":\"purple\",\"status\":\"on\",\"type\":[]}"
                    .getBytes(UTF_8))
            .onlyReject();
    assertThat(reason)
        .contains("'time' is 'yesterday', expected ISO 8601")
        .contains("'severity' is 'purple', expected CRITICAL")
        .contains("'status' is 'on', expected RAISED")
        .contains("'type' is a JSON array, expected a text")
        .contains("'resource' is missing");
  }

  @Test
  void asksForTypeOrMessage() {
    assertThat(
            decode("{\"time\":\"2026-11-22T03:17:00Z\",\"resource\":\"a\"}".getBytes(UTF_8))
                .onlyReject())
        .contains("'type' and 'message' are missing");
  }

  @Test
  void saysWhereTheSyntaxIsWrong() {
    assertThat(decode("{\"time\":\n  nope}".getBytes(UTF_8)).onlyReject())
        .startsWith("not JSON at line 2, column");
    assertThat(decode("[".repeat(50).getBytes(UTF_8)).onlyReject()).contains("depth");
    assertThat(decode(" ".getBytes(UTF_8)).onlyReject()).contains("empty");
    assertThat(decode("[]".getBytes(UTF_8)).onlyReject()).contains("empty");
    assertThat(decode("3".getBytes(UTF_8)).onlyReject()).contains("found '3', expected an event");
  }

  @Test
  void refusesOnlyTheBadOneOfMany() {
    TestingOutput out =
        decode(("[" + SMALL + ",{\"resource\":\"x\"}," + FULL + "]").getBytes(UTF_8));
    assertThat(out.events).extracting(Event::getResource).containsExactly("db-1", "leaf1");
    assertThat(out.parts).hasSize(1);
    assertThat(out.parts.get(0).reason()).startsWith("item 2: field 'time' is missing");
    assertThat(new String(out.parts.get(0).bytes(), UTF_8)).isEqualTo("{\"resource\":\"x\"}");
  }

  @Test
  void putsWhatIsBeyondTheLimitIntoOnePart() {
    int more = LIMITS.maxRecords() + 3;
    TestingOutput out =
        decode(("[" + (SMALL + ",").repeat(more - 1) + SMALL + "]").getBytes(UTF_8));
    assertThat(out.events).hasSize(LIMITS.maxRecords());
    assertThat(out.parts).hasSize(1);
    assertThat(decode(out.parts.get(0).bytes()).events).hasSize(3);
  }

  @Test
  void keepsTheTimeOfAWrongClockAsAttribute() {
    Event event =
        decode(SMALL.replace("2026-11-22T03:17:00Z", "2026-11-22T03:17:06Z").getBytes(UTF_8))
            .onlyEvent();
    assertThat(event.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    assertThat(event.getAttributes()).containsEntry(EventDraft.SENDER_TIME, "2026-11-22T03:17:06Z");
  }

  @Test
  void replayTakesTheSendersTimeAsObserved() {
    TestingOutput out =
        TestingOutput.of(
            new PlainEventDecoder(DecoderOptions.REPLAY),
            RawRecords.of(SMALL.replace("2026-11-22", "2017-08-04")));
    Event event = out.onlyEvent();
    assertThat(event.getTimeMillis())
        .isEqualTo(Instant.parse("2017-08-04T03:17:00Z").toEpochMilli());
    assertThat(event.getObservedMillis()).isEqualTo(event.getTimeMillis());
    assertThat(event.getAttributes()).isEmpty();
  }

  @Test
  void boundsAttributesAndTellsHowManyAreLeftOut() {
    StringBuilder many = new StringBuilder(SMALL).deleteCharAt(SMALL.length() - 1);
    for (int i = 0; i < 1000; i++) {
      many.append(",\"f").append(i).append("\":").append(i);
    }
    Event event = decode(many.append('}').toString().getBytes(UTF_8)).onlyEvent();
    assertThat(event.getAttributes())
        .hasSize(EventDraft.MAX_ATTRIBUTES + 1)
        .containsEntry(EventDraft.LEFT_OUT, "744");
  }

  @Test
  void removesWhatWouldHarmATerminal() {
    Event event =
        decode(SMALL.replace("disk full", "disk\\u001b[2J\\u0000 full\\ud800").getBytes(UTF_8))
            .onlyEvent();
    assertThat(event.getMessage()).isEqualTo("disk\uFFFD[2J\uFFFD full\uFFFD");
  }
}
