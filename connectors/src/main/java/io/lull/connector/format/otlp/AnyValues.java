package io.lull.connector.format.otlp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Base64;
import java.util.Iterator;

/** Attribute values and log bodies as text: a string as it is, what is structured as JSON. */
final class AnyValues {
  private AnyValues() {}

  static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BYTES_VALUE -> base64(value);
      case VALUE_NOT_SET -> "";
      default -> {
        StringBuilder json = new StringBuilder();
        json(value, json);
        yield json.toString();
      }
    };
  }

  private static void json(AnyValue value, StringBuilder out) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> quoted(value.getStringValue(), out);
      case BYTES_VALUE -> quoted(base64(value), out);
      case BOOL_VALUE -> out.append(value.getBoolValue());
      case INT_VALUE -> out.append(value.getIntValue());
      case DOUBLE_VALUE -> out.append(value.getDoubleValue());
      case ARRAY_VALUE -> {
        out.append('[');
        Iterator<AnyValue> values = value.getArrayValue().getValuesList().iterator();
        while (values.hasNext()) {
          json(values.next(), out);
          out.append(values.hasNext() ? "," : "");
        }
        out.append(']');
      }
      case KVLIST_VALUE -> {
        out.append('{');
        Iterator<KeyValue> entries = value.getKvlistValue().getValuesList().iterator();
        while (entries.hasNext()) {
          KeyValue entry = entries.next();
          quoted(entry.getKey(), out);
          json(entry.getValue(), out.append(':'));
          out.append(entries.hasNext() ? "," : "");
        }
        out.append('}');
      }
      default -> out.append("null");
    }
  }

  private static void quoted(String text, StringBuilder out) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }

  private static String base64(AnyValue value) {
    return Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
  }
}
