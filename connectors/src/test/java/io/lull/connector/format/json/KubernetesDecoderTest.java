package io.lull.connector.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubernetesDecoderTest extends DecoderContract {
  private static final String CORE =
      """
      {"metadata":{"name":"cart-5d8-x2.17a3","namespace":"shop","uid":"11-22","creationTimestamp":"2026-11-22T03:00:00Z"},
       "reason":"BackOff","message":"Back-off restarting failed container","source":{"component":"kubelet","host":"node-3"},
       "firstTimestamp":"2026-11-22T03:00:00Z","lastTimestamp":"2026-11-22T03:16:40Z","count":17,"type":"Warning",
       "eventTime":null,"reportingComponent":"","reportingInstance":"",
       "involvedObject":{"kind":"Pod","namespace":"shop","name":"cart-5d8-x2","uid":"33","apiVersion":"v1",
        "fieldPath":"spec.containers{cart}","labels":{"app":"cart"}}}""";
  private static final String NEW =
      """
      {"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"e","namespace":"shop"},
       "eventTime":"2026-11-22T03:16:30.123456Z","reportingController":"kubelet","reportingInstance":"node-4",
       "action":"Probe","reason":"Unhealthy","regarding":{"kind":"Pod","namespace":"shop","name":"pay-1"},
       "note":"Readiness probe failed","type":"Warning","series":{"count":3,"lastObservedTime":"2026-11-22T03:16:55.000000Z"}}""";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new KubernetesDecoder(options);
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(
        CORE.getBytes(UTF_8),
        NEW.getBytes(UTF_8),
        ("{\"kind\":\"EventList\",\"items\":[" + CORE + "," + NEW + "]}").getBytes(UTF_8),
        ("{\"type\":\"ADDED\",\"object\":" + CORE + "}").getBytes(UTF_8),
        ("{\"verb\":\"UPDATED\",\"event\":" + CORE + ",\"old_event\":" + CORE + "}")
            .getBytes(UTF_8));
  }

  @Test
  void takesACoreEvent() {
    Event event = decode(CORE.getBytes(UTF_8)).onlyEvent();
    assertThat(event.getResource()).isEqualTo("cart-5d8-x2");
    assertThat(event.getType()).isEqualTo("BackOff");
    assertThat(event.getQualifier()).isEqualTo("Pod/shop/cart-5d8-x2");
    assertThat(event.getMessage()).isEqualTo("Back-off restarting failed container");
    assertThat(event.getSeverity()).isNull();
    assertThat(event.getStatus()).isEqualTo(EventStatus.UNKNOWN);
    assertThat(event.getTimeMillis())
        .isEqualTo(Instant.parse("2026-11-22T03:16:40Z").toEpochMilli());
    assertThat(event.getAttributes())
        .containsEntry("k8s.event.type", "Warning")
        .containsEntry("k8s.event.count", "17")
        .containsEntry("k8s.namespace.name", "shop")
        .containsEntry("k8s.node.name", "node-3")
        .containsEntry("k8s.event.component", "kubelet")
        .containsEntry("k8s.label.app", "cart")
        .containsEntry("k8s.object.fieldpath", "spec.containers{cart}");
  }

  @Test
  void takesANewEventAtItsLastOccurrence() {
    Event event = decode(NEW.getBytes(UTF_8)).onlyEvent();
    assertThat(event.getResource()).isEqualTo("pay-1");
    assertThat(event.getMessage()).isEqualTo("Readiness probe failed");
    assertThat(event.getTimeMillis())
        .isEqualTo(Instant.parse("2026-11-22T03:16:55Z").toEpochMilli());
    assertThat(event.getAttributes())
        .containsEntry("k8s.event.count", "3")
        .containsEntry("k8s.node.name", "node-4");
  }

  @Test
  void anObjectWithoutNamespaceHasAnEmptyOne() {
    String node =
        "{\"reason\":\"NodeNotReady\",\"message\":\"m\",\"involvedObject\":{\"kind\":\"Node\",\"name\":\"node-3\"}}";
    assertThat(decode(node.getBytes(UTF_8)).onlyEvent().getQualifier()).isEqualTo("Node//node-3");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(decode("{\"reason\":\"x\"}".getBytes(UTF_8)).onlyReject())
        .contains("'involvedObject.name'");
    assertThat(decode("{\"involvedObject\":{\"name\":\"x\"}}".getBytes(UTF_8)).onlyReject())
        .contains("'reason' is missing");
    assertThat(decode("{\"items\":[]}".getBytes(UTF_8)).onlyReject()).contains("empty");
  }
}
