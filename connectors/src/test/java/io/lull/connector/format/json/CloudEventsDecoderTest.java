package io.lull.connector.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloudEventsDecoderTest extends DecoderContract {
  private static final String ARN =
      "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:db-cpu-high";
  private static final String ALARM =
      """
      {"version":"0","id":"c4c1c1c9-6542-e61b-6ef0-8c4d36933a92","detail-type":"CloudWatch Alarm State Change",
       "source":"aws.cloudwatch","account":"123456789012","time":"2026-11-22T03:16:59Z","region":"eu-central-1",
       "resources":["arn:aws:cloudwatch:eu-central-1:123456789012:alarm:db-cpu-high"],
       "detail":{"alarmName":"db-cpu-high","configuration":{"description":"CPU of the order database","metrics":[
          {"id":"30b6c6b2","metricStat":{"metric":{"dimensions":{"DBInstanceIdentifier":"db-prod-07"},
           "name":"CPUUtilization","namespace":"AWS/RDS"},"period":60,"stat":"Average"},"returnData":true}]},
        "previousState":{"reason":"ok","timestamp":"2026-11-22T02:00:00.000+0000","value":"OK"},
        "state":{"reason":"Threshold Crossed: 1 datapoint [99.5] was greater than the threshold (90.0).",
          "reasonData":"{}","timestamp":"2026-11-22T03:16:58.985+0000","value":"ALARM"}}}""";
  private static final String PLAIN =
      """
      {"specversion":"1.0","id":"A234-1234","source":"/ci/deploy","type":"com.example.deploy.failed","subject":"checkout",
       "time":"2026-11-22T03:16:57Z","datacontenttype":"application/json","traceparent":"00-4bf9-01",
       "data":{"message":"roll-out stopped","severity":"error","release":{"version":"1.2.3"}}}""";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new CloudEventsDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(
        ALARM.getBytes(UTF_8),
        PLAIN.getBytes(UTF_8),
        wrapped(ALARM).getBytes(UTF_8),
        ("[" + PLAIN + "," + wrapped(ALARM) + "]").getBytes(UTF_8));
  }

  @Test
  void aPlainEventKeepsItsTypeAndSubject() {
    Event event = decode(PLAIN.getBytes(UTF_8)).onlyEvent();
    assertThat(event.getType()).isEqualTo("com.example.deploy.failed");
    assertThat(event.getResource()).isEqualTo("checkout");
    assertThat(event.getMessage()).isEqualTo("roll-out stopped");
    assertThat(event.getSeverity()).isEqualTo(Severity.MAJOR);
    assertThat(event.getStatus()).isEqualTo(EventStatus.UNKNOWN);
    assertThat(event.getTimeMillis())
        .isEqualTo(Instant.parse("2026-11-22T03:16:57Z").toEpochMilli());
    assertThat(event.getAttributes())
        .containsEntry("cloudevents.event_id", "A234-1234")
        .containsEntry("cloudevents.event_source", "/ci/deploy")
        .containsEntry("traceparent", "00-4bf9-01")
        .containsEntry("data.release.version", "1.2.3");
  }

  @Test
  void withoutSubjectTheSourceIsTheResource() {
    Event event =
        decode(PLAIN.replace("\"subject\":\"checkout\",", "").getBytes(UTF_8)).onlyEvent();
    assertThat(event.getResource()).isEqualTo("/ci/deploy");
  }

  @Test
  void anAlarmIsKeyedByItsArnAndIsAboutItsDimension() {
    for (String value : List.of(ALARM, wrapped(ALARM))) {
      Event event = decode(value.getBytes(UTF_8)).onlyEvent();
      assertThat(event.getResource()).isEqualTo("db-prod-07");
      assertThat(event.getQualifier()).isEqualTo(ARN);
      assertThat(event.getType()).isEqualTo("CloudWatch Alarm State Change");
      assertThat(event.getStatus()).isEqualTo(EventStatus.RAISED);
      assertThat(event.getTimeMillis())
          .isEqualTo(Instant.parse("2026-11-22T03:16:58.985Z").toEpochMilli());
      assertThat(event.getMessage())
          .startsWith("db-cpu-high is ALARM: CPU of the order database (Threshold Crossed");
      assertThat(event.getAttributes())
          .containsEntry("aws.cloudwatch.alarm.state", "ALARM")
          .containsEntry("aws.cloudwatch.alarm.previous-state", "OK")
          .containsEntry("aws.cloudwatch.namespace", "AWS/RDS")
          .containsEntry("aws.cloudwatch.metric", "CPUUtilization")
          .containsEntry("cloud.region", "eu-central-1");
    }
  }

  @Test
  void okClearsAndInsufficientDataDoesNeither() {
    assertThat(state("OK").onlyEvent().getStatus()).isEqualTo(EventStatus.CLEARED);
    assertThat(state("INSUFFICIENT_DATA").onlyEvent().getStatus()).isEqualTo(EventStatus.STATELESS);
    assertThat(state("MAYBE").onlyReject())
        .contains("'detail.state.value' is 'MAYBE', expected OK, ALARM or INSUFFICIENT_DATA");
  }

  @Test
  void withoutDimensionsTheArnIsTheResource() {
    Event event =
        decode(ALARM.replace("{\"DBInstanceIdentifier\":\"db-prod-07\"}", "{}").getBytes(UTF_8))
            .onlyEvent();
    assertThat(event.getResource()).isEqualTo(ARN);
  }

  @Test
  void binaryModeTakesAttributesFromHeaders() {
    Event event =
        binary("{\"message\":\"full\"}", RawHeaders.CONTENT_TYPE, "application/json").onlyEvent();
    assertThat(event.getType()).isEqualTo("disk.full");
    assertThat(event.getResource()).isEqualTo("db-1");
    assertThat(event.getMessage()).isEqualTo("full");
    assertThat(binary("plain text", RawHeaders.CONTENT_TYPE, "text/plain").onlyEvent().getMessage())
        .isEqualTo("plain text");
    assertThat(binary("").onlyEvent().getMessage()).isEmpty();
    assertThat(binary("{", RawHeaders.CONTENT_TYPE, "application/json").onlyReject())
        .startsWith("not JSON");
  }

  @Test
  void base64DataIsOpened() {
    String data = Base64.getEncoder().encodeToString("{\"message\":\"hidden\"}".getBytes(UTF_8));
    String start = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",";
    assertThat(
            decode((start + "\"data_base64\":\"" + data + "\"}").getBytes(UTF_8))
                .onlyEvent()
                .getMessage())
        .isEqualTo("hidden");
    assertThat(decode((start + "\"data_base64\":\"%%\"}").getBytes(UTF_8)).onlyReject())
        .contains("'data_base64' is not base64");
  }

  @Test
  void namesWhatIsMissing() {
    assertThat(
            decode("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}".getBytes(UTF_8))
                .onlyReject())
        .contains("'source' is nothing, expected a text");
    assertThat(decode("{\"a\":1}".getBytes(UTF_8)).onlyReject()).contains("specversion");
    assertThat(decode(PLAIN.replace("2026-11-22T03:16:57Z", "3:17").getBytes(UTF_8)).onlyReject())
        .contains("'time' is '3:17', expected RFC 3339");
  }

  private TestingOutput binary(String body, String... more) {
    String[] headers = {
      "ce_specversion",
      "1.0",
      "ce_id",
      "7",
      "ce_source",
      "agent",
      "ce_type",
      "disk.full",
      "ce_subject",
      "db-1"
    };
    String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return TestingOutput.of(decoder(options()), RawRecords.of(body, all));
  }

  private TestingOutput state(String value) {
    return decode(
        ALARM.replace("\"value\":\"ALARM\"", "\"value\":\"" + value + "\"").getBytes(UTF_8));
  }

  private static String wrapped(String eventBridge) {
    return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"aws.cloudwatch\","
        + "\"type\":\"aws.cloudwatch.alarm\",\"data\":"
        + eventBridge
        + "}";
  }
}
