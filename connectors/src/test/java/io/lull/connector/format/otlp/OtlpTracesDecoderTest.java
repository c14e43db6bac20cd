package io.lull.connector.format.otlp;

import static io.lull.connector.format.otlp.TestingOtlp.resource;
import static io.lull.connector.format.otlp.TestingOtlp.span;
import static io.lull.connector.format.otlp.TestingOtlp.traces;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderContract;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtlpTracesDecoderTest extends DecoderContract {
  private static final Resource CART = resource("service.name", "cart", "host.name", "node-7");

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new OtlpTracesDecoder(options, null);
  }

  @Override
  protected List<byte[]> samples() {
    var request = traces(CART, span(StatusCode.STATUS_CODE_OK), span(StatusCode.STATUS_CODE_ERROR));
    return List.of(request.toByteArray(), OtlpJsonWriter.write(request));
  }

  /** Attributes of the resource are repeated with each span. */
  @Override
  protected int maxAmplification() {
    return 1000;
  }

  @Test
  void aFailedSpanIsAnEventOfItsServiceInBothEncodings() {
    for (byte[] sample : samples()) {
      Event event = decode(sample).onlyEvent();
      assertThat(event.getResource()).isEqualTo("cart");
      assertThat(event.getPeer()).isEqualTo("payments");
      assertThat(event.getType()).isEqualTo("SPAN_ERROR");
      assertThat(event.getQualifier()).isEqualTo("POST /pay");
      assertThat(event.getStatus()).isEqualTo(EventStatus.STATELESS);
      assertThat(event.getMessage()).isEqualTo("deadline exceeded");
      assertThat(event.getTimeMillis()).isEqualTo(TestingOtlp.TIME);
      assertThat(event.getAttributes())
          .containsEntry("trace_id", TestingOtlp.TRACE_ID)
          .containsEntry("span.kind", "CLIENT");
    }
  }

  @Test
  void idsInJsonAreHex() {
    String json = new String(samples().get(1), UTF_8);
    assertThat(json).contains("\"traceId\":\"" + TestingOtlp.TRACE_ID + "\"");
    assertThat(decode(json.replace(TestingOtlp.TRACE_ID, "5b8e").getBytes(UTF_8)).parts)
        .singleElement()
        .satisfies(part -> assertThat(part.reason()).contains("a trace id of 2"));
    assertThat(
            decode(json.replace(TestingOtlp.TRACE_ID, "W47/95gDgQPSabYz").getBytes(UTF_8))
                .onlyReject())
        .contains("expected bytes");
  }

  @Test
  void enumsMayBeNumbersOrNames() {
    String json = new String(samples().get(1), UTF_8);
    assertThat(json).contains("\"code\":2");
    String named = json.replace("\"code\":2", "\"code\":\"STATUS_CODE_ERROR\"");
    assertThat(decode(named.getBytes(UTF_8)).events).hasSize(1);
    assertThat(decode(json.replace("\"code\":2", "\"code\":\"BAD\"").getBytes(UTF_8)).onlyReject())
        .contains("expected enum");
  }

  @Test
  void tracesWithoutAnErrorAreValidAndGiveNothing() {
    byte[] fine = traces(CART, span(StatusCode.STATUS_CODE_UNSET)).toByteArray();
    assertThat(decode(fine).calls()).isZero();
    assertThat(decode("{}".getBytes(UTF_8)).calls()).isZero();
  }

  @Test
  void logsAreNoTraces() {
    byte[] logs = TestingOtlp.logs(CART, TestingOtlp.log("x")).toByteArray();
    TestingOutput out = check(logs);
    assertThat(out.events).isEmpty();
    assertThat(out.calls()).isEqualTo(1);
  }
}
