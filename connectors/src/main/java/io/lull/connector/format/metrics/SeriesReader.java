package io.lull.connector.format.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.lull.schema.MetricKind;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one TimeSeries of remote write in two passes: labels, type and form first, so that a series
 * is taken whole or not at all; then the samples. Labels may come after samples on the wire.
 *
 * <p>The versions differ in how labels are said and in the field of the histograms; samples and
 * native histograms are the same.
 */
final class SeriesReader {

  /** Takes the values of a series. */
  interface Values {
    void sample(long timeMillis, double value, boolean stale);

    void histogram(NativeHistogram histogram);
  }

  // Wire types.
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private static final int MAX_LABELS = 256;

  private final byte[] request;
  private final @Nullable Symbols symbols;

  // The series read last.
  private Map<String, String> labels = Map.of();
  private String metric = "";
  private @Nullable MetricKind declaredKind;
  private @Nullable String declaredUnit;
  private int valueCount;

  /**
   * @param symbols the table of a 2.0 request, null for 1.0
   */
  SeriesReader(byte[] request, @Nullable Symbols symbols) {
    this.request = request;
    this.symbols = symbols;
  }

  /** Labels without the name; belongs to the caller. */
  Map<String, String> labels() {
    return labels;
  }

  String metric() {
    return metric;
  }

  MetricKind kind() {
    MetricKind kind = declaredKind;
    return kind != null ? kind : PrometheusNames.kind(metric, labels);
  }

  String unit() {
    String unit = declaredUnit;
    return unit != null ? unit : PrometheusNames.unit(metric);
  }

  /** Samples that the values of this series become. */
  int valueCount() {
    return valueCount;
  }

  /**
   * First pass over the series at {@code from}.
   *
   * @throws UnpackException if the series cannot be used
   */
  void readHead(int from, int length) throws UnpackException {
    labels = PrometheusNames.newLabels();
    declaredKind = null;
    declaredUnit = null;
    valueCount = 0;
    try {
      CodedInputStream in = CodedInputStream.newInstance(request, from, length);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        headField(in, tag);
      }
    } catch (IOException e) {
      throw new UnpackException(String.valueOf(e.getMessage()));
    }
    String name = labels.remove(PrometheusNames.NAME);
    if (name == null || name.isEmpty()) {
      throw new UnpackException("no label " + PrometheusNames.NAME);
    }
    metric = name;
  }

  private void headField(CodedInputStream in, int tag) throws IOException, UnpackException {
    int field = WireFormat.getTagFieldNumber(tag);
    int type = WireFormat.getTagWireType(tag);
    boolean v2 = symbols != null;
    if (field == 1 && v2 && type == VARINT) {
      throw new UnpackException("label references are not packed");
    } else if (field == 1 && type == BYTES) {
      int limit = in.pushLimit(in.readRawVarint32());
      if (v2) {
        labelRefs(in);
      } else {
        label(in);
      }
      in.popLimit(limit);
    } else if (field == 2 && type == BYTES) {
      int limit = in.pushLimit(in.readRawVarint32());
      WireSample.read(in);
      in.popLimit(limit);
      valueCount++;
    } else if (field == (v2 ? 3 : 4) && type == BYTES) {
      int limit = in.pushLimit(in.readRawVarint32());
      valueCount += NativeHistogram.read(in).samples();
      in.popLimit(limit);
    } else if (field == 5 && v2 && type == BYTES) {
      int limit = in.pushLimit(in.readRawVarint32());
      metadata(in);
      in.popLimit(limit);
    } else {
      in.skipField(tag);
    }
  }

  /** Second pass over the series at {@code from}, which {@link #readHead} found good. */
  void readValues(int from, int length, Values values) throws IOException, UnpackException {
    int histograms = symbols == null ? 4 : 3;
    CodedInputStream in = CodedInputStream.newInstance(request, from, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      boolean message = WireFormat.getTagWireType(tag) == BYTES;
      if (message && (field == 2 || field == histograms)) {
        int limit = in.pushLimit(in.readRawVarint32());
        if (field == 2) {
          WireSample sample = WireSample.read(in);
          values.sample(sample.timeMillis(), sample.value(), sample.isStale());
        } else {
          values.histogram(NativeHistogram.read(in));
        }
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
  }

  private void label(CodedInputStream in) throws IOException, UnpackException {
    String name = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (1 << 3 | BYTES)) {
        name = in.readStringRequireUtf8();
      } else if (tag == (2 << 3 | BYTES)) {
        value = in.readStringRequireUtf8();
      } else {
        in.skipField(tag);
      }
    }
    putLabel(name, value);
  }

  private void labelRefs(CodedInputStream in) throws IOException, UnpackException {
    Symbols table = symbols;
    while (table != null && in.getBytesUntilLimit() > 0) {
      String name = table.get(in.readUInt32());
      if (in.getBytesUntilLimit() <= 0) {
        throw new UnpackException("an odd number of label references");
      }
      putLabel(name, table.get(in.readUInt32()));
    }
  }

  private void putLabel(String name, String value) throws UnpackException {
    if (name.isEmpty()) {
      throw new UnpackException("a label without name");
    }
    // Prometheus: an empty value is the same as no label.
    if (!value.isEmpty()) {
      labels.put(name, value);
    }
    if (labels.size() > MAX_LABELS) {
      throw new UnpackException("more than " + MAX_LABELS + " labels");
    }
  }

  private void metadata(CodedInputStream in) throws IOException, UnpackException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (1 << 3 | VARINT)) {
        declaredKind = declaredKind(in.readEnum());
      } else if (tag == (4 << 3 | VARINT) && symbols != null) {
        String unit = symbols.get(in.readUInt32());
        declaredUnit = unit.isEmpty() ? null : PrometheusNames.ucum(unit);
      } else {
        in.skipField(tag);
      }
    }
  }

  /** Null where the type leaves it to the name: the series of a histogram are of several kinds. */
  private static @Nullable MetricKind declaredKind(int type) {
    return switch (type) {
      case 1 -> MetricKind.COUNTER;
      case 2, 4, 6, 7 -> MetricKind.GAUGE; // GAUGE, GAUGEHISTOGRAM, INFO, STATESET
      default -> null; // UNSPECIFIED, HISTOGRAM, SUMMARY
    };
  }
}
