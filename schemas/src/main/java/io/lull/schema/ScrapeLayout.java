package io.lull.schema;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which series a {@link Scrape} has, in their order: all of it but the resource and the values. A
 * fleet has few layouts and many scrapes, so a layout is made once and shared; as bytes it crosses
 * the network with every scrape, and is only compared there with those that are known.
 *
 * <p>Immutable, but for what is parsed when it is first asked for; for one thread.
 */
public final class ScrapeLayout {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private final byte[] bytes;
  private final long hash;
  private Entry[] entries;

  /**
   * One series.
   *
   * @param metric metric name as sent
   * @param labels its own labels
   * @param kind how its values relate
   * @param unit UCUM code; empty: not known
   */
  public record Entry(String metric, Map<String, String> labels, MetricKind kind, String unit) {}

  private ScrapeLayout(byte[] bytes) {
    this.bytes = bytes;
    this.hash = hash(bytes, 0, bytes.length);
  }

  /** The layout that these bytes are; they must not be changed any more. */
  public static ScrapeLayout of(byte[] bytes) {
    return new ScrapeLayout(bytes);
  }

  /** As bytes; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Over all bytes: layouts of one hash are the same for all practical purposes. */
  public long hash() {
    return hash;
  }

  /** How many series there are. */
  public int size() {
    return entries().length;
  }

  public Entry entry(int index) {
    return entries()[index];
  }

  private Entry[] entries() {
    Entry[] known = entries;
    if (known == null) {
      known = new Reader(bytes).entries();
      entries = known;
    }
    return known;
  }

  /** A hash of 64 bits that is well mixed. */
  public static long hash(byte[] data, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(data, at));
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << 8 | data[at] & 0xff;
    }
    return mix(mix(hash ^ rest));
  }

  private static long mix(long value) {
    long product = value * PRIME;
    return product ^ Long.rotateLeft(product, 29) ^ product >>> 32;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScrapeLayout layout && Arrays.equals(bytes, layout.bytes);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }

  /** Puts a layout together. */
  public static final class Builder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private int size;

    public Builder add(String metric, Map<String, String> labels, MetricKind kind, String unit) {
      out.write(code(kind));
      text(out, metric);
      text(out, unit);
      labels(out, labels);
      size++;
      return this;
    }

    public ScrapeLayout build() {
      byte[] series = out.toByteArray();
      ByteArrayOutputStream whole = new ByteArrayOutputStream(series.length + 4);
      count(whole, size);
      whole.writeBytes(series);
      return new ScrapeLayout(whole.toByteArray());
    }
  }

  /** Labels as bytes; none are no bytes. */
  static byte[] labels(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return Scrape.NO_LABELS;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    labels(out, labels);
    return out.toByteArray();
  }

  static Map<String, String> labels(byte[] bytes) {
    return bytes.length == 0 ? Map.of() : new Reader(bytes).labels();
  }

  private static void labels(ByteArrayOutputStream out, Map<String, String> labels) {
    count(out, labels.size());
    labels.forEach(
        (name, value) -> {
          text(out, name);
          text(out, value);
        });
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    count(out, utf8.length);
    out.writeBytes(utf8);
  }

  private static void count(ByteArrayOutputStream out, int count) {
    int rest = count;
    while ((rest & ~0x7f) != 0) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int code(MetricKind kind) {
    return switch (kind) {
      case GAUGE -> 0;
      case COUNTER -> 1;
      case DELTA -> 2;
    };
  }

  private static MetricKind kind(int code) {
    return switch (code) {
      case 0 -> MetricKind.GAUGE;
      case 1 -> MetricKind.COUNTER;
      case 2 -> MetricKind.DELTA;
      default -> throw new IllegalArgumentException("no kind has the code " + code);
    };
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    Entry[] entries() {
      Entry[] entries = new Entry[count()];
      for (int i = 0; i < entries.length; i++) {
        MetricKind kind = kind(bytes[at++]);
        String metric = text();
        String unit = text();
        entries[i] = new Entry(metric, labels(), kind, unit);
      }
      return entries;
    }

    Map<String, String> labels() {
      int size = count();
      Map<String, String> labels = new LinkedHashMap<>(2 * size);
      for (int i = 0; i < size; i++) {
        String name = text();
        labels.put(name, text());
      }
      return labels;
    }

    private String text() {
      int length = count();
      String text = new String(bytes, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }

    private int count() {
      int count = 0;
      for (int shift = 0; ; shift += 7) {
        int next = bytes[at++];
        count |= (next & 0x7f) << shift;
        if (next >= 0) {
          return count;
        }
      }
    }
  }
}
