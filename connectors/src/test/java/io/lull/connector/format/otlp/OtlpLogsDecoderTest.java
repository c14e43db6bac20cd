package io.lull.connector.format.otlp;

import static io.lull.connector.format.otlp.TestingOtlp.attribute;
import static io.lull.connector.format.otlp.TestingOtlp.log;
import static io.lull.connector.format.otlp.TestingOtlp.logs;
import static io.lull.connector.format.otlp.TestingOtlp.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import io.lull.schema.Severity;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpLogsDecoderTest extends DecoderContract {
  private static final Resource POD =
      resource("service.name", "cart", "host.name", "node-7", "k8s.pod.name", "cart-0");

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new OtlpLogsDecoder(options, null);
  }

  @Override
  protected List<byte[]> samples() {
    var request = logs(POD, log("connection refused"), log("too many clients"));
    return List.of(request.toByteArray(), OtlpJsonWriter.write(request));
  }

  /** Attributes of the resource are repeated with each record. */
  @Override
  protected int maxAmplification() {
    return 1000;
  }

  @Test
  void aRecordIsAnEventInBothEncodings() {
    for (byte[] sample : samples()) {
      List<Event> events = decode(sample).events;
      assertThat(events).hasSize(2);
      Event event = events.get(0);
      assertThat(event.getResource()).isEqualTo("cart-0");
      assertThat(event.getTimeMillis()).isEqualTo(TestingOtlp.TIME);
      assertThat(event.getMessage()).isEqualTo("connection refused");
      assertThat(event.getSeverity()).isEqualTo(Severity.MAJOR);
      assertThat(event.getSource()).isEqualTo("otlp");
      assertThat(event.getAttributes())
          .containsEntry("db.system", "postgresql")
          .containsEntry("host.name", "node-7")
          .containsEntry("trace_id", TestingOtlp.TRACE_ID)
          .containsEntry("span_id", TestingOtlp.SPAN_ID)
          .containsEntry("severity.text", "ERROR");
      assertThat(events.get(1).getId()).isNotEqualTo(event.getId());
    }
  }

  @Test
  void severitiesFollowTheTable() {
    Severity[] expected = {
      Severity.INDETERMINATE, Severity.WARNING, Severity.MAJOR, Severity.CRITICAL
    };
    int[] highest = {12, 16, 20, 24};
    int band = 0;
    for (int number = 1; number <= 24; number++) {
      band += number > highest[band] ? 1 : 0;
      Event event = only(log("x").toBuilder().setSeverityNumberValue(number));
      assertThat(event.getSeverity()).as("%d", number).isEqualTo(expected[band]);
    }
    assertThat(only(LogRecord.newBuilder().setSeverityText("Fatal")).getSeverity())
        .isEqualTo(Severity.CRITICAL);
    assertThat(only(LogRecord.newBuilder()).getSeverity()).isNull();
  }

  @Test
  void theEventNameIsTheType() {
    assertThat(only(log("x").toBuilder().setEventName("db.down")).getType()).isEqualTo("db.down");
    assertThat(only(log("x").toBuilder().addAttributes(attribute("event.name", "old"))).getType())
        .isEqualTo("old");
  }

  @Test
  void withoutItsOwnTimeARecordHasTheTimeItWasSeen() {
    Event event =
        only(LogRecord.newBuilder().setObservedTimeUnixNano(TestingOtlp.NANOS - 5_000_000));
    assertThat(event.getTimeMillis()).isEqualTo(TestingOtlp.TIME - 5);
  }

  @Test
  void structuredBodiesAreJson() {
    AnyValue body =
        AnyValue.newBuilder()
            .setKvlistValue(
                KeyValueList.newBuilder()
                    .addValues(attribute("say \"hi\"", "a\nb"))
                    .addValues(
                        attribute("n", "").toBuilder()
                            .setValue(AnyValue.newBuilder().setIntValue(7))))
            .build();
    assertThat(only(LogRecord.newBuilder().setBody(body)).getMessage())
        .isEqualTo("{\"say \\\"hi\\\"\":\"a\\nb\",\"n\":7}");
  }

  @Test
  void deepBodiesAreRefused() {
    AnyValue body = AnyValue.newBuilder().setStringValue("x").build();
    for (int i = 0; i < 1000; i++) {
      body = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(body)).build();
    }
    byte[] proto = logs(POD, LogRecord.newBuilder().setBody(body).build()).toByteArray();
    assertThat(check(proto).onlyReject()).contains("not an OTLP request in protobuf");
  }

  @Test
  void metricsAndSpansAreNoLogs() {
    byte[] metrics =
        TestingOtlp.metrics(POD, TestingOtlp.gauge("m", TestingOtlp.point(1))).toByteArray();
    TestingOutput out = check(metrics);
    assertThat(out.events).isEmpty();
    assertThat(out.calls()).isEqualTo(1);
  }

  private Event only(LogRecord.Builder record) {
    return decode(logs(POD, record.build()).toByteArray()).onlyEvent();
  }
}
