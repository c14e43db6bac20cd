package io.lull.pipeline.correlate;

/**
 * How much wider or narrower intervals of times of impact have to be than what is known of lags and
 * forecasts says, so that nine of ten hold. Mutable, held in state.
 *
 * <p>The sum of what is learned of each relation is not what a way of several takes: lags are
 * measured from alarm to alarm, so what monitoring adds to one it takes from the next, ways have
 * lags in common, and a sum of log-normal times is one only nearly. What the sum is off by is
 * learned from what happened instead: after each time that was told and felt the factor goes up a
 * little where the time was outside its interval, and down a ninth of that where it was inside, so
 * that it comes to rest where one in ten is outside. That is the stochastic approximation of a
 * quantile [1]; as a guarantee on intervals of any origin it is known as adaptive conformal
 * inference [2].
 *
 * <ol>
 *   <li>H. Robbins, S. Monro: A Stochastic Approximation Method. Annals of Mathematical Statistics
 *       22, 1951
 *   <li>I. Gibbs, E. Candès: Adaptive Conformal Inference Under Distribution Shift. NeurIPS 2021
 * </ol>
 */
public final class LearnedSpread {
  /** Part of the times that are to be outside. */
  private static final double OUTSIDE = 0.1;

  /**
   * Size of a step, over the number of steps. One over the density of the logarithm of a normal
   * deviate's size at its quantile of .9 (3) has the least variance in the end; twice that is there
   * sooner, for services are not hit that often.
   */
  private static final double GAIN = 6;

  /** Times that what was known before is worth. */
  private static final double STRENGTH = 25;

  /** Times beyond which steps get no smaller, so that it follows what changes. */
  private static final double MOST = 500;

  private static final double LARGEST = StrictMath.log(3);

  /** Logarithm of the factor. */
  public double logScale;

  /** Times that were told and felt. */
  public double told;

  /** How many of them were inside their interval. */
  public double inside;

  /** Notes what became of a time. */
  void observe(boolean wasInside) {
    double step = GAIN / (STRENGTH + Math.min(MOST, told));
    double moved = logScale + step * (wasInside ? -OUTSIDE : 1 - OUTSIDE);
    logScale = Math.max(-LARGEST, Math.min(LARGEST, moved));
    told++;
    inside += wasInside ? 1 : 0;
  }

  /** Factor of the standard deviation of the logarithm. */
  double scale() {
    return StrictMath.exp(logScale);
  }
}
