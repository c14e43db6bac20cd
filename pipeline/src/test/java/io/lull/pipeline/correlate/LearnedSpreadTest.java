package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LearnedSpreadTest {

  @Test
  void aSpreadThatIsTwiceTooLargeIsHalvedAndOneTooSmallDoubled() {
    assertThat(learned(0.5, 4_000)).isCloseTo(0.5, within(0.1));
    assertThat(learned(2, 4_000)).isCloseTo(2, within(0.4));
    assertThat(learned(1, 4_000)).isCloseTo(1, within(0.2));
  }

  /** As a mean over a number of domains: a single one has seen little. */
  @Test
  void fiftyTimesTellMostOfIt() {
    double sum = 0;
    for (int seed = 0; seed < 50; seed++) {
      sum += Math.log(learned(0.6, 50, seed));
    }
    assertThat(Math.exp(sum / 50)).isBetween(0.55, 0.8);
  }

  @Test
  void itStaysWithinAFactorOfThree() {
    LearnedSpread always = new LearnedSpread();
    LearnedSpread never = new LearnedSpread();
    for (int i = 0; i < 10_000; i++) {
      always.observe(true);
      never.observe(false);
    }
    assertThat(always.scale()).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(never.scale()).isCloseTo(3, within(1e-9));
  }

  private static double learned(double truth, int times) {
    return learned(truth, times, 1);
  }

  /** Deviations are normal with a deviation of {@code truth}. */
  private static double learned(double truth, int times, int seed) {
    Random random = new Random(seed);
    LearnedSpread spread = new LearnedSpread();
    for (int i = 0; i < times; i++) {
      spread.observe(Math.abs(truth * random.nextGaussian()) <= 1.645 * spread.scale());
    }
    return spread.scale();
  }
}
