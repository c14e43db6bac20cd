package io.lull.pipeline.forecast;

/**
 * How a series goes on, by several models of a trend at once, each believed as far as it foretold
 * what has been seen.
 *
 * <p>Each model is a level that has a slope, seen through noise [1]: level and slope may wander,
 * and a slope may fade (a damped trend [2]), which is how what saturates looks, or grow. They
 * differ only in how much of each they hold for true; all else, the scale of the noise included, is
 * found from the points. A model's weight is the probability it gave to each point before it was
 * there [3], so no more than the points bear out is believed: a straight line through white noise
 * is extrapolated with the narrow interval of a regression, what wanders with a wide one. The first
 * points, which every model fits, do not count.
 *
 * <p>Cost: O(models · points) to learn, O(models) for a probability; no allocation.
 *
 * <p>[1] Harvey: Forecasting, structural time series models and the Kalman filter. 1989. [2]
 * Gardner, McKenzie: Forecasting trends in time series. Management Science 31, 1985. [3] Dawid:
 * Present position and potential developments: some personal views: statistical theory: the
 * prequential approach. J. R. Statist. Soc. A 147, 1984.
 */
final class TrendMixture {
  /** Points before which nothing is said. */
  static final int LEAST_POINTS = 8;

  /** The first innovations say nothing about a model: they place its level and slope. */
  private static final int BURN_IN = 2;

  private static final double VAGUE = 1e7;

  /** Deviations beyond which nothing is expected. */
  private static final double FAR = 8;

  private static final int HALVINGS = 30;

  /**
   * A model, by step: variances of the noise, of the level's and the slope's steps in proportion to
   * each other, what is left of a slope, and the logarithm of its weight before any point.
   */
  private record Model(double noise, double level, double slope, double kept, double prior) {}

  private static final Model[] MODELS = {
    new Model(1, 0, 0, 1, 0),
    new Model(1, 0.1, 0, 1, -1),
    new Model(1, 1, 0, 1, -1),
    new Model(0.1, 1, 0, 1, -1),
    new Model(1, 0, 1e-3, 1, -1),
    new Model(1, 0, 1e-2, 1, -1),
    new Model(1, 0, 0.1, 1, -1),
    new Model(0.1, 0, 1, 1, -1),
    new Model(1, 0, 0, 0.97, -1),
    new Model(1, 0, 0, 0.93, -1),
    new Model(1, 0, 0, 0.85, -1),
    new Model(1, 0.01, 0, 0.9, -1),
    new Model(1, 0, 0, 1.03, -1),
    new Model(1, 0, 0, 1.08, -1),
    new Model(1, 0, 0, 0, 0),
    new Model(1, 0.1, 0, 0, -1),
    new Model(0.1, 1, 0, 0, -1),
  };

  private final double[] weight = new double[MODELS.length];
  private final double[] scale = new double[MODELS.length]; // variance of the noise
  private final double[] level = new double[MODELS.length];
  private final double[] slope = new double[MODELS.length];
  private final double[] levelVariance = new double[MODELS.length];
  private final double[] covariance = new double[MODELS.length];
  private final double[] slopeVariance = new double[MODELS.length];
  private int freedom;
  private double widening = 1;

  /**
   * Learns from points.
   *
   * @param times in steps, rising, at or below 0, which is now
   * @param least how exact values are
   */
  void learn(double[] times, double[] values, int count, double least) {
    freedom = count - BURN_IN;
    double best = Double.NEGATIVE_INFINITY;
    for (int m = 0; m < MODELS.length; m++) {
      weight[m] = MODELS[m].prior + filter(m, times, values, count, least * least);
      best = Math.max(best, weight[m]);
    }
    double sum = 0;
    for (int m = 0; m < MODELS.length; m++) {
      weight[m] = Math.exp(weight[m] - best);
      sum += weight[m];
    }
    for (int m = 0; m < MODELS.length; m++) {
      weight[m] = weight[m] < 1e-4 * sum ? 0 : weight[m] / sum;
      if (weight[m] > 0) {
        predict(m, -times[count - 1]);
      }
    }
  }

