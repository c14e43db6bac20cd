package io.lull.connector.format.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * A Sample of remote write.
 *
 * @param valueBits IEEE 754 bits of the value: which NaN it is matters
 */
record WireSample(long timeMillis, long valueBits) {

  /** Prometheus' marker that a series has ended; a NaN unlike that of arithmetic. */
  static final long STALE_NAN = 0x7ff0000000000002L;

  static WireSample read(CodedInputStream in) throws IOException {
    long bits = 0;
    long time = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (1 << 3 | WireFormat.WIRETYPE_FIXED64)) {
        bits = in.readFixed64();
      } else if (tag == (2 << 3 | WireFormat.WIRETYPE_VARINT)) {
        time = in.readInt64();
      } else {
        in.skipField(tag);
      }
    }
    return new WireSample(time, bits);
  }

  double value() {
    return Double.longBitsToDouble(valueBits);
  }

  boolean isStale() {
    return valueBits == STALE_NAN;
  }
}
