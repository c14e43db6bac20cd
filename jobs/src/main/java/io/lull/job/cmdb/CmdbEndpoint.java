package io.lull.job.cmdb;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Runs {@code lull cmdb} commands of other processes in the one that has the embedded graph open,
 * for only one can. It listens on a free port of loopback; the port and a token, without which it
 * does nothing, are in a file beside the graph that only its owner can read. So it can do for
 * somebody nothing but what he could do himself.
 *
 * <p>The answer is what the command prints, as it prints it ({@link CommandAnswer}). A command
 * whose caller has gone, such as by Ctrl-C, is stopped.
 */
public final class CmdbEndpoint implements AutoCloseable {
  static final String FILE = "endpoint";

  private static final Logger LOG = LoggerFactory.getLogger(CmdbEndpoint.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_REQUEST_BYTES = 1 << 20;
  private static final int TOKEN_BYTES = 16;

  /** Commands at a time. */
  private static final int COMMANDS = 4;

  private static final long BEAT_MILLIS = 500;

  private final HttpServer server;
  private final ExecutorService threads;
  private final ScheduledExecutorService beat;
  private final Path file;
  private final String token;

  private CmdbEndpoint(HttpServer server, Path file, String token) {
    this.server = server;
    this.file = file;
    this.token = token;
    threads = Executors.newFixedThreadPool(COMMANDS, CmdbEndpoint::daemon);
    // One each, for one whose caller does not read waits.
    beat = Executors.newScheduledThreadPool(COMMANDS, CmdbEndpoint::daemon);
    server.setExecutor(threads);
    server.createContext("/cmdb", this::handle);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "cmdb-endpoint");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts to listen for commands on the graph, which is an embedded one. */
  public static CmdbEndpoint start(CmdbSettings settings) throws IOException {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    Path file = Path.of(settings.directory(), FILE);
    CmdbEndpoint endpoint = new CmdbEndpoint(server, file, token);
    server.start();
    write(
        file,
        "http://127.0.0.1:"
            + server.getAddress().getPort()
            + "/cmdb "
            + token
            + System.lineSeparator());
    return endpoint;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isAllowed(exchange.getRequestHeaders().getFirst("Authorization"), token)) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      List<String> arguments =
          JSON.readValue(
              exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES),
              new TypeReference<List<String>>() {});
      if (!arguments.contains("cmdb") || !arguments.contains("--in-process")) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      exchange.sendResponseHeaders(200, 0);
      run(arguments, exchange.getResponseBody());
    }
  }

  private static boolean isAllowed(@Nullable String header, String token) {
    return header != null
        && MessageDigest.isEqual(
            header.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
  }

  private void run(List<String> arguments, OutputStream body) throws IOException {
    CommandLine line = LullCommand.commandLine();
    CommandAnswer answer = new CommandAnswer(body);
    ScheduledFuture<?> beats =
        beat.scheduleWithFixedDelay(answer::beat, BEAT_MILLIS, BEAT_MILLIS, MILLISECONDS);
    try {
      line.setOut(answer.out());
      line.setErr(answer.err());
      answer.exit(line.execute(arguments.toArray(String[]::new)));
    } catch (CommandAnswer.CallerGoneException e) {
      LOG.info("Who asked for 'lull {}' has gone: it is stopped", String.join(" ", arguments));
    } finally {
      beats.cancel(false);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    server.stop(1);
    threads.shutdown();
    beat.shutdownNow();
  }
}
