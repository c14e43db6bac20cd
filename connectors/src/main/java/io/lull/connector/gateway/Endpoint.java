package io.lull.connector.gateway;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one kind of HTTP sender may send, and how it is answered; no HTTP server in it. */
interface Endpoint {
  RawSource source();

  List<String> paths();

  /** Whether a body of this type and encoding is one this endpoint knows; else 415. */
  boolean accepts(Request request);

  /** What to write and how to answer; throws where the body cannot be what it claims to be. */
  Acceptance inspect(Request request, byte[] body) throws Unreadable;

  /** The answer to a request that was not accepted. */
  default Answer refusal(Request request, int status, String reason) {
    return Answer.text(status, reason + "\n");
  }

  /**
   * @param peer sender's address
   * @param contentType as sent, with parameters; empty if it was not
   * @param contentEncoding as sent, in lower case; {@code identity} if it was not
   * @param headers all, names in lower case
   */
  record Request(
      String peer, String contentType, String contentEncoding, Map<String, String> headers) {

    static Request of(String peer, Map<String, String> headers) {
      Map<String, String> lower = new HashMap<>();
      headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
      String encoding = lower.getOrDefault("content-encoding", "").trim().toLowerCase(Locale.ROOT);
      return new Request(
          peer,
          lower.getOrDefault("content-type", "").trim(),
          encoding.isEmpty() ? "identity" : encoding,
          lower);
    }

    /** The content type without parameters, in lower case. */
    String mediaType() {
      int semicolon = contentType.indexOf(';');
      String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
      return type.trim().toLowerCase(Locale.ROOT);
    }

    /** A parameter of the content type, such as {@code proto}, or null. */
    @Nullable String parameter(String name) {
      String[] parts = contentType.split(";");
      for (int i = 1; i < parts.length; i++) {
        String part = parts[i].trim();
        int equals = part.indexOf('=');
        if (equals > 0 && part.substring(0, equals).trim().equalsIgnoreCase(name)) {
          String value = part.substring(equals + 1).trim();
          return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
              ? value.substring(1, value.length() - 1)
              : value;
        }
      }
      return null;
    }

    boolean isPlain() {
      return contentEncoding.equals("identity");
    }

    boolean isPlainOrGzip() {
      return isPlain() || contentEncoding.equals("gzip");
    }
  }

  /**
   * @param headers Kafka headers beyond sender, type and encoding
   * @param answer what the sender is told once the body is stored
   * @param store false if there is nothing in it to store
   */
  record Acceptance(Map<String, byte[]> headers, Answer answer, boolean store) {
    static Acceptance answering(Answer answer) {
      return new Acceptance(Map.of(), answer, true);
    }
  }

  /** An HTTP answer. */
  record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static Answer empty(int status) {
      return new Answer(status, "", new byte[0], Map.of());
    }

    static Answer text(int status, String text) {
      return new Answer(
          status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Answer json(int status, String json) {
      return new Answer(
          status, "application/json", json.getBytes(StandardCharsets.UTF_8), Map.of());
    }
  }

  /** The body is not what its type says; the message tells the sender why. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Unreadable(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** Refuses a body that cannot be JSON, as far as its first character tells. */
  static void requireJson(Request request, byte[] body, String opening) throws Unreadable {
    if (!request.isPlain()) {
      return;
    }
    for (byte b : body) {
      if (b == ' ' || b == '\t' || b == '\n' || b == '\r') {
        continue;
      }
      // A byte order mark is the decoder's to judge.
      if (opening.indexOf(b) >= 0 || b == (byte) 0xEF) {
        return;
      }
      break;
    }
    throw new Unreadable(
        400, "the body is not JSON: expected it to begin with " + opening.charAt(0));
  }
}
