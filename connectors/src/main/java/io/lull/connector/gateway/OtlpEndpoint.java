package io.lull.connector.gateway;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * OTLP/HTTP, protobuf and JSON. The answer is an empty {@code Export…ServiceResponse}, that of a
 * refusal a {@code google.rpc.Status}, in the type of the request.
 */
record OtlpEndpoint(RawSource source, List<String> paths) implements Endpoint {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  static List<Endpoint> all() {
    return List.of(
        new OtlpEndpoint(RawSource.OTLP_METRICS, List.of("/v1/metrics")),
        new OtlpEndpoint(RawSource.OTLP_LOGS, List.of("/v1/logs")),
        new OtlpEndpoint(RawSource.OTLP_TRACES, List.of("/v1/traces")));
  }

  @Override
  public boolean accepts(Request request) {
    String type = request.mediaType();
    return (type.equals(PROTOBUF) || type.equals(JSON)) && request.isPlainOrGzip();
  }

  @Override
  public Acceptance inspect(Request request, byte[] body) throws Unreadable {
    if (request.mediaType().equals(JSON)) {
      Endpoint.requireJson(request, body, "{");
      return Acceptance.answering(Answer.json(200, "{}"));
    }
    // No bytes are a valid request without content.
    return new Acceptance(
        Map.of(), new Answer(200, PROTOBUF, new byte[0], Map.of()), body.length > 0);
  }

  @Override
  public Answer refusal(Request request, int status, String reason) {
    if (request.mediaType().equals(PROTOBUF)) {
      return new Answer(status, PROTOBUF, status(reason), Map.of());
    }
    return Answer.json(status, "{\"message\":\"" + reason.replace("\"", "'") + "\"}");
  }

  /** A {@code google.rpc.Status} with only its message, field 2. */
  private static byte[] status(String message) {
    byte[] bytes = new byte[CodedOutputStream.computeStringSize(2, message)];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeString(2, message);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
