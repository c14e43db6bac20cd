package io.lull.connector.format.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.EventTime;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Text;
import io.lull.schema.MetricKind;
import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short way for requests in protobuf that hold nothing but gauges and sums in their usual form:
 * read in place, values apart from everything else. All else of a resource, its skeleton, is the
 * same from scrape to scrape; it is understood once and remembered.
 *
 * <p>Whatever is unusual (other kinds of points, points without value or time, fields that are not
 * expected where they are, limits that are exceeded) makes it give up before anything was put out:
 * then the long way takes the request, and says what is wrong with it. So both give the same; only
 * what nobody asks for, such as a description, may be broken here.
 *
 * <p>Cost: one pass over the bytes and a copy of the skeleton; nothing is made for a sample.
 */
final class OtlpScrapes {
  // Fields with their wire types: number << 3 | type.
  private static final int F1_BYTES = 1 << 3 | 2;
  private static final int F2_BYTES = 2 << 3 | 2;
  private static final int F3_BYTES = 3 << 3 | 2;
  private static final int F5_BYTES = 5 << 3 | 2;
  private static final int F7_BYTES = 7 << 3 | 2;
  private static final int F12_BYTES = 12 << 3 | 2;
  private static final int F2_VARINT = 2 << 3;
  private static final int F3_VARINT = 3 << 3;
  private static final int F8_VARINT = 8 << 3;
  private static final int F2_FIXED = 2 << 3 | 1;
  private static final int F3_FIXED = 3 << 3 | 1;
  private static final int F4_FIXED = 4 << 3 | 1;
  private static final int F6_FIXED = 6 << 3 | 1;

  private static final int DELTA = 1;
  private static final int CUMULATIVE = 2;
  private static final int POOL_BYTES = 16 << 20;
  private static final int POOL_RESOURCES = 1 << 16;

  private final DecoderOptions options;
  private final WireCursor in = new WireCursor();
  private final Skeleton skeleton = new Skeleton();
  private final ByteKeyed<ScrapeLayout> layouts = new ByteKeyed<>(POOL_BYTES, Integer.MAX_VALUE);
  private final ByteKeyed<Named> resources = new ByteKeyed<>(POOL_BYTES, POOL_RESOURCES);
  private final List<Scrape> found = new ArrayList<>();

  // Of the resource that is read.
  private long[] values = new long[64];
  private int size;
  private long timeNanos;
  private @Nullable Named named;

  // Of the request.
  private @Nullable RawRecord raw;
  private int total;

  /** What a resource is called, and the labels of its series as bytes. */
  private record Named(String name, byte[] labels) {}

  OtlpScrapes(DecoderOptions options) {
    this.options = options;
  }

  /** The scrapes of a request, or null where it is to go the long way. */
  @Nullable List<Scrape> read(byte[] content, RawRecord record) {
    raw = record;
    total = 0;
    found.clear();
    in.start(content);
    while (in.hasNext()) {
      if (in.varint() != F1_BYTES || !resourceMetrics()) {
        return null;
      }
    }
    return in.failed || found.isEmpty() ? null : found;
  }

  private boolean resourceMetrics() {
    int outer = in.end;
    in.end = in.fieldEnd();
    named = null;
    size = 0;
    timeNanos = 0;
    skeleton.clear();
    while (in.hasNext()) {
      switch (in.varint()) {
        case F1_BYTES -> {
          if (named != null || size > 0 || !resource()) {
            return false;
          }
        }
        case F2_BYTES -> {
          if (!scopeMetrics()) {
            return false;
          }
        }
        case F3_BYTES -> in.skipField();
        default -> {
          return false;
        }
      }
    }
    in.end = outer;
    return !in.failed && emit();
  }

  private boolean resource() {
    int from = in.at;
    int to = in.fieldEnd();
    int start = in.at;
    in.at = to;
    if (in.failed || from == to) {
      return false;
    }
    Named known = resources.get(in.bytes, start, to);
    if (known == null) {
      known = parseResource(start, to);
    }
    named = known;
    return known != null;
  }

