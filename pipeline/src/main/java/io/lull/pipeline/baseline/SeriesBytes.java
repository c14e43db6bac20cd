package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;

/** One series in state: a version, then its intake and its baseline. */
final class SeriesBytes {
  /** Bytes of a series in state, its name apart. */
  static final int SIZE = 1 + SeriesIntake.BYTES + SeriesBaseline.BYTES;

  private static final byte VERSION_1 = 1;

  private SeriesBytes() {}

  static byte[] write(SeriesIntake intake, SeriesBaseline baseline) {
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    out.put(VERSION_1);
    intake.write(out);
    baseline.write(out);
    return out.array();
  }

  static void read(byte[] bytes, SeriesIntake intake, SeriesBaseline baseline) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    if (version != VERSION_1) {
      throw new IllegalStateException("baseline of version " + version + ", this can read 1");
    }
    intake.read(in);
    baseline.read(in);
  }

  /** Time of the last sample, milliseconds since the epoch. */
  static long lastMillis(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong(1);
  }
}
