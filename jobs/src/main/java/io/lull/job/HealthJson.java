package io.lull.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.lull.connector.files.IsoTime;
import io.lull.schema.Health;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The health of a resource as a line of JSON, fields always in the same order. */
public final class HealthJson {
  // Double.toString differs between JDK 17 and 19; Jackson's own shortest form does not.
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private HealthJson() {}

  /** UTF-8, without a line end. */
  public static byte[] toBytes(Health health) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("time", IsoTime.format(health.getTimeMillis()));
      json.writeStringField("resource", health.getResource());
      json.writeNumberField("score", health.getScore());
      json.writeObjectFieldStart("contributions");
      for (Map.Entry<String, Double> one : new TreeMap<>(health.getContributions()).entrySet()) {
        json.writeNumberField(one.getKey(), one.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from a byte array.
    }
    return bytes.toByteArray();
  }
}
