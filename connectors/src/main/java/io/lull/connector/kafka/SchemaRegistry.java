package io.lull.connector.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The two calls of Confluent's schema registry API that serdes need, each answer kept for good: an
 * id never changes its meaning.
 */
final class SchemaRegistry {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  /** At once after each other: a longer outage is the restart strategy's. */
  private static final int ATTEMPTS = 3;

  private final RegistryAddress address;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  SchemaRegistry(RegistryAddress address) {
    this.address = address;
  }

  /** The id of a schema under a subject, registered where it is not yet. */
  int register(String subject, Schema schema) throws RegistryUnavailableException {
    Integer known = ids.get(subject);
    if (known != null) {
      return known;
    }
    String body = JSON.createObjectNode().put("schema", schema.toString()).toString();
    String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions";
    HttpResponse<String> response =
        send(
            request(path)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    int id = field(response, "id").asInt();
    ids.put(subject, id);
    return id;
  }

  /** The schema of an id. */
  Schema schema(int id) throws RegistryUnavailableException, BadRecordException {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    HttpResponse<String> response = send(request("/schemas/ids/" + id).GET());
    if (response.statusCode() == NOT_FOUND) {
      throw new BadRecordException("the registry " + address + " knows no schema " + id);
    }
    try {
      Schema schema = new Schema.Parser().parse(field(response, "schema").asText());
      schemas.put(id, schema);
      return schema;
    } catch (SchemaParseException e) {
      throw new BadRecordException("schema " + id + " of the registry is no Avro schema");
    }
  }

  private HttpRequest.Builder request(String path) {
    String base = address.url().toString().replaceAll("/+$", "");
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
    if (!address.credentials().isEmpty()) {
      byte[] credentials = address.credentials().getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws RegistryUnavailableException {
    try {
      HttpResponse<String> response = null;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() < SERVER_ERROR) {
          break;
        }
      }
      return Objects.requireNonNull(response);
    } catch (IOException e) {
      throw new RegistryUnavailableException("registry " + address + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnavailableException("interrupted while asking registry " + address, e);
    }
  }

  private JsonNode field(HttpResponse<String> response, String name)
      throws RegistryUnavailableException {
    JsonNode value = null;
    try {
      value = JSON.readTree(response.body()).get(name);
    } catch (JsonProcessingException e) {
      // Said below, with the status.
    }
    if (response.statusCode() != 200 || value == null) {
      throw new RegistryUnavailableException(
          "registry " + address + " answered " + response.statusCode() + ": " + response.body());
    }
    return value;
  }
}
