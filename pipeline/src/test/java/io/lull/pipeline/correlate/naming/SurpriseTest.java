package io.lull.pipeline.correlate.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SurpriseTest {

  @Test
  void oneHitOfWhatNoneOfAHundredHasIsOneInAHundred() {
    assertThat(Surprise.nats(1, 1, 0, 100, 0.5, 2)).isCloseTo(Math.log(102), within(1e-9));
  }

  @Test
  void whatEverybodyHasSaysNothing() {
    assertThat(Surprise.nats(16, 16, 500, 500, 0.5, 2)).isLessThan(0.1);
    assertThat(Surprise.nats(5, 10, 50, 100, 0.5, 2)).isZero();
  }

  @Test
  void withNothingToCompareWithTheLongestRunSaysLittle() {
    assertThat(Surprise.nats(1_000, 1_000, 0, 0, 0.5, 2)).isLessThan(2.5);
  }

  @Test
  void aBusyBackgroundRaisesTheBar() {
    double alone = Surprise.nats(4, 4, 5, 100, 0.5, 2);
    double among = Surprise.nats(4, 40, 5, 100, 0.5, 2);
    assertThat(alone).isGreaterThan(10);
    assertThat(among).isLessThan(1);
  }

  /** Exact: the part of the beta-binomial distribution at and above the hits. */
  @Property
  void itIsCloseToTheBetaBinomialTail(
      @ForAll @IntRange(min = 1, max = 16) int hits,
      @ForAll @IntRange(max = 30) int misses,
      @ForAll @IntRange(max = 20) int otherHits,
      @ForAll @IntRange(max = 300) int otherMisses) {
    int of = hits + misses;
    double a = otherHits + 1;
    double b = otherMisses + 1;
    double tail = 0;
    for (int k = hits; k <= of; k++) {
      tail += Math.exp(logChoose(of, k) + logBeta(k + a, of - k + b) - logBeta(a, b));
    }
    double nats = Surprise.nats(hits, of, otherHits, otherHits + otherMisses, 0.5, 2);
    double exact = -Math.log(tail);
    assertThat(nats).isBetween(exact / 3 - 2, exact * 1.6 + 2);
  }

  private static double logChoose(int n, int k) {
    return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  }

  private static double logBeta(double a, double b) {
    return logGamma(a) + logGamma(b) - logGamma(a + b);
  }

  private static double logGamma(double x) {
    return org.apache.commons.math3.special.Gamma.logGamma(x);
  }
}
