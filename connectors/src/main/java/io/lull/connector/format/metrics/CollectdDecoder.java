package io.lull.connector.format.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecord;
import io.lull.schema.MetricKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON that collectd's write_kafka and write_http send: an array of value lists.
 *
 * <p>A data source becomes the sample {@code plugin.type}, or {@code plugin.type.dsname} where the
 * name is not {@code value}; plugin and type instances are labels. A value of {@code null}
 * (collectd read NaN) is a sample with value NaN. A bad value list is rejected alone.
 */
public final class CollectdDecoder implements Decoder {

  /** What derive, counter and absolute data sources hold; the JSON does not say. */
  public enum Counters {
    /** Rates: collectd's default, {@code StoreRates true}, keeps the type but sends a rate. */
    RATES,
    /** As counted, {@code StoreRates false}. */
    RAW
  }

  /** A value list that is rejected, and where it stands in the record. */
  private record BadList(String reason, int from, int to) {}

  // The year 9999; what is beyond, and NaN, is no time.
  private static final double MAX_SECONDS = 253_402_300_800.0;

  private final DecoderOptions options;
  private final Counters counters;
  private final JsonFactory json;

  public CollectdDecoder(DecoderOptions options, Counters counters) {
    this.options = options;
    this.counters = counters;
    // Names stay canonicalised (a bounded table): only then does Jackson count bytes.
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(options.limits().maxDepth())
                    .maxStringLength(options.limits().maxBytes())
                    .maxNumberLength(100)
                    .maxNameLength(4096)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
  }

  @Override
  public String format() {
    return counters == Counters.RATES ? "collectd" : "collectd-raw";
  }

  /** An empty array. */
  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    byte[] value = raw.value();
    if (value.length > options.limits().maxBytes()) {
      out.reject(value.length + " bytes, more than the limit of " + options.limits().maxBytes());
      return;
    }
    BatchCollector batches = new BatchCollector(raw, "collectd", options);
    List<BadList> bad;
    try (JsonParser parser = json.createParser(value)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        out.reject("expected a JSON array of collectd value lists, found " + found(parser));
        return;
      }
      bad = readLists(parser, batches);
    } catch (JsonProcessingException e) {
      out.reject("not JSON: " + Json.reason(e));
      return;
    } catch (IOException e) {
      out.reject("not JSON: " + e.getMessage());
      return;
    }
    batches.emit(out);
    for (BadList list : bad) {
      out.rejectPart(list.reason(), Json.arrayOf(value, list.from(), list.to()));
    }
  }

  /** Returns what is bad only at the end: a record that proves no JSON is rejected once, whole. */
  private List<BadList> readLists(JsonParser parser, BatchCollector batches) throws IOException {
    List<BadList> bad = new ArrayList<>();
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        throw new IOException("the array is not closed");
      }
      int from = (int) parser.currentTokenLocation().getByteOffset();
      CollectdValueList list = CollectdValueList.read(parser);
      String problem = list.problem();
      if (problem == null && !batches.hasRoomFor(list.size())) {
        problem = "more than " + batches.maxSamples() + " samples in one record";
      }
      if (problem == null) {
        take(list, batches);
      } else {
        int to = (int) parser.currentLocation().getByteOffset();
        bad.add(new BadList("value list " + index + ": " + problem, from, to));
      }
      index++;
    }
    if (parser.nextToken() != null) {
      throw new IOException("text after the array");
    }
    return bad;
  }

  private void take(CollectdValueList list, BatchCollector batches) {
    Map<String, String> labels = new LinkedHashMap<>();
    putIfSet(labels, "plugin_instance", batches.clean(list.pluginInstance()));
    putIfSet(labels, "type_instance", batches.clean(list.typeInstance()));
    String metric = list.plugin() + '.' + list.type();
    double seconds = list.timeSeconds();
    Long timeMillis =
        seconds > 0 && seconds < MAX_SECONDS ? (Long) Math.round(seconds * 1000) : null;
    for (int i = 0; i < list.size(); i++) {
      String name = list.dsName(i);
      batches.add(
          list.host(),
          timeMillis,
          BatchCollector.sample(
              batches.clean(name.equals("value") ? metric : metric + '.' + name),
              labels,
              list.value(i),
              kind(list.dsType(i)),
              ""));
    }
  }

  private MetricKind kind(String dsType) {
    if (counters == Counters.RATES) {
      return MetricKind.GAUGE;
    }
    return switch (dsType) {
      case "derive", "counter" -> MetricKind.COUNTER;
      case "absolute" -> MetricKind.DELTA;
      default -> MetricKind.GAUGE;
    };
  }

  private static void putIfSet(Map<String, String> labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.put(name, value);
    }
  }

  private static String found(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return token == null ? "nothing" : token.toString();
  }
}
