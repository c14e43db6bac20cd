package io.lull.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lull.connector.files.IsoTime;
import io.lull.schema.DiscoveryNote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A note of reconciliation as a line of JSON, fields always in the same order. */
public final class DiscoveryJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final long EARLIEST = -62_135_596_800_000L;

  private DiscoveryJson() {}

  /** UTF-8, without a line end. */
  public static byte[] toBytes(DiscoveryNote note) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      if (note.getTimeMillis() > EARLIEST) {
        json.writeStringField("time", IsoTime.format(note.getTimeMillis()));
      }
      json.writeStringField("kind", note.getKind());
      json.writeStringField("ci", note.getCi());
      texts(json, "others", note.getOthers());
      texts(json, "facts", note.getFacts());
      json.writeStringField("text", note.getText());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from a byte array.
    }
    return bytes.toByteArray();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
