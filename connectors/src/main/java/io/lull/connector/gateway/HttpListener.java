package io.lull.connector.gateway;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP port: ingestion endpoints, health and the gateway's own metrics. */
final class HttpListener implements AutoCloseable {
  /** Threads read bodies only; nobody waits for Kafka on one. */
  private static final int MAX_THREADS = 32;

  /** How long closing leaves a connection that is doing nothing. */
  private static final long IDLE_AT_CLOSE_MILLIS = 50;

  private final Javalin server;

  HttpListener(
      InetSocketAddress address,
      GatewayOptions options,
      Intake intake,
      InstantSource clock,
      GatewayMetrics metrics) {
    BearerToken token = new BearerToken(options.bearerToken());
    HttpIngest ingest = new HttpIngest(options.limits(), token, intake, clock, metrics);
    server =
        Javalin.create(
            config -> {
              serverSettings(config, address, options.limits());
              for (Endpoint endpoint : endpoints(options.limits())) {
                for (String path : endpoint.paths()) {
                  config.routes.post(path, context -> ingest.handle(context, endpoint));
                }
              }
              config.routes.get("/health", context -> health(context, intake));
              config.routes.get("/metrics", context -> metrics(context, token, metrics));
            });
  }

  private static List<Endpoint> endpoints(GatewayOptions.Limits limits) {
    List<Endpoint> endpoints = new ArrayList<>(OtlpEndpoint.all());
    endpoints.add(JsonEndpoint.alertmanager());
    endpoints.add(JsonEndpoint.events());
    endpoints.add(new CloudEventsEndpoint());
    endpoints.add(new RemoteWriteEndpoint(limits.remoteWriteBytes()));
    return endpoints;
  }

  private static void serverSettings(
      JavalinConfig config, InetSocketAddress address, GatewayOptions.Limits limits) {
    config.jetty.host = address.getHostString();
    config.jetty.port = address.getPort();
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName("gateway-http");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> server.setStopTimeout(limits.closeMillis()));
    config.http.compressionStrategy = CompressionStrategy.NONE;
    // HttpIngest answers before this; it is for the case that it cannot.
    config.http.asyncTimeout = limits.acknowledgeMillis() + 5000;
    config.startup.showJavalinBanner = false;
  }

  void start() {
    server.start();
    for (Connector connector : server.jettyServer().server().getConnectors()) {
      if (connector instanceof AbstractConnector configurable) {
        configurable.setShutdownIdleTimeout(IDLE_AT_CLOSE_MILLIS);
      }
    }
  }

  int port() {
    return server.port();
  }

  private static void health(Context context, Intake intake) {
    String trouble = intake.trouble();
    if (trouble == null) {
      context.status(200).result("ok\n");
    } else {
      context.status(503).result(trouble + "\n");
    }
  }

  private static void metrics(Context context, BearerToken token, GatewayMetrics metrics)
      throws IOException {
    if (!token.allows(context.header("Authorization"))) {
      context.status(401).header("WWW-Authenticate", "Bearer").result("a bearer token is needed\n");
      return;
    }
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.exposition());
  }

  @Override
  public void close() {
    server.stop();
  }
}
