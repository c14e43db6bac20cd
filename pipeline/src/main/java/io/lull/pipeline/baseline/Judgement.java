package io.lull.pipeline.baseline;

/**
 * What a series says about a sample.
 *
 * @param value the value; the rate per second of a counter
 * @param expected what was expected
 * @param margin how far from it nothing surprises
 * @param outside surprise of the value itself in nats, whatever levels and noise discipline say
 * @param score 0 to 1 after noise discipline: half at the notice level, each further multiple of it
 *     halves the distance to 1
 * @param judged whether the series was known well enough
 */
record Judgement(
    double value, double expected, double margin, double outside, double score, boolean judged) {
  static Judgement none(double value) {
    return new Judgement(value, value, 0, 0, 0, false);
  }

  /** Whether the sample is worth telling. */
  boolean notable() {
    return score >= 0.5;
  }

  boolean above() {
    return value >= expected;
  }
}
