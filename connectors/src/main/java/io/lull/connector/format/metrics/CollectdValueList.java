package io.lull.connector.format.metrics;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One value list of collectd's JSON, as far as it is of use; {@link #problem} says what is wrong.
 */
final class CollectdValueList {
  // types.db has at most a handful of data sources a type; more is no value list.
  private static final int MAX_SOURCES = 1024;

  private final List<Double> values = new ArrayList<>();
  private final List<String> dsTypes = new ArrayList<>();
  private final List<String> dsNames = new ArrayList<>();
  private double timeSeconds = Double.NaN;
  private String host = "";
  private String plugin = "";
  private String type = "";
  private String pluginInstance = "";
  private String typeInstance = "";
  private @Nullable String problem;

  private CollectdValueList() {}

  /** Reads the value at the parser's current token to its end, whatever it is. */
  static CollectdValueList read(JsonParser parser) throws IOException {
    CollectdValueList list = new CollectdValueList();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      list.problem = "expected an object, found " + parser.currentToken();
      parser.skipChildren();
      return list;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      list.readField(name, parser);
    }
    list.check();
    return list;
  }

  private void readField(String name, JsonParser parser) throws IOException {
    switch (name) {
      case "values" -> readArray(parser, "values");
      case "dstypes" -> readArray(parser, "dstypes");
      case "dsnames" -> readArray(parser, "dsnames");
      case "time" -> timeSeconds = number(parser, "time");
      case "host" -> host = text(parser, "host");
      case "plugin" -> plugin = text(parser, "plugin");
      case "plugin_instance" -> pluginInstance = text(parser, "plugin_instance");
      case "type" -> type = text(parser, "type");
      case "type_instance" -> typeInstance = text(parser, "type_instance");
      default -> parser.skipChildren();
    }
  }

  private void readArray(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      fail(name + ": expected an array");
      parser.skipChildren();
      return;
    }
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
      if (++count > MAX_SOURCES) {
        fail(name + ": more than " + MAX_SOURCES + " entries");
        parser.skipChildren();
      } else if (name.equals("values")) {
        values.add(number(parser, name));
      } else {
        (name.equals("dstypes") ? dsTypes : dsNames).add(text(parser, name));
      }
    }
  }

  private double number(JsonParser parser, String name) throws IOException {
    if (parser.currentToken().isNumeric()) {
      return parser.getDoubleValue();
    }
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      fail(name + ": expected a number");
      parser.skipChildren();
    }
    return Double.NaN;
  }

  private String text(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      fail(name + ": expected a string");
      parser.skipChildren();
    }
    return "";
  }

  private void check() {
    if (host.isEmpty()) {
      fail("host is missing");
    }
    if (plugin.isEmpty()) {
      fail("plugin is missing");
    }
    if (type.isEmpty()) {
      fail("type is missing");
    }
    if (values.isEmpty()) {
      fail("values are missing");
    }
    if (!dsTypes.isEmpty() && dsTypes.size() != values.size()) {
      fail(values.size() + " values but " + dsTypes.size() + " dstypes");
    }
    if (dsNames.size() != values.size() && !(dsNames.isEmpty() && values.size() == 1)) {
      fail(values.size() + " values but " + dsNames.size() + " dsnames");
    }
  }

  private void fail(String reason) {
    if (problem == null) {
      problem = reason;
    }
  }

  /** What makes the list unusable, or null. */
  @Nullable String problem() {
    return problem;
  }

  int size() {
    return values.size();
  }

  /** NaN where collectd sent null. */
  double value(int index) {
    return values.get(index);
  }

  String dsType(int index) {
    return dsTypes.isEmpty() ? "gauge" : dsTypes.get(index);
  }

  String dsName(int index) {
    return dsNames.isEmpty() ? "value" : dsNames.get(index);
  }

  /** Seconds since the epoch, NaN if absent. */
  double timeSeconds() {
    return timeSeconds;
  }

  String host() {
    return host;
  }

  String plugin() {
    return plugin;
  }

  String type() {
    return type;
  }

  String pluginInstance() {
    return pluginInstance;
  }

  String typeInstance() {
    return typeInstance;
  }
}
