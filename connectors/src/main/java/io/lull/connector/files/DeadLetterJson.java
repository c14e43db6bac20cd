package io.lull.connector.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lull.schema.DeadLetter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A line of {@code dead-letters.jsonl}: {@code file}, {@code line} (from 1; 0: the file as a
 * whole), {@code format}, {@code reason}, and what was there as {@code text}, or as {@code base64}
 * where it is not UTF-8.
 */
public final class DeadLetterJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private DeadLetterJson() {}

  /** One line of JSON, without its end. */
  public static String write(DeadLetter letter) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("file", letter.getOrigin().getSource());
      json.writeNumberField("line", letter.getOrigin().getPosition());
      json.writeStringField("format", letter.getFormat());
      json.writeStringField("reason", letter.getReason());
      writeValue(json, letter.getValue().duplicate());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from a string.
    }
    return text.toString();
  }

  private static void writeValue(JsonGenerator json, ByteBuffer value) throws IOException {
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      json.writeStringField("text", text);
    } catch (CharacterCodingException e) {
      json.writeStringField("base64", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