  private double filter(int m, double[] times, double[] values, int count, double least) {
    Model model = MODELS[m];
    level[m] = values[0];
    slope[m] = 0;
    levelVariance[m] = model.noise;
    covariance[m] = 0;
    slopeVariance[m] = model.kept == 0 ? 0 : VAGUE;
    double squares = least;
    double likelihood = 0;
    for (int i = 1; i < count; i++) {
      predict(m, times[i] - times[i - 1]);
      double variance = levelVariance[m] + model.noise;
      double innovation = values[i] - level[m];
      if (i >= BURN_IN) {
        int seen = i - BURN_IN + 1;
        double square = innovation * innovation / variance;
        if (i > BURN_IN) {
          // Student's t of what was seen before, up to terms that are the same for all models.
          double before = squares / (seen - 1);
          likelihood -=
              0.5 * Math.log(variance * before) + 0.5 * seen * Math.log1p(square / squares);
        }
        squares += square;
      }
      double gain = levelVariance[m] / variance;
      double slopeGain = covariance[m] / variance;
      level[m] += gain * innovation;
      slope[m] += slopeGain * innovation;
      slopeVariance[m] -= slopeGain * covariance[m];
      covariance[m] -= gain * covariance[m];
      levelVariance[m] -= gain * levelVariance[m];
    }
    scale[m] = squares / (count - BURN_IN);
    return likelihood;
  }

  /** Lets time pass for a model. */
  private void predict(int m, double steps) {
    Model model = MODELS[m];
    if (steps <= 0) {
      return;
    }
    double kept = kept(model, steps);
    double way = way(model, steps);
    level[m] += way * slope[m];
    levelVariance[m] +=
        2 * way * covariance[m]
            + way * way * slopeVariance[m]
            + steps * model.level
            + steps * steps * steps / 3 * model.slope;
    covariance[m] =
        kept * (covariance[m] + way * slopeVariance[m]) + steps * steps / 2 * model.slope;
    slope[m] *= kept;
    slopeVariance[m] = kept * kept * slopeVariance[m] + steps * model.slope;
  }

  private static double kept(Model model, double steps) {
    return model.kept == 1 ? 1 : model.kept == 0 ? 0 : Math.pow(model.kept, steps);
  }

  /** How far a slope of 1 leads. */
  private static double way(Model model, double steps) {
    return model.kept == 1
        ? steps
        : model.kept == 0 ? 0 : (1 - Math.pow(model.kept, steps)) / -Math.log(model.kept);
  }

  /** Intervals are to be wider than the models say by this. */
  void widen(double factor) {
    widening = factor;
  }

  /** The value that is reached, so many steps from now, with this probability at most. */
  double quantile(double steps, double probability) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int m = 0; m < MODELS.length; m++) {
      if (weight[m] > 0) {
        double deviation = deviation(m, steps);
        double mean = level[m] + way(MODELS[m], steps) * slope[m];
        low = Math.min(low, mean - FAR * deviation);
        high = Math.max(high, mean + FAR * deviation);
      }
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (probability(steps, middle) > 1 - probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The probability that the value is at least this, so many steps from now. */
  double probability(double steps, double limit) {
    double sum = 0;
    for (int m = 0; m < MODELS.length; m++) {
      if (weight[m] > 0) {
        sum += weight[m] * student(z(m, steps, limit));
      }
    }
    return sum;
  }

  private double z(int m, double steps, double limit) {
    return (level[m] + way(MODELS[m], steps) * slope[m] - limit) / deviation(m, steps);
  }

  private double deviation(int m, double steps) {
    Model model = MODELS[m];
    double way = way(model, steps);
    double variance =
        levelVariance[m]
            + 2 * way * covariance[m]
            + way * way * slopeVariance[m]
            + steps * model.level
            + steps * steps * steps / 3 * model.slope
            + model.noise;
    return widening * Math.sqrt(variance * scale[m]);
  }

  /** Distribution function of Student's t, by its normal equivalent (Abramowitz, Stegun 26.7.8). */
  private double student(double t) {
    double nu = freedom;
    return normal(t * (1 - 1 / (4 * nu)) / Math.sqrt(1 + t * t / (2 * nu)));
  }

  /** Distribution function of the normal, to 7.5e-8 (Abramowitz, Stegun 26.2.17). */
  static double normal(double z) {
    double t = 1 / (1 + 0.2316419 * Math.abs(z));
    double tail =
        Math.exp(-z * z / 2)
            / Math.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return z > 0 ? 1 - tail : tail;
  }
}
