package io.lull.connector.format.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A native histogram of remote write: integers (deltas of neighbours) or floats, with exponential
 * buckets or custom bounds.
 *
 * @param gauge whether it may fall (reset hint GAUGE)
 * @param buckets those that hold something, without the one that is infinite
 */
record NativeHistogram(
    long timeMillis, double count, double sum, boolean gauge, boolean stale, List<Bucket> buckets) {
  private static final int GAUGE_HINT = 3;
  private static final int CUSTOM_BOUNDS = -53;
  private static final int LEAST_SCHEMA = -4;
  private static final int MOST_SCHEMA = 8;

  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;
  private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** The count of all values up to a bound. */
  record Bucket(double bound, double count) {}

  /** Samples that it becomes: count, sum, buckets, and the one that is infinite. */
  int samples() {
    return 2 + (buckets.isEmpty() ? 0 : buckets.size() + 1);
  }

  static NativeHistogram read(CodedInputStream in) throws IOException, UnpackException {
    return new Reader().read(in);
  }

  /** One side of it as it is sent. */
  private static final class Side {
    private final List<int[]> spans = new ArrayList<>(); // offset from the last end, length
    private final List<Double> counts = new ArrayList<>();
    private double last;

    void delta(long delta) {
      last += delta;
      counts.add(last);
    }

    /** Gives each bucket with its index. */
    void forEach(IndexedCount taker) throws UnpackException {
      long index = 0;
      int at = 0;
      for (int[] span : spans) {
        index += span[0];
        for (long i = Integer.toUnsignedLong(span[1]); i > 0; i--) {
          if (at == counts.size()) {
            throw new UnpackException("more buckets in spans than counts");
          }
          double count = counts.get(at++);
          if (!(count >= 0)) {
            throw new UnpackException("a bucket with a count of " + count);
          }
          taker.bucket(index++, count);
        }
      }
      if (at < counts.size()) {
        throw new UnpackException(counts.size() + " counts for " + at + " buckets in spans");
      }
    }
  }

  private interface IndexedCount {
    void bucket(long index, double count);
  }

  /** Reads the fields in whatever order they come. */
  private static final class Reader {
    private final Side negative = new Side();
    private final Side positive = new Side();
    private final List<Double> bounds = new ArrayList<>();
    private double count;
    private long sumBits;
    private int schema;
    private double zeroThreshold;
    private double zeroCount;
    private int hint;
    private long time;

    NativeHistogram read(CodedInputStream in) throws IOException, UnpackException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        field(in, tag);
      }
      boolean stale = sumBits == WireSample.STALE_NAN;
      boolean gauge = hint == GAUGE_HINT;
      return new NativeHistogram(
          time,
          count,
          Double.longBitsToDouble(sumBits),
          gauge,
          stale,
          // What may fall is no count of events, of which there were quantiles.
          stale || gauge ? List.of() : buckets());
    }

    private void field(CodedInputStream in, int tag) throws IOException {
      switch (tag) {
        case 1 << 3 | VARINT -> count = unsigned(in.readUInt64());
        case 2 << 3 | FIXED64 -> count = in.readDouble();
        case 3 << 3 | FIXED64 -> sumBits = in.readFixed64();
        case 4 << 3 | VARINT -> schema = in.readSInt32();
        case 5 << 3 | FIXED64 -> zeroThreshold = in.readDouble();
        case 6 << 3 | VARINT -> zeroCount = unsigned(in.readUInt64());
        case 7 << 3 | FIXED64 -> zeroCount = in.readDouble();
        case 8 << 3 | BYTES -> span(in, negative);
        case 9 << 3 | VARINT -> negative.delta(in.readSInt64());
        case 9 << 3 | BYTES -> packed(in, () -> negative.delta(in.readSInt64()));
        case 10 << 3 | FIXED64 -> negative.counts.add(in.readDouble());
        case 10 << 3 | BYTES -> packed(in, () -> negative.counts.add(in.readDouble()));
        case 11 << 3 | BYTES -> span(in, positive);
        case 12 << 3 | VARINT -> positive.delta(in.readSInt64());
        case 12 << 3 | BYTES -> packed(in, () -> positive.delta(in.readSInt64()));
        case 13 << 3 | FIXED64 -> positive.counts.add(in.readDouble());
        case 13 << 3 | BYTES -> packed(in, () -> positive.counts.add(in.readDouble()));
        case 14 << 3 | VARINT -> hint = in.readEnum();
        case 15 << 3 | VARINT -> time = in.readInt64();
        case 16 << 3 | FIXED64 -> bounds.add(in.readDouble());
        case 16 << 3 | BYTES -> packed(in, () -> bounds.add(in.readDouble()));
        default -> in.skipField(tag);
      }
    }

    private interface Element {
      void read() throws IOException;
    }

    private static void packed(CodedInputStream in, Element element) throws IOException {
      int limit = in.pushLimit(in.readRawVarint32());
      while (in.getBytesUntilLimit() > 0) {
        element.read();
      }
      in.popLimit(limit);
    }

    private static void span(CodedInputStream in, Side side) throws IOException {
      int limit = in.pushLimit(in.readRawVarint32());
      int[] span = new int[2];
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 | VARINT -> span[0] = in.readSInt32();
          case 2 << 3 | VARINT -> span[1] = in.readUInt32();
          default -> in.skipField(tag);
        }
      }
      in.popLimit(limit);
      side.spans.add(span);
    }

    private List<Bucket> buckets() throws UnpackException {
      List<Bucket> found = new ArrayList<>();
      if (schema == CUSTOM_BOUNDS) {
        double[] below = {0};
        positive.forEach(
            (index, inBucket) -> {
              below[0] += inBucket;
              if (index >= 0 && index < bounds.size()) {
                found.add(new Bucket(bounds.get((int) index), below[0]));
              }
            });
        return found;
      }
      if (schema < LEAST_SCHEMA || schema > MOST_SCHEMA) {
        throw new UnpackException("schema " + schema + ", expected -4 to 8, or -53");
      }
      ExponentialBuckets exponential = new ExponentialBuckets(schema);
      // Prometheus numbers buckets by their upper bound.
      negative.forEach((index, inBucket) -> exponential.negative(index - 1, inBucket));
      positive.forEach((index, inBucket) -> exponential.positive(index - 1, inBucket));
      exponential.zero(zeroThreshold, zeroCount);
      exponential.cumulate((bound, below) -> found.add(new Bucket(bound, below)));
      return found;
    }

    private static double unsigned(long bits) {
      return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
  }
}
