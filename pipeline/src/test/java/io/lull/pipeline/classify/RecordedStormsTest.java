package io.lull.pipeline.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped rules on recorded logs, which lie in ../shared beside the repository. */
class RecordedStormsTest {

  private static final Classifier SHIPPED = Classifier.shipped();

  @ParameterizedTest
  @ValueSource(strings = {"bgpclear", "portflap"})
  void everyLineOfARouterStormIsKnownAndClearsMeetTheirRaises(String set) throws IOException {
    Set<List<String>> raised = new HashSet<>();
    Set<List<String>> cleared = new HashSet<>();
    for (String line : lines("cisco/" + set + ".blind.csv.gz")) {
      List<String> cells = cells(line);
      if (cells.get(0).equals("line_id")) {
        continue;
      }
      Event in =
          Events.of(
              "syslog",
              cells.get(5),
              cells.get(7),
              Map.of("process", cells.get(4), "syslogSeverity", cells.get(6)));
      in.setResource(cells.get(2));
      Event out = SHIPPED.classify(in);
      assertThat(out.getClassifiedBy()).as(line).startsWith("cisco.");
      List<String> identity = List.of(out.getResource(), out.getType(), out.getQualifier());
      (out.getStatus() == EventStatus.CLEARED ? cleared : raised).add(identity);
      if (out.getType().equals("BGP_NEIGHBOR_DOWN")) {
        assertThat(out.getPeer()).as(line).matches("AS\\d+");
      }
    }
    assertThat(raised).isNotEmpty().containsAll(cleared);
  }

  @Test
  void rawRouterLogsAreKnownWithoutADecodersHelp() throws IOException {
    for (String line : lines("cisco/raw/portflap/spine2.log.gz")) {
      if (line.contains(": %")) {
        assertThat(SHIPPED.classify(Events.syslog("", line)).getClassifiedBy())
            .as(line)
            .startsWith("cisco.");
      }
    }
  }

  /** Two thousand lines of password guessing are no two thousand alarms. */
  @Test
  void loginsRaiseNothing() throws IOException {
    for (String line : lines("loghub/OpenSSH_2k.log.gz")) {
      int colon = line.indexOf("]: ");
      Event out =
          SHIPPED.classify(
              Events.of(
                  "syslog",
                  "",
                  line.substring(colon + 3),
                  Map.of("process", "sshd", "syslogSeverity", "4")));
      assertThat(out.getStatus()).as(line).isEqualTo(EventStatus.STATELESS);
    }
  }

  private static List<String> lines(String name) throws IOException {
    Path data = null;
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path candidate = dir.resolveSibling("shared").resolve("data").resolve(name);
      if (Files.exists(candidate)) {
        data = candidate;
        break;
      }
    }
    assumeTrue(data != null, "../shared/data/" + name + " is not there; left out");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(data)), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  /** The cells of a CSV line with double quotes. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
