package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;

/** Heartbeats: their time stamp has done its work when the record was read. */
final class ClockDecoder implements Decoder {
  static final String FORMAT = "clock";

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    // Says nothing but the time.
  }
}
