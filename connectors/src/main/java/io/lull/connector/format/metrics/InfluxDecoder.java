package io.lull.connector.format.metrics;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecord;
import io.lull.schema.MetricKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Influx line protocol, as Telegraf writes it: any number of lines a record.
 *
 * <p>A numeric or boolean field becomes the sample {@code measurement.field}, or {@code
 * measurement} where the field is called {@code value}. All are gauges: the protocol does not say
 * which fields count up. String fields are no samples and are left out. A bad line is rejected with
 * its number, the others are taken.
 */
public final class InfluxDecoder implements Decoder {

  /**
   * Tags that name the resource, the first that is there counts. {@code agent_host} is the device
   * that Telegraf's SNMP input asked, where {@code host} is only the machine that asked.
   */
  public static final List<String> RESOURCE_TAGS =
      List.of(
          "agent_host", "host", "hostname", "instance", "node", "node_name", "pod_name", "server");

  private final DecoderOptions options;

  public InfluxDecoder(DecoderOptions options) {
    this.options = options;
  }

  @Override
  public String format() {
    return "influx";
  }

  /** Comments and lines that hold only strings. */
  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    byte[] value = raw.value();
    if (value.length == 0 || value.length > options.limits().maxBytes()) {
      out.reject(
          value.length == 0
              ? "empty value, expected lines of Influx line protocol"
              : value.length + " bytes, more than the limit of " + options.limits().maxBytes());
      return;
    }
    BatchCollector batches = new BatchCollector(raw, "influx", options);
    InfluxLine line = new InfluxLine(value);
    int position = 0;
    int number = 0;
    while (position < value.length) {
      number++;
      int next = endOfLine(value, position);
      if (!isBlankOrComment(value, position)) {
        try {
          next = line.read(position);
          if (!batches.hasRoomFor(line.fields().size())) {
            out.rejectPart(
                "line " + number + " and after: more than " + batches.maxSamples() + " samples",
                Arrays.copyOfRange(value, position, value.length));
            break;
          }
          take(line, raw, batches);
        } catch (InfluxLine.SyntaxException e) {
          next = endOfLine(value, position);
          out.rejectPart(
              "line " + number + ": " + e.getMessage(), Arrays.copyOfRange(value, position, next));
        }
      }
      number += lineFeeds(value, position, next - 1);
      position = next;
    }
    batches.emit(out);
  }

  private void take(InfluxLine line, RawRecord raw, BatchCollector batches) {
    Map<String, String> labels = line.tags();
    String tagged = takeResource(labels);
    String resource = tagged == null ? raw.sender() : tagged;
    Long timestamp = line.timestamp();
    Long timeMillis = timestamp == null ? null : toMillis(timestamp);
    labels.replaceAll((tag, text) -> batches.clean(text));
    for (InfluxLine.Field field : line.fields()) {
      String metric =
          field.key().equals("value") ? line.measurement() : line.measurement() + '.' + field.key();
      batches.add(
          resource,
          timeMillis,
          BatchCollector.sample(
              batches.clean(metric), labels, field.value(), MetricKind.GAUGE, ""));
    }
  }

  private static @Nullable String takeResource(Map<String, String> tags) {
    for (String tag : RESOURCE_TAGS) {
      String value = tags.get(tag);
      if (value != null) {
        String resource = ResourceNames.hostOf(value);
        if (resource.equals(value)) {
          tags.remove(tag);
        }
        return resource;
      }
    }
    return null;
  }

  /**
   * The unit is told by the magnitude: seconds, ms, µs and ns do not overlap between the years 1973
   * and 5138.
   */
  private static long toMillis(long timestamp) {
    if (timestamp > -100_000_000_000L && timestamp < 100_000_000_000L) {
      return timestamp * 1000;
    }
    if (timestamp > -100_000_000_000_000L && timestamp < 100_000_000_000_000L) {
      return timestamp;
    }
    boolean micros = timestamp > -100_000_000_000_000_000L && timestamp < 100_000_000_000_000_000L;
    return Math.floorDiv(timestamp, micros ? 1_000L : 1_000_000L);
  }

  private static boolean isBlankOrComment(byte[] value, int from) {
    int i = from;
    while (i < value.length && (value[i] == ' ' || value[i] == '\t' || value[i] == '\r')) {
      i++;
    }
    return i == value.length || value[i] == '\n' || value[i] == '#';
  }

  /** Where the line after the one at {@code from} starts. */
  private static int endOfLine(byte[] value, int from) {
    int i = from;
    while (i < value.length && value[i] != '\n') {
      i++;
    }
    return Math.min(i + 1, value.length);
  }

  /** Line feeds inside quoted strings, so that line numbers stay true. */
  private static int lineFeeds(byte[] value, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (value[i] == '\n') {
        count++;
      }
    }
    return count;
  }
}
