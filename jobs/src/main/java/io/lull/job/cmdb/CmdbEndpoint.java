package io.lull.job.cmdb;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Runs {@code lull cmdb} commands of other processes in the one that has the embedded graph open,
 * for only one can. It listens on a free port of loopback; the port and a token, without which it
 * does nothing, are in a file beside the graph that only its owner can read. So it can do for
 * somebody nothing but what he could do himself.
 *
 * <p>The answer is what the command prints, as it prints it: lines of {@code o} or {@code e} (to
 * standard output or error) and a JSON text, and at last {@code x} and the exit code.
 */
public final class CmdbEndpoint implements AutoCloseable {
  static final String FILE = "endpoint";
  static final char OUT = 'o';
  static final char ERR = 'e';
  static final char EXIT = 'x';

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_REQUEST_BYTES = 1 << 20;
  private static final int TOKEN_BYTES = 16;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Path file;

  private CmdbEndpoint(HttpServer server, ExecutorService threads, Path file) {
    this.server = server;
    this.threads = threads;
    this.file = file;
  }

  /** Starts to listen for commands on the graph, which is an embedded one. */
  public static CmdbEndpoint start(CmdbSettings settings) throws IOException {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            4,
            task -> {
              Thread thread = new Thread(task, "cmdb-endpoint");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/cmdb", exchange -> handle(exchange, token));
    server.start();
    Path file = Path.of(settings.directory(), FILE);
    write(
        file,
        "http://127.0.0.1:"
            + server.getAddress().getPort()
            + "/cmdb "
            + token
            + System.lineSeparator());
    return new CmdbEndpoint(server, threads, file);
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

  private static void handle(HttpExchange exchange, String token) throws IOException {
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

  private static void run(List<String> arguments, OutputStream body) throws IOException {
    CommandLine line = LullCommand.commandLine();
    PrintWriter out = new PrintWriter(new Framed(body, OUT));
    PrintWriter err = new PrintWriter(new Framed(body, ERR));
    line.setOut(out);
    line.setErr(err);
    int code = line.execute(arguments.toArray(String[]::new));
    out.flush();
    err.flush();
    synchronized (body) {
      body.write((EXIT + Integer.toString(code) + '\n').getBytes(StandardCharsets.UTF_8));
      body.flush();
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    server.stop(1);
    threads.shutdown();
  }

  /** Text as frames of the answer. */
  private static final class Framed extends Writer {
    private static final int FRAME_CHARS = 8192;

    private final OutputStream body;
    private final char kind;
    private final StringBuilder text = new StringBuilder();

    Framed(OutputStream body, char kind) {
      this.body = body;
      this.kind = kind;
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
      text.append(chars, offset, length);
      if (text.length() >= FRAME_CHARS) {
        flush();
      }
    }

    @Override
    public void flush() throws IOException {
      if (text.isEmpty()) {
        return;
      }
      String frame = kind + JSON.writeValueAsString(text.toString()) + '\n';
      text.setLength(0);
      synchronized (body) {
        body.write(frame.getBytes(StandardCharsets.UTF_8));
        body.flush();
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
