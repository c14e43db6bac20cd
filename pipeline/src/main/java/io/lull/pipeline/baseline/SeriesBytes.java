package io.lull.pipeline.baseline;

import java.nio.ByteBuffer;

/** A series as releases up to 0.2 kept it: a version, its intake and its baseline, in one entry. */
final class SeriesBytes {
  /** Bytes of a series in state, its name apart: what is hot and what is cold. */
  static final int SIZE =
      ResourceSeries.SLOT_BYTES + SeriesBaseline.TAILS_BYTES + SeriesBaseline.SEASON_BYTES;

  private static final byte VERSION_1 = 1;

  private SeriesBytes() {}

  static void read(byte[] bytes, SeriesIntake intake, SeriesBaseline baseline) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    if (version != VERSION_1) {
      throw new IllegalStateException("baseline of version " + version + ", this can read 1");
    }
    intake.readV1(in);
    baseline.readV1(in);
  }
}
