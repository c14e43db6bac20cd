package io.lull.job.replay;

import io.lull.connector.files.Csv;
import io.lull.connector.files.ExternalSort;
import io.lull.connector.files.HistoryRecord;
import io.lull.job.replay.FinalIncident.RankedCause;
import io.lull.schema.IncidentState;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the result files from the parts. Every file is sorted, so it does not show how many
 * subtasks wrote the parts. Held on the heap: one small record an incident.
 */
final class ResultFiles {
  private static final String SCORES_HEADER =
      Csv.line("time", "resource", "metric", "value", "expected", "lower", "upper", "score");

  private static final String FORECASTS_HEADER =
      Csv.line(
          "time",
          "resource",
          "type",
          "qualifier",
          "status",
          "series",
          "value",
          "threshold",
          "crossesFrom",
          "crossesAt",
          "crossesTo",
          "message");

  private final Path parts;
  private final Path out;
  private final Map<String, FinalIncident> incidents = new TreeMap<>();
  private long revisions;
  private long members;
  private long anomalies;
  private long health;

  ResultFiles(Path parts, Path out) {
    this.parts = parts;
    this.out = out;
  }

  /** Writes every file but the summary and the dead letters. */
  void write(boolean scores) throws IOException {
    revisions = lines("incidents.jsonl", ReplayGraph.REVISIONS);
    finals();
    members();
    causes();
    models();
    health = lines("health.jsonl", ReplayGraph.HEALTH);
    if (Files.isDirectory(parts.resolve(ReplayGraph.DISCOVERY))) {
      lines("discovery.jsonl", ReplayGraph.DISCOVERY);
    }
    anomalies = csv("anomalies.csv", SCORES_HEADER, ReplayGraph.ANOMALIES);
    csv("forecasts.csv", FORECASTS_HEADER, ReplayGraph.FORECASTS);
    if (scores) {
      csv("scores.csv", SCORES_HEADER, ReplayGraph.SCORES);
    }
  }

  private long csv(String name, String header, String part) throws IOException {
    long[] lines = {0};
    try (OutputStream file = open(name)) {
      write(file, header);
      Parts.forEach(
          Parts.byTime(parts, part),
          record -> {
            file.write(record.payload);
            lines[0]++;
          });
    }
    return lines[0];
  }

  long anomaliesWritten() {
    return anomalies;
  }

  long healthWritten() {
    return health;
  }

  long revisionsWritten() {
    return revisions;
  }

  long membersWritten() {
    return members;
  }

  private long lines(String name, String part) throws IOException {
    long[] lines = {0};
    try (OutputStream file = open(name)) {
      Parts.forEach(
          Parts.byTime(parts, part),
          record -> {
            file.write(record.payload);
            file.write('\n');
            lines[0]++;
          });
    }
    return lines[0];
  }

  private void finals() throws IOException {
    // Sorted by id and revision: the last of an id stays.
    Parts.forEach(
        Parts.byKey(parts, ReplayGraph.FINALS),
        record -> incidents.put(record.key, FinalIncident.fromBytes(record.payload)));
  }

  private void members() throws IOException {
    ExternalSort<HistoryRecord> sort = Parts.sortByKey(parts, "members");
    LastOfEach last = new LastOfEach(sort);
    Parts.forEach(Parts.byKey(parts, ReplayGraph.MEMBERSHIPS), last::take);
    last.end();
    try (OutputStream file = open("members.csv")) {
      write(file, Csv.line("incident", "event", "time", "resource", "type", "role", "path"));
      Parts.forEach(
          sort.finish(),
          record -> {
            file.write(record.payload);
            members++;
          });
    }
  }

  /** Of the memberships of one event the last one, in the incident that holds in the end. */
  private final class LastOfEach {
    private final ExternalSort<HistoryRecord> sort;
    private @Nullable HistoryRecord held;

    LastOfEach(ExternalSort<HistoryRecord> sort) {
      this.sort = sort;
    }

    void take(HistoryRecord record) throws IOException {
      if (held != null && !held.key.equals(record.key)) {
        end();
      }
      held = record;
    }

    void end() throws IOException {
      if (held == null) {
        return;
      }
      String[] fields = new String(held.payload, StandardCharsets.UTF_8).split("\0", 3);
      String incident = finalOf(fields[0]);
      byte[] line = (Csv.field(incident) + "," + fields[2]).getBytes(StandardCharsets.UTF_8);
      sort.add(new HistoryRecord(Long.parseLong(fields[1]), (byte) 0, incident, line));
      held = null;
    }
  }

  /** Follows merges to the incident that stands for it in the end. */
  private String finalOf(String id) {
    String at = id;
    Set<String> seen = new HashSet<>();
    FinalIncident incident = incidents.get(at);
    while (incident != null
        && incident.state() == IncidentState.MERGED
        && !incident.mergedInto().isEmpty()
        && seen.add(at)) {
      at = incident.mergedInto();
      incident = incidents.get(at);
    }
    return at;
  }

  private void causes() throws IOException {
    try (OutputStream file = open("causes.csv")) {
      write(file, Csv.line("incident", "rank", "resource", "score"));
      for (FinalIncident incident : incidents.values()) {
        if (incident.state() == IncidentState.MERGED) {
          continue;
        }
        int rank = 1;
        for (RankedCause cause : incident.causes()) {
          String score = Csv.number(cause.score());
          write(file, Csv.line(incident.id(), Integer.toString(rank++), cause.resource(), score));
        }
      }
    }
  }

  /** The last of what was learned in each domain: a JSON array, a line each. */
  private void models() throws IOException {
    Map<String, byte[]> last = new TreeMap<>();
    Parts.forEach(
        Parts.byKey(parts, ReplayGraph.MODELS), record -> last.put(record.key, record.payload));
    try (OutputStream file = open("model.json")) {
      String before = "[\n";
      for (byte[] line : last.values()) {
        write(file, before);
        file.write(line);
        before = ",\n";
      }
      write(file, last.isEmpty() ? "[]\n" : "\n]\n");
    }
  }

  /** Incidents by the state they ended in. */
  Map<IncidentState, Long> states() {
    Map<IncidentState, Long> states = new HashMap<>();
    incidents.values().forEach(incident -> states.merge(incident.state(), 1L, Long::sum));
    return states;
  }

  private OutputStream open(String name) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(out.resolve(name)), 1 << 16);
  }

  private static void write(OutputStream file, String line) throws IOException {
    file.write(line.getBytes(StandardCharsets.UTF_8));
  }
}
