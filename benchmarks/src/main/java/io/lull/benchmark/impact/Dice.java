package io.lull.benchmark.impact;

import java.util.List;
import java.util.Random;

/** Draws; the same seed, the same draws. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    // Seeds that differ in a bit give streams that have nothing in common.
    long mixed = (seed + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    random = new Random(mixed ^ (mixed >>> 31));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** At least {@code low}, at most {@code high}. */
  int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  double normal() {
    return random.nextGaussian();
  }

  double logNormal(double median, double sigma) {
    return median * Math.exp(sigma * random.nextGaussian());
  }

  /** As likely in each decade. */
  double logUniform(double low, double high) {
    return Math.exp(uniform(Math.log(low), Math.log(high)));
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