  private @Nullable Named parseResource(int from, int to) {
    RawRecord record = raw;
    if (record == null) {
      return null;
    }
    try {
      Resource parsed = Resource.parser().parseFrom(in.bytes, from, to - from);
      if (WireGuard.isAnotherMessage(parsed)) {
        return null;
      }
      OtlpResource resource = OtlpResource.of(parsed, record, OtlpResource.NAMES, options.limits());
      String name = clean(resource.name());
      Named made = new Named(name, Scrape.labels(resource.labels()));
      if (resource.namesItself()) {
        resources.put(in.bytes, from, to, made); // else the name is that of the sender
      }
      return made;
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private boolean scopeMetrics() {
    int outer = in.end;
    in.end = in.fieldEnd();
    while (in.hasNext()) {
      switch (in.varint()) {
        case F1_BYTES, F3_BYTES -> in.skipField();
        case F2_BYTES -> {
          if (!metric()) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
    }
    in.end = outer;
    return !in.failed;
  }

  private boolean metric() {
    int outer = in.end;
    in.end = in.fieldEnd();
    int nameFrom = in.at;
    int nameTo = in.at;
    int unitFrom = in.at;
    int unitTo = in.at;
    boolean data = false;
    while (in.hasNext()) {
      int tag = in.varint();
      int to = in.fieldEnd();
      int from = in.at;
      if (in.failed) {
        return false;
      }
      switch (tag) {
        case F1_BYTES -> {
          nameFrom = from;
          nameTo = to;
        }
        case F2_BYTES, F12_BYTES -> {}
        case F3_BYTES -> {
          unitFrom = from;
          unitTo = to;
        }
        case F5_BYTES, F7_BYTES -> {
          if (data || nameFrom == nameTo) {
            return false;
          }
          data = true;
          MetricKind kind = tag == F5_BYTES ? MetricKind.GAUGE : kind(to);
          if (kind == null) {
            return false;
          }
          skeleton.metric(in.bytes, nameFrom, nameTo, unitFrom, unitTo, kind);
          in.at = from;
          if (!points(to)) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
      if (data && (tag == F1_BYTES || tag == F3_BYTES)) {
        return false; // said after the points, where it comes too late
      }
      in.at = to;
    }
    in.end = outer;
    return data && !in.failed;
  }

  /** What a sum counts, which stands behind its points. */
  private @Nullable MetricKind kind(int to) {
    int outer = in.end;
    in.end = to;
    int temporality = 0;
    boolean monotonic = false;
    while (in.hasNext()) {
      switch (in.varint()) {
        case F1_BYTES -> in.skipField();
        case F2_VARINT -> temporality = in.varint();
        case F3_VARINT -> monotonic = in.varint64() != 0;
        default -> in.failed = true;
      }
    }
    in.end = outer;
    if (in.failed || temporality > CUMULATIVE) {
      return null;
    }
    if (temporality == DELTA) {
      return MetricKind.DELTA;
    }
    return monotonic ? MetricKind.COUNTER : MetricKind.GAUGE;
  }

  private boolean points(int to) {
    int outer = in.end;
    in.end = to;
    while (in.hasNext()) {
      int tag = in.varint();
      if (tag == F1_BYTES) {
        if (!point()) {
          return false;
        }
      } else if (tag == F2_VARINT || tag == F3_VARINT) {
        in.varint64();
      } else {
        return false;
      }
    }
    in.end = outer;
    return !in.failed;
  }

  private boolean point() {
    int outer = in.end;
    in.end = in.fieldEnd();
    long time = 0;
    long bits = 0;
    boolean valued = false;
    boolean stale = false;
    int mark = skeleton.beginPoint();
    while (in.hasNext()) {
      switch (in.varint()) {
        case F2_FIXED -> in.fixed64();
        case F3_FIXED -> time = in.fixed64();
        case F4_FIXED -> {
          bits = Scrape.bits(Double.longBitsToDouble(in.fixed64()));
          valued = true;
        }
        case F5_BYTES -> in.skipField();
        case F6_FIXED -> {
          bits = Scrape.bits((double) in.fixed64());
          valued = true;
        }
        case F7_BYTES -> {
          int attributeEnd = in.fieldEnd();
          skeleton.attribute(in.bytes, in.at, attributeEnd);
          in.at = attributeEnd;
        }
        case F8_VARINT -> stale = (in.varint64() & 1) != 0;
        default -> in.failed = true;
      }
    }
    in.end = outer;
    if (in.failed || time == 0 || !valued && !stale) {
      return false;
    }
    if (size > 0 && time != timeNanos) {
      return false; // several times of one resource
    }
    skeleton.endPoint(mark);
    timeNanos = time;
    add(stale ? Scrape.STALE : bits);
    return true;
  }

  private void add(long bits) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = bits;
    total++;
  }

  private boolean emit() {
    RawRecord record = raw;
    Named resource = named;
    if (record == null || resource == null || size == 0 || total > options.limits().maxRecords()) {
      return false;
    }
    ScrapeLayout layout = layouts.get(skeleton.bytes, 0, skeleton.size);
    if (layout == null) {
      layout = parseLayout();
      if (layout == null) {
        return false;
      }
      layouts.put(skeleton.bytes, 0, skeleton.size, layout);
    }
    EventTime.Resolved time =
        options.eventTime().resolve(OtlpTime.millis(timeNanos), record.timestampMillis());
    found.add(
        new Scrape(
            resource.name(),
            time.timeMillis(),
            time.observedMillis(),
            "otlp",
            record.source(),
            record.partition(),
            record.position(),
            resource.labels(),
            layout,
            Arrays.copyOf(values, size)));
    return true;
  }

  private @Nullable ScrapeLayout parseLayout() {
    ScrapeLayout.Builder layout = new ScrapeLayout.Builder();
    try {
      return skeleton.parse(
              (name, unit, kind, attributes) -> {
                if (name.isBlank()) {
                  throw new InvalidProtocolBufferException("a metric without name");
                }
                layout.add(
                    clean(name),
                    OtlpResource.attributes(attributes, options.limits()),
                    kind,
                    clean(unit));
              })
          ? layout.build()
          : null;
    } catch (InvalidProtocolBufferException | CharacterCodingException e) {
      return null;
    }
  }

  private String clean(String text) {
    return Text.clean(text, options.limits().maxStringChars());
  }

  /** Takes one series of a skeleton. */
  private interface SeriesTaker {
    void take(String name, String unit, MetricKind kind, List<KeyValue> attributes)
        throws InvalidProtocolBufferException;
  }

  /**
   * All that names the series of a resource: of each metric a mark, its kind, name and unit, of
   * each point a mark and its attributes. Lengths are four bytes.
   */
  private static final class Skeleton {
    private static final byte METRIC = 1;
    private static final byte POINT = 2;
    private static final MetricKind[] KINDS = {
      MetricKind.GAUGE, MetricKind.COUNTER, MetricKind.DELTA
    };

    private byte[] bytes = new byte[4096];
    private int size;
    private int attributes;

    void clear() {
      size = 0;
    }

    void metric(byte[] from, int nameFrom, int nameTo, int unitFrom, int unitTo, MetricKind kind) {
      room(2);
      bytes[size++] = METRIC;
      bytes[size++] = (byte) Arrays.asList(KINDS).indexOf(kind);
      slice(from, nameFrom, nameTo);
      slice(from, unitFrom, unitTo);
    }

    /** Where the number of attributes is to stand. */
    int beginPoint() {
      room(5);
      bytes[size++] = POINT;
      attributes = 0;
      size += Integer.BYTES;
      return size - Integer.BYTES;
    }

    void attribute(byte[] from, int start, int end) {
      slice(from, start, end);
      attributes++;
    }

    void endPoint(int mark) {
      putInt(mark, attributes);
    }

    private void slice(byte[] from, int start, int end) {
      int length = end - start;
      room(Integer.BYTES + length);
      putInt(size, length);
      size += Integer.BYTES;
      System.arraycopy(from, start, bytes, size, length);
      size += length;
    }

    private void putInt(int at, int value) {
      bytes[at] = (byte) value;
      bytes[at + 1] = (byte) (value >>> 8);
      bytes[at + 2] = (byte) (value >>> 16);
      bytes[at + 3] = (byte) (value >>> 24);
    }

    private int getInt(int at) {
      return bytes[at] & 0xff
          | (bytes[at + 1] & 0xff) << 8
          | (bytes[at + 2] & 0xff) << 16
          | bytes[at + 3] << 24;
    }

    private void room(int more) {
      if (size + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * (size + more));
      }
    }

    boolean parse(SeriesTaker taker)
        throws InvalidProtocolBufferException, CharacterCodingException {
      String name = "";
      String unit = "";
      MetricKind kind = MetricKind.GAUGE;
      int at = 0;
      while (at < size) {
        if (bytes[at++] == METRIC) {
          kind = KINDS[bytes[at++]];
          name = text(at);
          at += Integer.BYTES + getInt(at);
          unit = text(at);
          at += Integer.BYTES + getInt(at);
          continue;
        }
        List<KeyValue> list = new ArrayList<>();
        int count = getInt(at);
        at += Integer.BYTES;
        for (int i = 0; i < count; i++) {
          int length = getInt(at);
          KeyValue attribute = KeyValue.parser().parseFrom(bytes, at + Integer.BYTES, length);
          if (WireGuard.isAnotherMessage(attribute)) {
            return false;
          }
          list.add(attribute);
          at += Integer.BYTES + length;
        }
        taker.take(name, unit, kind, list);
      }
      return true;
    }

    private String text(int at) throws CharacterCodingException {
      ByteBuffer slice = ByteBuffer.wrap(bytes, at + Integer.BYTES, getInt(at));
      return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
    }
  }
}
