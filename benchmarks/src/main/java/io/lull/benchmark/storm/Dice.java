package io.lull.benchmark.storm;

import java.util.List;
import java.util.Random;

/** Draws of one storm; the same seed, the same storm. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    // Seeds that differ in a bit give streams that have nothing in common.
    long mixed = (seed + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    this.random = new Random(mixed ^ (mixed >>> 31));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** At least {@code low}, below {@code high}. */
  int between(int low, int high) {
    return low + random.nextInt(high - low);
  }

  double uniform(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Log-normal with this median, milliseconds. */
  long around(double medianMillis, double sigma) {
    return Math.round(medianMillis * Math.exp(sigma * random.nextGaussian()));
  }

  /** Uniform, milliseconds: where in its period a poller was. */
  long within(long lowMillis, long highMillis) {
    return Math.round(uniform(lowMillis, highMillis));
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
