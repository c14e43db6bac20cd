package io.lull.connector.format.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Writes messages as OTLP's JSON, so that a rejected part of a JSON request is JSON again. */
final class OtlpJsonWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private OtlpJsonWriter() {}

  static byte[] write(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      object(message, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void object(Message message, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      out.writeFieldName(field.getJsonName());
      if (field.isRepeated()) {
        out.writeStartArray();
        for (Object element : (List<?>) entry.getValue()) {
          value(field, element, out);
        }
        out.writeEndArray();
      } else {
        value(field, entry.getValue(), out);
      }
    }
    out.writeEndObject();
  }

  private static void value(FieldDescriptor field, Object value, JsonGenerator out)
      throws IOException {
    switch (field.getType()) {
      case MESSAGE, GROUP -> object((Message) value, out);
      case ENUM -> out.writeNumber(((EnumValueDescriptor) value).getNumber());
      case BYTES -> out.writeString(bytes(field, (ByteString) value));
      case UINT64, FIXED64 -> out.writeString(Long.toUnsignedString((Long) value));
      case INT64, SFIXED64, SINT64 -> out.writeString(value.toString());
      case UINT32, FIXED32 -> out.writeNumber(Integer.toUnsignedLong((Integer) value));
      case INT32, SFIXED32, SINT32 -> out.writeNumber((Integer) value);
      case BOOL -> out.writeBoolean((Boolean) value);
      case STRING -> out.writeString((String) value);
      // Jackson writes NaN and the infinities as strings, as OTLP has them.
      case DOUBLE -> out.writeNumber((Double) value);
      case FLOAT -> out.writeNumber((Float) value);
    }
  }

  private static String bytes(FieldDescriptor field, ByteString value) {
    return OtlpJsonReader.isHex(field)
        ? HexFormat.of().formatHex(value.toByteArray())
        : Base64.getEncoder().encodeToString(value.toByteArray());
  }
}
