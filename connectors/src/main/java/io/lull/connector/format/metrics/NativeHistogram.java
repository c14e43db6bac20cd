package io.lull.connector.format.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * What is used of a native histogram: count and sum. Its buckets are passed over.
 *
 * @param gauge whether count and sum may fall (reset hint GAUGE)
 */
record NativeHistogram(long timeMillis, double count, double sum, boolean gauge, boolean stale) {
  private static final int GAUGE_HINT = 3;

  static NativeHistogram read(CodedInputStream in) throws IOException {
    double count = 0;
    long sumBits = 0;
    int hint = 0;
    long time = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | WireFormat.WIRETYPE_VARINT -> count = unsigned(in.readUInt64());
        case 2 << 3 | WireFormat.WIRETYPE_FIXED64 -> count = in.readDouble();
        case 3 << 3 | WireFormat.WIRETYPE_FIXED64 -> sumBits = in.readFixed64();
        case 14 << 3 | WireFormat.WIRETYPE_VARINT -> hint = in.readEnum();
        case 15 << 3 | WireFormat.WIRETYPE_VARINT -> time = in.readInt64();
        default -> in.skipField(tag);
      }
    }
    boolean stale = sumBits == WireSample.STALE_NAN;
    return new NativeHistogram(
        time, count, Double.longBitsToDouble(sumBits), hint == GAUGE_HINT, stale);
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}
