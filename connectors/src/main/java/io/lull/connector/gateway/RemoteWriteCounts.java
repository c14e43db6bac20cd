package io.lull.connector.gateway;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** How much a remote write 2.0 request holds, found without decoding it. */
record RemoteWriteCounts(long samples, long histograms, long exemplars) {
  /** {@code Request.timeseries}. */
  private static final int TIMESERIES = 5;

  /** {@code TimeSeries.samples}, {@code histograms} and {@code exemplars}. */
  private static final int SAMPLES = 2;

  private static final int HISTOGRAMS = 3;
  private static final int EXEMPLARS = 4;

  /**
   * @throws IOException if it is not protobuf, or not of this shape
   */
  static RemoteWriteCounts of(byte[] request) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(request);
    long[] counts = new long[EXEMPLARS + 1];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == message(TIMESERIES)) {
        int outer = in.pushLimit(in.readRawVarint32());
        countSeries(in, counts);
        in.popLimit(outer);
      } else if (!in.skipField(tag)) {
        throw new IOException("unexpected end of a group");
      }
    }
    return new RemoteWriteCounts(counts[SAMPLES], counts[HISTOGRAMS], counts[EXEMPLARS]);
  }

  private static void countSeries(CodedInputStream in, long[] counts) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (tag == message(field) && field >= SAMPLES && field <= EXEMPLARS) {
        counts[field]++;
      }
      if (!in.skipField(tag)) {
        throw new IOException("unexpected end of a group");
      }
    }
  }

  private static int message(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
