package io.lull.job.cmdb;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.job.cli.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Has a command run by the process that has the graph open, see {@link CmdbEndpoint}. */
final class CmdbClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CmdbClient() {}

  /** The exit code; empty if no process has the graph open. */
  static OptionalInt forward(
      CmdbSettings settings, List<String> arguments, PrintWriter out, PrintWriter err)
      throws IOException, InterruptedException {
    Path file = Path.of(settings.directory(), CmdbEndpoint.FILE);
    if (settings.backend() != CmdbSettings.Backend.BERKELEYJE || !Files.exists(file)) {
      return OptionalInt.empty();
    }
    String[] endpoint = Files.readString(file).strip().split(" ", -1);
    if (endpoint.length != 2) {
      return OptionalInt.empty();
    }
    List<String> all = withAbsoluteConfig(arguments);
    all.add("--in-process");
    all.add("--caller-directory=" + Path.of("").toAbsolutePath());
    all.add("--caller-process=" + ProcessHandle.current().pid());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint[0]))
            .header("Authorization", "Bearer " + endpoint[1])
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(all)))
            .build();
    HttpResponse<InputStream> response;
    try {
      response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException e) {
      return OptionalInt.empty(); // The process was killed, and left the file behind.
    }
    if (response.statusCode() != 200) {
      throw new CommandException(
          1, "the process that has the CMDB open answers " + response.statusCode());
    }
    return copy(response.body(), out, err);
  }

  /** The other process has another directory; what else is a path it takes from the caller's. */
  private static List<String> withAbsoluteConfig(List<String> arguments) {
    List<String> all = new ArrayList<>();
    boolean config = false;
    for (String argument : arguments) {
      if (config) {
        all.add(Path.of(argument).toAbsolutePath().toString());
      } else if (argument.startsWith("--config=")) {
        all.add("--config=" + Path.of(argument.substring(9)).toAbsolutePath());
      } else {
        all.add(argument);
      }
      config = argument.equals("-c") || argument.equals("--config");
    }
    return all;
  }

  private static OptionalInt copy(InputStream body, PrintWriter out, PrintWriter err)
      throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String text = line.substring(1);
        switch (line.charAt(0)) {
          case CommandAnswer.BEAT -> {}
          case CommandAnswer.OUT -> out.print(JSON.readValue(text, String.class));
          case CommandAnswer.ERR -> {
            err.print(JSON.readValue(text, String.class));
            err.flush();
          }
          default -> {
            out.flush();
            err.flush();
            return OptionalInt.of(Integer.parseInt(text));
          }
        }
      }
    }
    throw new CommandException(1, "the process that has the CMDB open ended before the command");
  }
}
