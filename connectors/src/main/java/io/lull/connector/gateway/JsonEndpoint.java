package io.lull.connector.gateway;

import java.util.List;
import java.util.Set;

/**
 * JSON that is passed on as it is: the Alertmanager webhook, plain events.
 *
 * @param types media types accepted
 * @param opening characters a document may begin with
 */
record JsonEndpoint(RawSource source, List<String> paths, Set<String> types, String opening)
    implements Endpoint {

  /** Alertmanager's webhook, version 4. */
  static JsonEndpoint alertmanager() {
    return new JsonEndpoint(
        RawSource.ALERTMANAGER,
        List.of("/alertmanager", "/api/v2/alerts/webhook"),
        Set.of("application/json"),
        "{");
  }

  /** One event, an array of events, or an event a line. */
  static JsonEndpoint events() {
    return new JsonEndpoint(
        RawSource.EVENTS,
        List.of("/events"),
        Set.of("application/json", "application/x-ndjson", "application/jsonl"),
        "{[");
  }

  @Override
  public boolean accepts(Request request) {
    return types.contains(request.mediaType()) && request.isPlainOrGzip();
  }

  @Override
  public Acceptance inspect(Request request, byte[] body) throws Unreadable {
    Endpoint.requireJson(request, body, opening);
    return Acceptance.answering(Answer.json(200, "{}\n"));
  }
}
