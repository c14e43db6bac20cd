package io.lull.connector.format.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.lull.connector.format.Limits;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads OTLP's JSON into the generated messages, guided by their descriptors: one reader for all
 * signals.
 *
 * <p>What OTLP has and protobuf's own JSON has not: {@code traceId}, {@code spanId} and {@code
 * parentSpanId} are hex. 64-bit integers are strings or numbers, enums numbers or names, unknown
 * fields are passed over. Source: OpenTelemetry Protocol Specification 1.x, "JSON Protobuf
 * Encoding".
 */
final class OtlpJsonReader {
  private static final Set<String> HEX_FIELDS = Set.of("trace_id", "span_id", "parent_span_id");

  private final JsonFactory json;
  private final int maxDepth;
  private final int maxMessages;
  private final Map<Descriptor, Map<String, FieldDescriptor>> fields = new HashMap<>();

  // Of the document being read.
  private int messages;

  OtlpJsonReader(Limits limits, int maxMessages) {
    this.maxDepth = limits.maxDepth();
    this.maxMessages = maxMessages;
    // A message is an object, mostly in an array.
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(2 * limits.maxDepth() + 2)
            .maxStringLength(limits.maxBytes())
            .maxNumberLength(100)
            .maxNameLength(4096)
            .build();
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(constraints)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
  }

  /**
   * Merges all documents of {@code bytes} (one, or one after the other) into {@code builder}.
   *
   * @throws IOException with what was wrong, where, and what was expected
   */
  void read(byte[] bytes, Message.Builder builder) throws IOException {
    messages = 0;
    try (JsonParser parser = json.createParser(bytes)) {
      while (parser.nextToken() != null) {
        boolean known = message(parser, builder, 0);
        if (!known) {
          throw problem(
              parser,
              "expected an object with '"
                  + builder.getDescriptorForType().getFields().get(0).getJsonName()
                  + "'");
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException(describe(e));
    }
  }

  /** Returns whether the object was empty or had a field that the message has. */
  private boolean message(JsonParser parser, Message.Builder builder, int depth)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw problem(parser, "expected an object");
    }
    if (depth > maxDepth) {
      throw problem(parser, "nested deeper than " + maxDepth + " messages");
    }
    if (++messages > maxMessages) {
      throw problem(parser, "more than " + maxMessages + " objects");
    }
    boolean empty = true;
    boolean known = false;
    Map<String, FieldDescriptor> byName = fieldsOf(builder.getDescriptorForType());
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      empty = false;
      FieldDescriptor field = byName.get(parser.currentName());
      parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else {
        known = true;
        field(parser, builder, field, depth);
      }
    }
    return empty || known;
  }

  private void field(JsonParser parser, Message.Builder builder, FieldDescriptor field, int depth)
      throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (!field.isRepeated()) {
      Object value = value(parser, builder, field, depth);
      if (value != null) {
        builder.setField(field, value);
      }
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw problem(parser, "expected an array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser, builder, field, depth);
      if (value != null) {
        builder.addRepeatedField(field, value);
      }
    }
  }

  private @Nullable Object value(
      JsonParser parser, Message.Builder builder, FieldDescriptor field, int depth)
      throws IOException {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Message.Builder nested = builder.newBuilderForField(field);
      message(parser, nested, depth + 1);
      return nested.build();
    }
    if (!parser.currentToken().isScalarValue()) {
      throw problem(parser, "expected a value");
    }
    try {
      return scalar(parser, field);
    } catch (IllegalArgumentException e) {
      throw problem(parser, "expected " + field.getType().name().toLowerCase(Locale.ROOT));
    }
  }

  private static @Nullable Object scalar(JsonParser parser, FieldDescriptor field)
      throws IOException {
    String text = parser.getText();
    boolean string = parser.currentToken() == JsonToken.VALUE_STRING;
    switch (field.getJavaType()) {
      case STRING:
        require(string);
        return text;
      case BOOLEAN:
        require(text.equals("true") || text.equals("false"));
        return text.equals("true");
      case BYTE_STRING:
        require(string);
        return bytes(text, isHex(field));
      case DOUBLE:
        return Double.parseDouble(text);
      case FLOAT:
        return Float.parseFloat(text);
      case LONG:
        return integer(text, isUnsigned(field));
      case INT:
        long wide = integer(text, false);
        require(wide >= Integer.MIN_VALUE && wide <= 0xffffffffL);
        return (int) wide;
      case ENUM:
        return enumValue(text, string, field);
      default:
        throw new IllegalStateException("no scalar: " + field.getFullName());
    }
  }

  /** Whether the bytes of a field are written as hex, and not as base64. */
  static boolean isHex(FieldDescriptor field) {
    return HEX_FIELDS.contains(field.getName());
  }

  private static EnumValueDescriptor enumValue(String text, boolean name, FieldDescriptor field) {
    EnumValueDescriptor byName = name ? field.getEnumType().findValueByName(text) : null;
    if (byName != null) {
      return byName;
    }
    return field.getEnumType().findValueByNumberCreatingIfUnknown(Integer.parseInt(text));
  }

  private static ByteString bytes(String text, boolean hex) {
    return ByteString.copyFrom(
        hex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text));
  }

  /** Some senders write whole numbers as 1.0 or 1e3. */
  private static long integer(String text, boolean unsigned) {
    try {
      return unsigned ? Long.parseUnsignedLong(text) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      double number = Double.parseDouble(text);
      require(number == Math.rint(number) && Math.abs(number) < 0x1p63);
      return (long) number;
    }
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT64, FIXED64 -> true;
      default -> false;
    };
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException();
    }
  }

  private Map<String, FieldDescriptor> fieldsOf(Descriptor type) {
    return fields.computeIfAbsent(
        type,
        t -> {
          Map<String, FieldDescriptor> byName = new HashMap<>();
          for (FieldDescriptor field : t.getFields()) {
            byName.put(field.getName(), field);
            byName.put(field.getJsonName(), field);
          }
          return byName;
        });
  }

  private static IOException problem(JsonParser parser, String expected) {
    String where = String.valueOf(parser.getParsingContext().pathAsPointer());
    return new IOException(
        expected
            + " at "
            + (where.length() > 200 ? where.substring(0, 200) + "…" : where)
            + " (line "
            + parser.currentTokenLocation().getLineNr()
            + ", column "
            + parser.currentTokenLocation().getColumnNr()
            + ")");
  }

  private static String describe(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ");
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return (message.length() > 300 ? message.substring(0, 300) + "…" : message) + where;
  }
}
