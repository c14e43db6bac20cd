package io.lull.pipeline.correlate;

/**
 * What was seen of one type of relation. Mutable, held in state.
 *
 * <p><b>Probability.</b> Beta-Bernoulli [1]: the prior is worth {@value #STRENGTH} observations of
 * the configured probability. A CI that failed would be heard of with probability h only, so a
 * dependant that stays silent is h of an observation, and so is one that speaks, which counts whole
 * as a success: the ratio of the two then is the probability itself.
 *
 * <p><b>Lag.</b> Mean and variance of its logarithm, by Welford's recurrence [2]; the prior is
 * worth as many observations of the configured mean (normal-inverse-χ² [1]).
 *
 * <p><b>Forgetting.</b> Beyond {@value #MOST} observations all counts are halved, so what is newer
 * weighs more and sums stay small.
 *
 * <ol>
 *   <li>A. Gelman et al.: Bayesian Data Analysis. 3rd ed., CRC Press, 2013, 2.4 and 3.3
 *   <li>B. P. Welford: Note on a method for calculating corrected sums of squares and products.
 *       Technometrics 4, 1962
 * </ol>
 */
public final class LearnedRelation {

  /** Observations that the configured numbers are worth. */
  static final double STRENGTH = 50;

  /** Observations beyond which older ones count half. */
  static final double MOST = 4_096;

  /** Within this the clocks of two CIs say nothing, so a shorter lag counts as this. */
  static final long LEAST_LAG_MILLIS = 1_000;

  static final long LONGEST_LAG_MILLIS = 600_000;
  static final double LEAST_PROBABILITY = 0.05;
  static final double MOST_PROBABILITY = 0.99;

  /** Standard deviation of the logarithm of lags before any was seen. */
  static final double PRIOR_SIGMA = 1;

  private static final double PRIOR_VARIANCE = PRIOR_SIGMA * PRIOR_SIGMA;

  /** How often failure was seen to travel along it. */
  public double successes;

  /** How often it could have been seen. */
  public double chances;

  /** How many lags were seen. */
  public double lags;

  /** Mean of the logarithms of lags, milliseconds. */
  public double meanLog;

  /** Sum of squared deviations of the logarithms from their mean. */
  public double squaresLog;

  /**
   * Notes that a CI failed and what became of one that depends on it.
   *
   * @param failed whether it was heard to fail
   * @param heard probability that it would be heard
   */
  void observe(boolean failed, double heard) {
    successes += failed ? 1 : 0;
    chances += heard;
    if (chances > MOST) {
      successes /= 2;
      chances /= 2;
    }
  }

  /** Notes how long it took. */
  void observeLag(long millis) {
    double log = StrictMath.log(Math.max(LEAST_LAG_MILLIS, Math.min(LONGEST_LAG_MILLIS, millis)));
    lags++;
    double before = log - meanLog;
    meanLog += before / lags;
    squaresLog += before * (log - meanLog);
    if (lags > MOST) {
      lags /= 2;
      squaresLog /= 2;
    }
  }

  /** Posterior mean of the probability. */
  double probability(double configured) {
    double mean = (STRENGTH * configured + successes) / (STRENGTH + chances);
    return Math.max(LEAST_PROBABILITY, Math.min(MOST_PROBABILITY, mean));
  }

  /** Mean lag, milliseconds, of the log-normal distribution with the posterior means. */
  long lagMillis(long configured) {
    if (lags == 0) {
      return configured;
    }
    double prior = priorMeanLog(configured);
    double mean = (STRENGTH * prior + lags * meanLog) / (STRENGTH + lags);
    double lag = StrictMath.exp(mean + varianceLog(prior) / 2);
    return Math.round(Math.max(LEAST_LAG_MILLIS, Math.min(LONGEST_LAG_MILLIS, lag)));
  }

  /** Standard deviation of the logarithm of a lag, likewise. */
  double lagSigma(long configured) {
    return lags == 0 ? PRIOR_SIGMA : StrictMath.sqrt(varianceLog(priorMeanLog(configured)));
  }

  private static double priorMeanLog(long configured) {
    return StrictMath.log(configured) - PRIOR_VARIANCE / 2;
  }

  private double varianceLog(double prior) {
    double apart = meanLog - prior;
    double squares =
        STRENGTH * PRIOR_VARIANCE
            + squaresLog
            + STRENGTH * lags / (STRENGTH + lags) * apart * apart;
    return squares / (STRENGTH + lags);
  }
}
