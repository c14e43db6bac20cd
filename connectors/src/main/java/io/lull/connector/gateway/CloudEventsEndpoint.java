package io.lull.connector.gateway;

import io.lull.connector.format.RawHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CloudEvents 1.0 over HTTP: structured, batched and binary mode, the last turned into the Kafka
 * binding's ({@code ce-type} becomes the record header {@code ce_type}). JSON that is no CloudEvent
 * is passed on too, as EventBridge sends it.
 */
final class CloudEventsEndpoint implements Endpoint {
  private static final Set<String> STRUCTURED =
      Set.of("application/cloudevents+json", "application/cloudevents-batch+json");
  private static final String HTTP_PREFIX = "ce-";
  private static final List<String> REQUIRED =
      List.of("ce-specversion", "ce-id", "ce-source", "ce-type");

  @Override
  public RawSource source() {
    return RawSource.CLOUDEVENTS;
  }

  @Override
  public List<String> paths() {
    return List.of("/cloudevents");
  }

  @Override
  public boolean accepts(Request request) {
    String type = request.mediaType();
    boolean known =
        isBinary(request) || STRUCTURED.contains(type) || type.equals("application/json");
    return known && request.isPlainOrGzip();
  }

  @Override
  public Acceptance inspect(Request request, byte[] body) throws Unreadable {
    Answer answer = Answer.empty(204);
    if (!isBinary(request)) {
      Endpoint.requireJson(request, body, request.mediaType().contains("-batch+") ? "[" : "{[");
      return Acceptance.answering(answer);
    }
    for (String name : REQUIRED) {
      if (!request.headers().containsKey(name)) {
        throw new Unreadable(400, "a CloudEvent in binary mode needs the header " + name);
      }
    }
    Map<String, byte[]> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith(HTTP_PREFIX)) {
                headers.put(
                    RawHeaders.CLOUDEVENT_PREFIX + name.substring(HTTP_PREFIX.length()),
                    percentDecoded(value));
              }
            });
    return new Acceptance(headers, answer, true);
  }

  private static boolean isBinary(Request request) {
    return request.headers().containsKey("ce-specversion");
  }

  /** HTTP binding, 3.1.3.2: values are percent-encoded; what is no valid escape stays. */
  static byte[] percentDecoded(String value) {
    byte[] in = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (in[i] == '%' && high >= 0 && low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(in[i]);
      }
    }
    return out.toByteArray();
  }
}
