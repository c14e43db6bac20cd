package io.lull.connector.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A schema registry that speaks the part of Confluent's REST API that serdes use. */
final class TestingRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";

  private final HttpServer server;
  private final List<String> schemas = new ArrayList<>();
  private final Map<String, List<Integer>> subjects = new TreeMap<>();
  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Integer> failures = new ConcurrentLinkedQueue<>();

  TestingRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/", this::handle);
    server.start();
  }

  RegistryAddress address() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/");
    return new RegistryAddress(url, "lull:secret");
  }

  /** Answers the next requests with these statuses, as a proxy before a registry may. */
  void failWith(Integer... statuses) {
    failures.addAll(List.of(statuses));
  }

  /** Method, path and authorisation of every request. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** Stores a schema under no subject; gives its id. */
  synchronized int store(String schema) {
    int known = schemas.indexOf(schema);
    if (known >= 0) {
      return known + 1;
    }
    schemas.add(schema);
    return schemas.size();
  }

  synchronized Map<String, List<Integer>> subjects() {
    return new TreeMap<>(subjects);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    requests.add(
        exchange.getRequestMethod()
            + ' '
            + path
            + ' '
            + exchange.getRequestHeaders().getFirst("Authorization"));
    Integer failure = failures.poll();
    if (failure != null) {
      answer(exchange, failure, "<html>busy</html>");
    } else if (path.startsWith("/api/schemas/ids/")) {
      byId(exchange, Integer.parseInt(path.substring("/api/schemas/ids/".length())));
    } else if (exchange.getRequestMethod().equals("POST") && path.endsWith("/versions")) {
      register(exchange, path.split("/")[3], body);
    } else {
      answer(exchange, 404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
    }
  }

  private synchronized void byId(HttpExchange exchange, int id) throws IOException {
    if (id < 1 || id > schemas.size()) {
      answer(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
      return;
    }
    answer(exchange, 200, JSON.createObjectNode().put("schema", schemas.get(id - 1)).toString());
  }

  private synchronized void register(HttpExchange exchange, String subject, byte[] body)
      throws IOException {
    String schema = JSON.readTree(body).path("schema").asText();
    int id = store(schema);
    subjects.computeIfAbsent(subject, s -> new ArrayList<>()).add(id);
    answer(exchange, 200, "{\"id\":" + id + "}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", TYPE);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
