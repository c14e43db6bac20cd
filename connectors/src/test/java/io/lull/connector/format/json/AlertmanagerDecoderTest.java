package io.lull.connector.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertmanagerDecoderTest extends DecoderContract {
  private static final String WEBHOOK =
      """
      {"receiver":"lull","status":"firing","alerts":[
        {"status":"firing","labels":{"alertname":"InstanceDown","instance":"db-prod-07:9100","job":"node","severity":"critical"},
         "annotations":{"summary":"Instance db-prod-07:9100 down","description":"no scrape for 1m"},
         "startsAt":"2026-11-22T03:16:55.123456789Z","endsAt":"0001-01-01T00:00:00Z",
         "generatorURL":"http://prometheus:9090/graph?g0.expr=up","fingerprint":"a9b1c5d7e2f30416"},
        {"status":"resolved","labels":{"alertname":"HighLatency","service":"checkout","severity":"warning"},
         "annotations":{},"startsAt":"2026-11-22T03:00:00Z","endsAt":"2026-11-22T04:16:50+01:00",
         "generatorURL":"","fingerprint":"0badcafe0badcafe"}],
       "groupLabels":{"alertname":"InstanceDown"},"commonLabels":{},"commonAnnotations":{},
       "externalURL":"http://alertmanager:9093","version":"4","groupKey":"{}:{}","truncatedAlerts":0}""";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new AlertmanagerDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(WEBHOOK.getBytes(UTF_8));
  }

  @Test
  void givesAnEventForEachAlert() {
    TestingOutput out = decode(WEBHOOK.getBytes(UTF_8));
    assertThat(out.events).hasSize(2);
    Event down = out.events.get(0);
    assertThat(down.getId()).isEqualTo("lull.raw.test-0-000000000042-0000");
    assertThat(down.getResource()).isEqualTo("db-prod-07");
    assertThat(down.getType()).isEqualTo("InstanceDown");
    assertThat(down.getQualifier()).isEqualTo("a9b1c5d7e2f30416");
    assertThat(down.getStatus()).isEqualTo(EventStatus.RAISED);
    assertThat(down.getSeverity()).isEqualTo(Severity.CRITICAL);
    assertThat(down.getMessage()).isEqualTo("Instance db-prod-07:9100 down");
    assertThat(down.getTimeMillis())
        .isEqualTo(Instant.parse("2026-11-22T03:16:55.123Z").toEpochMilli());
    assertThat(down.getAttributes())
        .containsEntry("instance", "db-prod-07:9100")
        .containsEntry("annotation.description", "no scrape for 1m");
    Event fast = out.events.get(1);
    assertThat(fast.getId()).isEqualTo("lull.raw.test-0-000000000042-0001");
    assertThat(fast.getResource()).isEqualTo("checkout");
    assertThat(fast.getStatus()).isEqualTo(EventStatus.CLEARED);
    assertThat(fast.getSeverity()).isEqualTo(Severity.WARNING);
    assertThat(fast.getMessage()).isEqualTo("HighLatency");
    assertThat(fast.getTimeMillis())
        .isEqualTo(Instant.parse("2026-11-22T03:16:50Z").toEpochMilli());
  }

  @Test
  void repeatedNotificationOfAnOldAlertIsTakenWhenItComes() {
    Event event =
        decode(alert("firing", "\"alertname\":\"A\"", "2026-11-21T22:00:00Z")).onlyEvent();
    assertThat(event.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
    assertThat(event.getAttributes()).containsEntry(EventDraft.SENDER_TIME, "2026-11-21T22:00:00Z");
  }

  @Test
  void withoutAnyResourceLabelTheSenderServes() {
    TestingOutput out =
        TestingOutput.of(
            decoder(options()),
            RawRecords.of(
                alert("firing", "\"alertname\":\"Watchdog\"", "2026-11-22T03:17:00Z"),
                RawHeaders.PEER,
                "10.9.8.7"));
    assertThat(out.onlyEvent().getResource()).isEqualTo("10.9.8.7");
  }

  @Test
  void anAlertOfKubeStateMetricsIsAboutTheObject() {
    String labels =
        "\"alertname\":\"KubePodCrashLooping\",\"instance\":\"10.1.1.1:8080\","
            + "\"job\":\"kube-state-metrics\",\"namespace\":\"shop\",\"pod\":\"cart-5d8-x2\"";
    assertThat(decode(alert("firing", labels, "2026-11-22T03:17:00Z")).onlyEvent().getResource())
        .isEqualTo("cart-5d8-x2");
  }

  @Test
  void takesThePortOffAnInstance() {
    assertThat(AlertmanagerDecoder.withoutPort("db-1:9100")).isEqualTo("db-1");
    assertThat(AlertmanagerDecoder.withoutPort("db-1")).isEqualTo("db-1");
    assertThat(AlertmanagerDecoder.withoutPort("[2001:db8::1]:9100")).isEqualTo("2001:db8::1");
    assertThat(AlertmanagerDecoder.withoutPort("2001:db8::1")).isEqualTo("2001:db8::1");
    assertThat(AlertmanagerDecoder.withoutPort("https://shop.example:8443/cart"))
        .isEqualTo("shop.example");
    assertThat(AlertmanagerDecoder.withoutPort(":9100")).isEqualTo(":9100");
    assertThat(AlertmanagerDecoder.withoutPort("[]:1")).isEqualTo("[]:1");
  }

  @Test
  void withoutFingerprintTheLabelsIdentifyInAnyOrder() {
    String ab = "\"alertname\":\"A\",\"b\":\"1\"";
    String ba = "\"b\":\"1\",\"alertname\":\"A\"";
    String other = "\"alertname\":\"A\",\"b\":\"2\"";
    String time = "2026-11-22T03:17:00Z";
    String first = decode(alert("firing", ab, time)).onlyEvent().getQualifier();
    assertThat(decode(alert("resolved", ba, time)).onlyEvent().getQualifier()).isEqualTo(first);
    assertThat(decode(alert("firing", other, time)).onlyEvent().getQualifier()).isNotEqualTo(first);
    // Known value: the hash of no labels is the FNV-1a offset basis.
    assertThat(AlertmanagerDecoder.fingerprint(JsonNodeFactory.instance.objectNode()))
        .isEqualTo("cbf29ce484222325");
  }

  @Test
  void refusesOnlyTheBadAlertAsAWebhookOfItsOwn() {
    TestingOutput out =
        decode(WEBHOOK.replace("\"alertname\":\"HighLatency\",", "").getBytes(UTF_8));
    assertThat(out.events).hasSize(1);
    assertThat(out.parts).hasSize(1);
    assertThat(out.parts.get(0).reason()).contains("item 2: label 'alertname' is missing");
    assertThat(decode(out.parts.get(0).bytes()).onlyReject()).contains("alertname");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(decode("{\"version\":\"4\"}".getBytes(UTF_8)).onlyReject())
        .contains("'alerts' is nothing, expected an array");
    assertThat(decode("{\"alerts\":[]}".getBytes(UTF_8)).onlyReject()).contains("empty");
    assertThat(decode(alert("burning", "\"alertname\":\"A\"", "2026-11-22T03:17:00Z")).onlyReject())
        .contains("'status' is 'burning', expected 'firing' or 'resolved'");
    assertThat(decode(alert("firing", "\"alertname\":\"A\"", "now")).onlyReject())
        .contains("'startsAt' is 'now', expected RFC 3339");
  }

  private static byte[] alert(String status, String labels, String time) {
    return ("{\"version\":\"4\",\"alerts\":[{\"status\":\""
            + status
            + "\",\"labels\":{"
            + labels
            + "},\"startsAt\":\""
            + time
            + "\",\"endsAt\":\""
            + time
            + "\"}]}")
        .getBytes(UTF_8);
  }
}
