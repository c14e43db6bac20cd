package io.lull.pipeline.forecast;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How far forecasts of each level were off, learned from forecasts whose time has come: each level
 * foretells its value half a span ahead, and when that is there the intervals are made wider by a
 * step if it lies outside, and narrower by a ninth of that if it does not (adaptive conformal
 * inference [1]). So in the long run nine of ten hold whatever the series does, also what no model
 * has foreseen: teeth that look like a trend until they break off silence the levels on which they
 * do.
 *
 * <p>State: {@value #BYTES} bytes. Cost: a {@link TrendMixture} learned every {@value #AHEAD}
 * buckets of a level.
 *
 * <p>[1] Gibbs, Candès: Adaptive conformal inference under distribution shift. NeurIPS 2021.
 */
final class Calibration {
  /** Buckets ahead of which values are foretold. */
  static final int AHEAD = 8;

  static final int BYTES = SeriesHistory.LEVELS * (2 * Float.BYTES + 1);

  // How much wider an interval is, in thirtieths of a logarithm.
  private static final double UNIT = 1.0 / 30;
  private static final int WIDER = 9; // by one that did not hold
  private static final int NARROWER = 1; // by one that did
  private static final int FIRST = 9; // before anything is known of a series
  private static final int WIDEST = 120;
  private static final int NARROWEST = -20;

  private final float[] low = new float[SeriesHistory.LEVELS];
  private final float[] high = new float[SeriesHistory.LEVELS];
  private final int[] units = new int[SeriesHistory.LEVELS];

  Calibration() {
    Arrays.fill(low, Float.NaN);
    Arrays.fill(units, FIRST);
  }

  /** By how much intervals of a level are to be wider than the models say. */
  double factor(int level) {
    return Math.exp(UNIT * units[level]);
  }

  /** A value has come that was to be foretold; NaN: it has not. */
  void check(int level, double value) {
    if (!Float.isNaN(low[level]) && !Double.isNaN(value)) {
      boolean held = value >= low[level] && value <= high[level];
      int next = units[level] + (held ? -NARROWER : WIDER);
      units[level] = Math.max(NARROWEST, Math.min(WIDEST, next));
    }
    low[level] = Float.NaN;
  }

  /** Foretells that a value will lie between these. */
  void foretell(int level, double from, double to) {
    low[level] = (float) from;
    high[level] = (float) to;
  }

  void write(ByteBuffer out) {
    for (int level = 0; level < SeriesHistory.LEVELS; level++) {
      out.putFloat(low[level]).putFloat(high[level]).put((byte) units[level]);
    }
  }

  void read(ByteBuffer in) {
    for (int level = 0; level < SeriesHistory.LEVELS; level++) {
      low[level] = in.getFloat();
      high[level] = in.getFloat();
      units[level] = in.get();
    }
  }
}
