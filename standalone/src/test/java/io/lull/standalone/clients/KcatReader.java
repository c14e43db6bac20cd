package io.lull.standalone.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code lull.incidents.json} as an operator's script does. */
final class KcatReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String bootstrap;

  KcatReader(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** Every revision on the topic so far. */
  List<JsonNode> incidents() throws IOException, InterruptedException {
    String output =
        RealClient.run(
            "kcat",
            "-b",
            bootstrap,
            "-C",
            "-t",
            "lull.incidents.json",
            "-o",
            "beginning",
            "-e",
            "-q");
    List<JsonNode> incidents = new ArrayList<>();
    for (String line : output.lines().toList()) {
      incidents.add(JSON.readTree(line));
    }
    return incidents;
  }

  /** The alarms of a resource over all incidents, at every revision. */
  List<JsonNode> alarmsOf(String resource) throws IOException, InterruptedException {
    List<JsonNode> alarms = new ArrayList<>();
    for (JsonNode incident : incidents()) {
      for (JsonNode alarm : incident.path("alarms")) {
        if (alarm.path("resource").asText().equals(resource)) {
          alarms.add(alarm);
        }
      }
    }
    return alarms;
  }
}
