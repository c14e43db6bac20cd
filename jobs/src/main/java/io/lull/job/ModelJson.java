package io.lull.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.lull.connector.files.IsoTime;
import io.lull.pipeline.correlate.ModelRevision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What was learned of how failure travels, as the JSON of {@code lull.model} and {@code
 * model.json}: one line of UTF-8 a domain, fields always in the same order.
 */
public final class ModelJson {
  // Double.toString differs between JDK 17 and 19; Jackson's own shortest form does not.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private ModelJson() {}

  /** UTF-8, without a line end. */
  public static byte[] toBytes(ModelRevision model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("domain", model.domain());
      json.writeNumberField("revision", model.revision());
      json.writeStringField("time", IsoTime.format(model.timeMillis()));
      json.writeNumberField("incidents", model.incidents());
      json.writeArrayFieldStart("relations");
      for (ModelRevision.Relation relation : model.relations()) {
        write(json, relation);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("alarmTypes");
      for (ModelRevision.AlarmType type : model.alarmTypes()) {
        write(json, type);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("impactTimes");
      for (ModelRevision.Spread spread : model.spreads()) {
        write(json, spread);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("required");
      for (ModelRevision.Need need : model.needs()) {
        write(json, need);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from a byte array.
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, ModelRevision.Relation relation)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", relation.type());
    json.writeNumberField("probability", rounded(relation.probability()));
    json.writeNumberField("lagMs", relation.lagMillis());
    json.writeNumberField("lagSigma", rounded(relation.lagSigma()));
    json.writeNumberField("successes", rounded(relation.successes()));
    json.writeNumberField("chances", rounded(relation.chances()));
    json.writeNumberField("lags", rounded(relation.lags()));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ModelRevision.AlarmType type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type.type());
    json.writeNumberField("weight", rounded(type.weight()));
    json.writeNumberField("onCause", rounded(type.onCause()));
    json.writeNumberField("incidents", rounded(type.incidents()));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ModelRevision.Spread spread) throws IOException {
    json.writeStartObject();
    json.writeStringField("basis", spread.basis());
    json.writeNumberField("scale", rounded(spread.scale()));
    json.writeNumberField("told", rounded(spread.told()));
    json.writeNumberField("inside", rounded(spread.inside()));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ModelRevision.Need need) throws IOException {
    json.writeStartObject();
    json.writeStringField("service", need.service());
    json.writeNumberField("members", need.members());
    json.writeNumberField("documented", need.documented());
    json.writeNumberField("required", need.required());
    json.writeEndObject();
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
