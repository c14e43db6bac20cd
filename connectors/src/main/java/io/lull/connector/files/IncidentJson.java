package io.lull.connector.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.lull.schema.AlarmRole;
import io.lull.schema.Cause;
import io.lull.schema.CauseKind;
import io.lull.schema.Effect;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentCounts;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.ServiceImpact;
import io.lull.schema.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident as the JSON of {@code lull.incidents.json} and {@code incidents.jsonl}: one line of
 * UTF-8, fields always in the same order, times in ISO-8601 UTC with milliseconds, fields that are
 * not set left out. The same incident gives the same bytes on every JDK.
 */
public final class IncidentJson {
  // Double.toString differs between JDK 17 and 19; Jackson's own shortest form does not.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private IncidentJson() {}

  public static String write(Incident incident) {
    return new String(toBytes(incident), StandardCharsets.UTF_8);
  }

  /** UTF-8, without a line end. */
  public static byte[] toBytes(Incident incident) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      writeIncident(json, incident);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from a byte array.
    }
    return bytes.toByteArray();
  }

  private static void writeIncident(JsonGenerator json, Incident incident) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", incident.getId());
    json.writeNumberField("revision", incident.getRevision());
    json.writeStringField("state", incident.getState().name());
    if (incident.getMergedInto() != null) {
      json.writeStringField("mergedInto", incident.getMergedInto());
    }
    json.writeStringField("openedAt", IsoTime.format(incident.getOpenedMillis()));
    json.writeStringField("updatedAt", IsoTime.format(incident.getUpdatedMillis()));
    writeTime(json, "resolvedAt", incident.getResolvedMillis());
    json.writeStringField("severity", incident.getSeverity().name());
    json.writeStringField("title", incident.getTitle());
    json.writeStringField("summary", incident.getSummary());
    json.writeArrayFieldStart("causes");
    for (Cause cause : incident.getCauses()) {
      writeCause(json, cause);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("alarms");
    for (MemberAlarm alarm : incident.getAlarms()) {
      writeAlarm(json, alarm);
    }
    json.writeEndArray();
    writeTexts(json, "resources", incident.getResources());
    json.writeArrayFieldStart("services");
    for (ServiceImpact service : incident.getServices()) {
      writeService(json, service);
    }
    json.writeEndArray();
    writeTexts(json, "actions", incident.getActions());
    writeTexts(json, "changes", incident.getChanges());
    json.writeObjectFieldStart("counts");
    json.writeNumberField("rawEvents", incident.getCounts().getRawEvents());
    json.writeNumberField("alarms", incident.getCounts().getAlarms());
    json.writeEndObject();
    json.writeStringField("domain", incident.getDomain());
    json.writeNumberField("revenueShare", incident.getRevenueShare());
    json.writeEndObject();
  }

  private static void writeCause(JsonGenerator json, Cause cause) throws IOException {
    json.writeStartObject();
    json.writeStringField("resource", cause.getResource());
    json.writeStringField("kind", cause.getKind().name());
    json.writeNumberField("score", cause.getScore());
    json.writeBooleanField("silent", cause.getSilent());
    json.writeStringField("why", cause.getWhy());
    json.writeEndObject();
  }

  private static void writeAlarm(JsonGenerator json, MemberAlarm alarm) throws IOException {
    json.writeStartObject();
    json.writeStringField("event", alarm.getEvent());
    json.writeStringField("resource", alarm.getResource());
    json.writeStringField("type", alarm.getType());
    json.writeStringField("qualifier", alarm.getQualifier());
    json.writeStringField("time", IsoTime.format(alarm.getTimeMillis()));
    json.writeStringField("role", alarm.getRole().name());
    writeTexts(json, "path", alarm.getPath());
    json.writeNumberField("lagMs", alarm.getLagMillis());
    json.writeNumberField("count", alarm.getCount());
    json.writeStringField("severity", alarm.getSeverity().name());
    json.writeStringField("message", alarm.getMessage());
    writeTime(json, "clearedAt", alarm.getClearedMillis());
    json.writeBooleanField("flapping", alarm.getFlapping());
    json.writeEndObject();
  }

  private static void writeService(JsonGenerator json, ServiceImpact service) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", service.getId());
    json.writeNumberField("share", service.getShare());
    json.writeStringField("effect", service.getEffect().name());
    writeTime(json, "impactAt", service.getImpactMillis());
    writeTime(json, "impactFrom", service.getImpactFromMillis());
    writeTime(json, "impactTo", service.getImpactToMillis());
    writeTexts(json, "via", service.getVia());
    json.writeNumberField("revenueShare", service.getRevenueShare());
    json.writeStringField("basis", service.getBasis().name());
    if (service.getGuardedBy() != null) {
      json.writeStringField("guardedBy", service.getGuardedBy());
    }
    if (service.getActualEffect() != null) {
      json.writeStringField("actualEffect", service.getActualEffect().name());
    }
    writeTime(json, "actualFrom", service.getActualFromMillis());
    writeTime(json, "actualTo", service.getActualToMillis());
    json.writeEndObject();
  }

  private static void writeTime(JsonGenerator json, String name, @Nullable Long millis)
      throws IOException {
    if (millis != null) {
      json.writeStringField(name, IsoTime.format(millis));
    }
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** Reads back what {@link #write} wrote; fields it does not know are ignored. */
  public static Incident parse(String line) throws BadLineException {
    JsonFields fields = JsonFields.parse(line);
    Incident incident = new Incident();
    incident.setId(fields.text("id"));
    incident.setRevision((int) fields.integer("revision"));
    incident.setState(fields.symbol("state", IncidentState.class));
    incident.setMergedInto(fields.optionalText("mergedInto"));
    incident.setDomain(fields.textOr("domain", ""));
    incident.setOpenedMillis(fields.time("openedAt"));
    incident.setUpdatedMillis(fields.time("updatedAt"));
    incident.setResolvedMillis(fields.optionalTime("resolvedAt"));
    incident.setSeverity(fields.symbol("severity", Severity.class));
    incident.setTitle(fields.textOr("title", ""));
    incident.setSummary(fields.textOr("summary", ""));
    incident.setCauses(parseAll(fields.children("causes"), IncidentJson::parseCause));
    incident.setAlarms(parseAll(fields.children("alarms"), IncidentJson::parseAlarm));
    incident.setResources(fields.texts("resources"));
    incident.setServices(parseAll(fields.children("services"), IncidentJson::parseService));
    incident.setActions(fields.texts("actions"));
    incident.setChanges(fields.texts("changes"));
    JsonFields counts = fields.child("counts");
    incident.setCounts(
        new IncidentCounts(counts.integer("rawEvents"), (int) counts.integer("alarms")));
    incident.setRevenueShare(fields.numberOr("revenueShare", 0));
    return incident;
  }

  private interface Part<T> {
    T parse(JsonFields fields) throws BadLineException;
  }

  private static <T> List<T> parseAll(List<JsonFields> parts, Part<T> part)
      throws BadLineException {
    List<T> parsed = new ArrayList<>(parts.size());
    for (JsonFields fields : parts) {
      parsed.add(part.parse(fields));
    }
    return parsed;
  }

  private static Cause parseCause(JsonFields fields) throws BadLineException {
    return new Cause(
        fields.text("resource"),
        fields.symbol("kind", CauseKind.class),
        fields.number("score"),
        fields.flag("silent", false),
        fields.textOr("why", ""));
  }

  private static MemberAlarm parseAlarm(JsonFields fields) throws BadLineException {
    Severity severity = fields.optionalSymbol("severity", Severity.class);
    return new MemberAlarm(
        fields.text("event"),
        fields.text("resource"),
        fields.textOr("type", ""),
        fields.textOr("qualifier", ""),
        severity == null ? Severity.INDETERMINATE : severity,
        fields.textOr("message", ""),
        fields.time("time"),
        fields.optionalTime("clearedAt"),
        fields.symbol("role", AlarmRole.class),
        fields.texts("path"),
        fields.integer("lagMs"),
        fields.integer("count"),
        fields.flag("flapping", false));
  }

  private static ServiceImpact parseService(JsonFields fields) throws BadLineException {
    ImpactBasis basis = fields.optionalSymbol("basis", ImpactBasis.class);
    return new ServiceImpact(
        fields.text("id"),
        fields.number("share"),
        fields.symbol("effect", Effect.class),
        fields.optionalTime("impactAt"),
        fields.optionalTime("impactFrom"),
        fields.optionalTime("impactTo"),
        fields.texts("via"),
        fields.numberOr("revenueShare", 0),
        basis == null ? ImpactBasis.NONE : basis,
        fields.optionalText("guardedBy"),
        fields.optionalSymbol("actualEffect", Effect.class),
        fields.optionalTime("actualFrom"),
        fields.optionalTime("actualTo"));
  }
}
