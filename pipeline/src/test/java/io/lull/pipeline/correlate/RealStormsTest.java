package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Severity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Syslog of a real fabric during known faults, in ../shared beside the repository; skipped where
 * that is absent. Classification and deduplication are the simplest that do, so that what is
 * measured is the grouping.
 */
class RealStormsTest {

  private static final Pattern AS = Pattern.compile("\\(AS: (\\d+)\\)");
  private static final Pattern NEIGHBOUR = Pattern.compile("neighbor (\\S+) ");
  private static final Pattern PORT = Pattern.compile("(?:Interface |module )([A-Za-z0-9/]+)");
  private static final Pattern OPTICS = Pattern.compile(":(OPTICS[^:]*):\\w+ : (Optics[0-9/]+)");

  private final TestingDesk desk = new TestingDesk();
  private final Map<String, String> devices = new HashMap<>();
  private final Map<String, AlarmChange> active = new HashMap<>();

  @ParameterizedTest
  @CsvSource({"bgpclear, 0.98", "portflap, 0.80"})
  void groupsTheLinesOfOneFault(String set, double least) throws IOException {
    Path data = shared().resolve("data/cisco");
    assumeThat(data).as("the data sets are not there, nothing is measured").isDirectory();
    loadTopology(data.resolve("topology"));
    for (List<String> row : rows(data.resolve(set + ".blind.csv.gz"))) {
      play(row);
    }
    desk.end();

    Map<String, String> truth = new TreeMap<>();
    for (List<String> row : rows(data.resolve("labels_lines.csv.gz"))) {
      if (row.get(0).equals(set) && !row.get(2).isEmpty()) {
        truth.put(row.get(1), row.get(2));
      }
    }
    double f1 = pairF1(truth, desk.members());
    System.out.printf("%s: pair F1 %.3f, %d incidents%n", set, f1, desk.incidents().size());
    export(set);
    assertThat(f1).isGreaterThan(least);
  }

  private void export(String set) throws IOException {
    String out = System.getProperty("lull.export");
    if (out == null) {
      return;
    }
    StringBuilder members = new StringBuilder("line_id,incident\n");
    desk.members().forEach((e, i) -> members.append(e).append(',').append(i).append('\n'));
    Files.writeString(Path.of(out, set + "-pred.csv"), members);
    StringBuilder roots = new StringBuilder("incident,rank,device\n");
    desk.incidents()
        .forEach(
            i -> {
              System.out.println(i.getTitle() + " " + i.getState() + " " + i.getCauses().get(0));
              for (int r = 0; r < i.getCauses().size(); r++) {
                roots.append(i.getId()).append(',').append(r + 1).append(',');
                roots.append(i.getCauses().get(r).getResource().split("--")[0]).append('\n');
              }
            });
    Files.writeString(Path.of(out, set + "-roots.csv"), roots);
  }

  private static Path shared() {
    Path dir = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    while (dir != null && !Files.exists(dir.resolve("mvnw"))) {
      dir = dir.getParent();
    }
    assertThat(dir).as("the root of the repository").isNotNull();
    return dir.resolveSibling("shared");
  }

  private void loadTopology(Path folder) throws IOException {
    String json = Files.readString(folder.resolve("as_to_device.json"));
    Matcher pair = Pattern.compile("\"(\\d+)\": \"(\\w+)\"").matcher(json);
    while (pair.find()) {
      devices.put(pair.group(1), pair.group(2));
    }
    for (List<String> row : rows(folder.resolve("links_2017.csv"))) {
      desk.node(row.get(0), "SWITCH").node(row.get(2), "SWITCH");
      if (row.get(0).compareTo(row.get(2)) < 0) {
        desk.relation(
            row.get(0),
            "CONNECTED_TO",
            row.get(2),
            "fromInterface",
            row.get(1),
            "toInterface",
            row.get(3));
      }
    }
  }

  private void play(List<String> row) {
    String text = row.get(7);
    boolean down = text.contains(" Down") || text.contains(":DECLARE") || text.endsWith(" removed");
    boolean up = text.contains(" Up") || text.contains(":CLEAR") || text.endsWith(" inserted");
    String type = row.get(5);
    String qualifier = "";
    Matcher optics = OPTICS.matcher(text);
    if (optics.find()) {
      type = optics.group(1).strip();
      qualifier = optics.group(2);
    } else if (type.startsWith("L2-OPTICS")) {
      type = "TRANSCEIVER_REMOVED";
      qualifier = first(PORT, text);
    } else if (type.endsWith("ADJCHANGE")) {
      qualifier = first(NEIGHBOUR, text);
    } else if (type.startsWith("PKT_INFRA-LINK")) {
      type = "LINK_DOWN";
      qualifier = first(PORT, text);
    } else {
      qualifier = first(PORT, text);
    }
    String as = first(AS, text);
    Severity severity = down ? Severity.MAJOR : Severity.WARNING;
    if (!down && !up) {
      return;
    }
    emit(row, type, qualifier, devices.get(as), severity, up);
  }

  private void emit(
      List<String> row,
      String type,
      String qualifier,
      @Nullable String peer,
      Severity severity,
      boolean up) {
    long time = OffsetDateTime.parse(row.get(1)).toInstant().toEpochMilli();
    String key = row.get(2) + "|" + type + "|" + qualifier;
    AlarmChange before = active.get(key);
    if (up && before == null) {
      return;
    }
    AlarmChange.Kind kind =
        up
            ? AlarmChange.Kind.CLEARED
            : before == null ? AlarmChange.Kind.RAISED : AlarmChange.Kind.REPEATED;
    AlarmChange change =
        new AlarmChange(
            kind,
            before == null ? row.get(0) : before.eventId(),
            time,
            before == null ? time : before.raisedMillis(),
            row.get(2),
            type,
            qualifier,
            true,
            TestingDesk.DOMAIN,
            severity,
            row.get(7),
            peer,
            1,
            List.of(new EventRef(row.get(0), time)));
    if (up) {
      active.remove(key);
    } else {
      active.put(key, change);
    }
    desk.take(change);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Over pairs of labelled lines: together in truth, together in the result. */
  private static double pairF1(Map<String, String> truth, Map<String, String> result) {
    Map<String, Long> expected = new HashMap<>();
    Map<String, Long> found = new HashMap<>();
    Map<String, Long> both = new HashMap<>();
    truth.forEach(
        (line, incident) -> {
          String other = result.getOrDefault(line, "alone " + line);
          expected.merge(incident, 1L, Long::sum);
          found.merge(other, 1L, Long::sum);
          both.merge(incident + "|" + other, 1L, Long::sum);
        });
    return 2.0 * pairs(both) / (pairs(expected) + pairs(found));
  }

  private static long pairs(Map<String, Long> sizes) {
    return sizes.values().stream().mapToLong(n -> n * (n - 1) / 2).sum();
  }

  private static List<List<String>> rows(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (BufferedReader reader = open(file)) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        rows.add(fields(line));
      }
    }
    return rows;
  }

  private static BufferedReader open(Path file) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return Files.newBufferedReader(file);
    }
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
