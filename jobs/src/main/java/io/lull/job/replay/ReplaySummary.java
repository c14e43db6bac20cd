package io.lull.job.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lull.connector.files.IsoTime;
import io.lull.schema.IncidentState;
import io.lull.schema.SuppressionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay did, for machines ({@code summary.json}) and people.
 *
 * @param config the options that were set, by key
 * @param wallMillis how long it took, milliseconds
 */
record ReplaySummary(
    Path input,
    Path output,
    int parallelism,
    Map<String, String> config,
    ReplayCounts in,
    long deadLetters,
    long classified,
    long late,
    long raised,
    Map<SuppressionState, Long> suppressed,
    long orphanClears,
    long anomalies,
    long healthChanges,
    long members,
    long revisions,
    Map<IncidentState, Long> states,
    long wallMillis) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Incidents that stand in the end: those merged into others do not. */
  long incidents() {
    return state(IncidentState.OPEN) + state(IncidentState.RESOLVED);
  }

  /** Alarms that were held back, also those that were released in the end. */
  private long heldBack() {
    return suppressed.values().stream().mapToLong(Long::longValue).sum();
  }

  private long state(IncidentState state) {
    return states.getOrDefault(state, 0L);
  }

  /** 1 - incidents / events; null where there was no event. */
  @Nullable Double noiseReduction() {
    return classified == 0 ? null : 1 - (double) incidents() / classified;
  }

  private double perSecond() {
    return in.total() * 1000.0 / Math.max(1, wallMillis);
  }

  void write(Path file) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("tool", OutputDirectory.TOOL);
    root.put("input", input.toString());
    root.put("parallelism", parallelism);
    ObjectNode span = root.putObject("eventTime");
    put(span, "from", in.firstMillis());
    put(span, "to", in.lastMillis());
    ObjectNode read = root.putObject("read");
    read.put("topologyChanges", in.topologyChanges);
    read.put("controlRecords", in.controlRecords);
    read.put("events", in.events);
    read.put("samples", in.samples);
    read.put("deadLetters", deadLetters);
    ObjectNode stages = root.putObject("stages");
    stages.put("anomalies", anomalies);
    stages.put("healthChanges", healthChanges);
    stages.put("classifiedEvents", classified);
    stages.put("lateEvents", late);
    stages.put("alarmsRaised", raised);
    stages.put("alarmsSuppressed", heldBack());
    stages.put("alarmsReleased", suppressed.getOrDefault(SuppressionState.RELEASED, 0L));
    stages.put("clearsWithoutAlarm", orphanClears);
    stages.put("eventsInIncidents", members);
    stages.put("incidentRevisions", revisions);
    ObjectNode incidents = root.putObject("incidents");
    incidents.put("final", incidents());
    incidents.put("open", state(IncidentState.OPEN));
    incidents.put("resolved", state(IncidentState.RESOLVED));
    incidents.put("merged", state(IncidentState.MERGED));
    root.put("noiseReduction", noiseReduction());
    root.put("wallSeconds", wallMillis / 1000.0);
    root.put("recordsPerSecond", Math.round(perSecond()));
    ObjectNode options = root.putObject("config");
    config.forEach(options::put);
    Files.writeString(file, MAPPER.writeValueAsString(root).replace("\" : ", "\": ") + "\n");
  }

  private static void put(ObjectNode node, String name, @Nullable Long millis) {
    node.put(name, millis == null ? null : IsoTime.format(millis));
  }

  /** A few lines for people. */
  String text() {
    StringBuilder text = new StringBuilder(512);
    line(text, "read", reads());
    Long first = in.firstMillis();
    Long last = in.lastMillis();
    if (first != null && last != null) {
      line(text, "event time", IsoTime.format(first) + " to " + IsoTime.format(last));
    }
    line(
        text,
        "incidents",
        format(
            "%,d (%,d open, %,d resolved; %,d more were merged), %,d revisions",
            incidents(),
            state(IncidentState.OPEN),
            state(IncidentState.RESOLVED),
            state(IncidentState.MERGED),
            revisions));
    Double reduction = noiseReduction();
    if (reduction != null) {
      line(
          text,
          "noise",
          format(
              "%,d events, %,d alarms, %,d incidents: %.2f %% less",
              classified, raised, incidents(), 100 * reduction));
    }
    if (heldBack() > 0) {
      line(
          text,
          "suppressed",
          format(
              "%,d alarms (%,d released), see %s",
              heldBack(),
              suppressed.getOrDefault(SuppressionState.RELEASED, 0L),
              output.resolve(SuppressedFile.NAME)));
    }
    if (deadLetters > 0) {
      line(
          text,
          "unreadable",
          format("%,d lines, see %s", deadLetters, output.resolve("dead-letters.jsonl")));
    }
    line(text, "speed", format("%.1f s, %,.0f records a second", wallMillis / 1000.0, perSecond()));
    line(text, "output", output.toString());
    return text.toString();
  }

  private String reads() {
    return format(
        "%,d events, %,d samples, %,d topology changes, %,d control records",
        in.events, in.samples, in.topologyChanges, in.controlRecords);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(format("%-11s ", name)).append(value).append('\n');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
