package io.lull.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class TrendMixtureTest {
  private static final int POINTS = 16;

  private final TrendMixture mixture = new TrendMixture();

  private void learn(java.util.function.IntToDoubleFunction course) {
    double[] times = new double[POINTS];
    double[] values = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      times[i] = i - POINTS + 1;
      values[i] = course.applyAsDouble(i);
    }
    mixture.learn(times, values, POINTS, 1e-6);
  }

  @Test
  void aLineIsExtrapolatedToAHair() {
    learn(i -> 10 + 3 * i);
    assertThat(mixture.quantile(16, 0.05)).isCloseTo(10 + 3 * 31, within(0.1));
    assertThat(mixture.quantile(16, 0.95)).isCloseTo(10 + 3 * 31, within(0.1));
  }

  @Test
  void whatSlowsDownIsNotExtrapolatedAsALine() {
    learn(i -> 100 * (1 - Math.pow(0.85, i)));
    assertThat(mixture.quantile(16, 0.5)).isBetween(95.0, 102.0);
    assertThat(mixture.probability(16, 110)).isLessThan(0.05);
  }

  @Test
  void intervalsOfALineThroughNoiseHoldNineOfTenAndALittleMoreForWhatElseItMayBe() {
    Random random = new Random(7);
    int held = 0;
    int all = 2000;
    for (int run = 0; run < all; run++) {
      double slope = random.nextGaussian();
      learn(i -> slope * i + random.nextGaussian());
      double value = slope * (POINTS - 1 + 12) + random.nextGaussian();
      held += value >= mixture.quantile(12, 0.05) && value <= mixture.quantile(12, 0.95) ? 1 : 0;
    }
    assertThat(held / (double) all).isBetween(0.9, 0.985);
  }

  @Test
  void whatWandersHasAWiderIntervalThanWhatIsSteady() {
    Random random = new Random(3);
    double[] walk = new double[POINTS];
    for (int i = 1; i < POINTS; i++) {
      walk[i] = walk[i - 1] + random.nextGaussian();
    }
    learn(i -> walk[i]);
    double wandering = mixture.quantile(12, 0.95) - mixture.quantile(12, 0.05);
    learn(i -> 0.1 * i + random.nextGaussian() / 3);
    double steady = mixture.quantile(12, 0.95) - mixture.quantile(12, 0.05);
    assertThat(wandering).isGreaterThan(2 * steady);
  }

  @Property(tries = 200)
  void unitsDoNotMatter(
      @ForAll @DoubleRange(min = -8, max = 8) double magnitude,
      @ForAll @DoubleRange(min = -1e3, max = 1e3) double offset,
      @ForAll long seed) {
    double unit = Math.pow(10, magnitude);
    double[] noise = new Random(seed).doubles(POINTS, -1, 1).toArray();
    double[] times = new double[POINTS];
    double[] plain = new double[POINTS];
    double[] scaled = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      times[i] = i - POINTS + 1;
      plain[i] = i + noise[i];
      scaled[i] = unit * (plain[i] + offset);
    }
    mixture.learn(times, plain, POINTS, 1e-9);
    double probability = mixture.probability(8, 25);
    mixture.learn(times, scaled, POINTS, unit * 1e-9);
    assertThat(mixture.probability(8, unit * (25 + offset))).isCloseTo(probability, within(1e-4));
  }

  @Test
  void theNormalDistributionIsThatOfTheTables() {
    assertThat(TrendMixture.normal(0)).isCloseTo(0.5, within(1e-7));
    assertThat(TrendMixture.normal(1.644854)).isCloseTo(0.95, within(1e-6));
    assertThat(TrendMixture.normal(-2.326348)).isCloseTo(0.01, within(1e-6));
    assertThat(TrendMixture.normal(-40)).isBetween(0.0, 1e-300);
  }
}
