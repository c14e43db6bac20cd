package io.lull.connector.gateway;

import io.javalin.http.Context;
import io.lull.connector.format.RawHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What every ingestion endpoint does: check, read, hand over, and answer 2xx when Kafka has it.
 *
 * <p>A sender that gets anything else still has its data. 503 with {@code Retry-After} says to send
 * it again: there is no room, or Kafka did not answer in time (then the record may be stored after
 * all and come twice; nothing downstream minds).
 */
final class HttpIngest {
  private static final String RETRY_AFTER_SECONDS = "5";

  private final GatewayOptions.Limits limits;
  private final BearerToken token;
  private final Intake intake;
  private final InstantSource clock;
  private final GatewayMetrics metrics;

  HttpIngest(
      GatewayOptions.Limits limits,
      BearerToken token,
      Intake intake,
      InstantSource clock,
      GatewayMetrics metrics) {
    this.limits = limits;
    this.token = token;
    this.intake = intake;
    this.clock = clock;
    this.metrics = metrics;
  }

  void handle(Context context, Endpoint endpoint) throws IOException {
    Endpoint.Request request = Endpoint.Request.of(context.ip(), context.headerMap());
    if (!token.allows(context.header("Authorization"))) {
      context.header("WWW-Authenticate", "Bearer");
      refuse(context, endpoint, request, 401, "a valid bearer token is needed");
    } else if (!endpoint.accepts(request)) {
      String got = request.contentType() + "' in encoding '" + request.contentEncoding();
      refuse(context, endpoint, request, 415, "cannot take '" + got + "' here");
    } else {
      receive(context, endpoint, request);
    }
  }

  private void receive(Context context, Endpoint endpoint, Endpoint.Request request)
      throws IOException {
    long announced = context.req().getContentLengthLong();
    if (announced <= limits.httpBytes()
        && !intake.hasRoom(Math.max(0, announced), Intake.Sender.CAN_WAIT)) {
      refuse(context, endpoint, request, 503, "the buffer is full, try again");
      return;
    }
    byte[] body = announced > limits.httpBytes() ? null : read(context.req().getInputStream());
    if (body == null) {
      refuse(context, endpoint, request, 413, "at most " + limits.httpBytes() + " bytes");
      return;
    }
    try {
      Endpoint.Acceptance acceptance = endpoint.inspect(request, body);
      if (acceptance.store()) {
        store(context, endpoint, request, body, acceptance);
      } else {
        answer(context, acceptance.answer());
      }
    } catch (Endpoint.Unreadable e) {
      refuse(context, endpoint, request, e.status(), String.valueOf(e.getMessage()));
    }
  }

  /** The body, or null if it is larger than allowed. */
  private byte @Nullable [] read(InputStream in) throws IOException {
    byte[] body = in.readNBytes(limits.httpBytes());
    return body.length == limits.httpBytes() && in.read() >= 0 ? null : body;
  }

  private void store(
      Context context,
      Endpoint endpoint,
      Endpoint.Request request,
      byte[] body,
      Endpoint.Acceptance acceptance) {
    CompletableFuture<Void> stored = new CompletableFuture<>();
    boolean taken =
        intake.offer(
            endpoint.source(),
            Intake.Sender.CAN_WAIT,
            request.peer(),
            headers(request, acceptance),
            body,
            clock.millis(),
            failure -> {
              if (failure == null) {
                stored.complete(null);
              } else {
                stored.completeExceptionally(failure);
              }
            });
    if (!taken) {
      refuse(context, endpoint, request, 503, "the buffer is full, try again");
      return;
    }
    context.future(
        () ->
            stored
                .orTimeout(limits.acknowledgeMillis(), TimeUnit.MILLISECONDS)
                .handle(
                    (nothing, failure) -> {
                      if (failure == null) {
                        answer(context, acceptance.answer());
                      } else {
                        notStored(context, endpoint, request, failure);
                      }
                      return nothing;
                    }));
  }

  private void notStored(
      Context context, Endpoint endpoint, Endpoint.Request request, Throwable failure) {
    if (failure instanceof RawSink.Unstorable) {
      refuse(context, endpoint, request, 413, "the topic refuses a record of this size");
    } else if (failure instanceof TimeoutException) {
      refuse(context, endpoint, request, 503, "not stored in time, try again");
    } else {
      refuse(context, endpoint, request, 503, "not stored, try again");
    }
  }

  private static Map<String, byte[]> headers(
      Endpoint.Request request, Endpoint.Acceptance acceptance) {
    Map<String, byte[]> headers = new HashMap<>(acceptance.headers());
    if (!request.contentType().isEmpty()) {
      headers.put(RawHeaders.CONTENT_TYPE, utf8(request.contentType()));
    }
    if (!request.isPlain()) {
      headers.put(RawHeaders.CONTENT_ENCODING, utf8(request.contentEncoding()));
    }
    return headers;
  }

  private void refuse(
      Context context, Endpoint endpoint, Endpoint.Request request, int status, String reason) {
    metrics.increment(
        "refused_total", "source", endpoint.source().id(), "status", Integer.toString(status));
    if (status == 503) {
      context.header("Retry-After", RETRY_AFTER_SECONDS);
    }
    answer(context, endpoint.refusal(request, status, reason));
  }

  private static void answer(Context context, Endpoint.Answer answer) {
    context.status(answer.status());
    answer.headers().forEach(context::header);
    if (!answer.contentType().isEmpty()) {
      context.contentType(answer.contentType());
    }
    if (answer.body().length > 0) {
      context.result(answer.body());
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
