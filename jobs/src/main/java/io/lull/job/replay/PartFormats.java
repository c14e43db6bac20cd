package io.lull.job.replay;

import io.lull.connector.files.Csv;
import io.lull.connector.files.HistoryRecord;
import io.lull.connector.files.IncidentJson;
import io.lull.connector.files.IsoTime;
import io.lull.job.DiscoveryJson;
import io.lull.job.HealthJson;
import io.lull.job.ModelJson;
import io.lull.pipeline.correlate.Membership;
import io.lull.pipeline.correlate.ModelRevision;
import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.topology.RefusedChange;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Event;
import io.lull.schema.Health;
import io.lull.schema.Incident;
import io.lull.schema.SuppressedAlarm;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How results are written to parts, and in which order they come back. */
final class PartFormats {
  private static final byte KIND = 0;
  private static final byte JOINED = 1;

  private PartFormats() {}

  /** The JSON line, by time of update, id and revision. */
  static HistoryRecord revision(Incident incident, long timestamp) {
    String revision = Integer.toString(incident.getRevision());
    String key = incident.getId() + "\0" + "0".repeat(10 - revision.length()) + revision;
    return new HistoryRecord(
        incident.getUpdatedMillis(), KIND, key, IncidentJson.toBytes(incident));
  }

  /** By id and revision. */
  static HistoryRecord finalIncident(Incident incident, long timestamp) {
    return new HistoryRecord(
        incident.getRevision(), KIND, incident.getId(), FinalIncident.of(incident).toBytes());
  }

  /**
   * By event and the time at which it was told, in its domain before where domains are joined: the
   * last holds. Payload: incident, NUL, the rest.
   */
  static HistoryRecord membership(Membership member, long timestamp) {
    String rest =
        Csv.line(
            member.event(),
            IsoTime.format(member.timeMillis()),
            member.resource(),
            member.type(),
            member.role().name(),
            String.join(">", member.path()));
    String payload = member.incident() + "\0" + member.timeMillis() + "\0" + rest;
    return new HistoryRecord(
        timestamp,
        member.joined() ? JOINED : KIND,
        member.event(),
        payload.getBytes(StandardCharsets.UTF_8));
  }

  /** The JSON line, by domain and revision: the last of a domain holds. */
  static HistoryRecord model(ModelRevision model, long timestamp) {
    return new HistoryRecord(model.revision(), KIND, model.domain(), ModelJson.toBytes(model));
  }

  /** The CSV line, by time and resource; what is equal in both stays as it came. */
  static HistoryRecord score(SampleScore sample, long timestamp) {
    String line =
        Csv.line(
            IsoTime.format(sample.timeMillis()),
            sample.resource(),
            sample.metric(),
            Csv.number(sample.value()),
            orEmpty(sample.expected()),
            orEmpty(sample.lower()),
            orEmpty(sample.upper()),
            Csv.number(sample.score()));
    return new HistoryRecord(
        sample.timeMillis(), KIND, sample.resource(), line.getBytes(StandardCharsets.UTF_8));
  }

  /** The CSV line, by time and resource. */
  static HistoryRecord forecast(Event event, long timestamp) {
    Map<String, String> said = event.getAttributes();
    String line =
        Csv.line(
            IsoTime.format(event.getTimeMillis()),
            event.getResource(),
            event.getType(),
            event.getQualifier(),
            event.getStatus().name(),
            said.getOrDefault("series", ""),
            said.getOrDefault("value", ""),
            said.getOrDefault("threshold", ""),
            said.getOrDefault("crossesFrom", ""),
            said.getOrDefault("crossesAt", ""),
            said.getOrDefault("crossesTo", ""),
            event.getMessage());
    return new HistoryRecord(
        event.getTimeMillis(), KIND, event.getResource(), line.getBytes(StandardCharsets.UTF_8));
  }

  /** The JSON line, by time and resource. */
  static HistoryRecord health(Health health, long timestamp) {
    return new HistoryRecord(
        health.getTimeMillis(), KIND, health.getResource(), HealthJson.toBytes(health));
  }

  /** The JSON line, by time, CI and text. */
  static HistoryRecord note(DiscoveryNote note, long timestamp) {
    String key = note.getCi() + '\0' + note.getKind() + '\0' + note.getText();
    return new HistoryRecord(note.getTimeMillis(), KIND, key, DiscoveryJson.toBytes(note));
  }

  /** By the raising event and the time at which it was told: the last holds. */
  static HistoryRecord suppressed(SuppressedAlarm alarm, long timestamp) {
    String line =
        Csv.line(
            alarm.getId(),
            alarm.getState().name(),
            IsoTime.format(alarm.getHeldMillis()),
            IsoTime.format(alarm.getUpdatedMillis()),
            alarm.getResource(),
            alarm.getType(),
            alarm.getQualifier(),
            alarm.getSeverity().name(),
            Long.toString(alarm.getCount()),
            String.join(">", alarm.getRules()),
            String.join(">", alarm.getPath()),
            alarm.getWhy());
    String payload = alarm.getHeldMillis() + "\0" + alarm.getState() + "\0" + line;
    return new HistoryRecord(
        timestamp, KIND, alarm.getId(), payload.getBytes(StandardCharsets.UTF_8));
  }

  private static String orEmpty(@Nullable Double value) {
    return value == null ? "" : Csv.number(value);
  }

  /** By time. */
  static HistoryRecord refused(RefusedChange refused, long timestamp) {
    String payload = refused.reason() + "\0" + refused.change();
    return new HistoryRecord(timestamp, KIND, "", payload.getBytes(StandardCharsets.UTF_8));
  }
}
