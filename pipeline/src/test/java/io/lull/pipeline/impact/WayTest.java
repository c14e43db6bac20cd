package io.lull.pipeline.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Times of impact beside what draws of the same give. Lags are log-normal. */
class WayTest {
  private static final Bonds.Lag LAG = new Bonds.Lag(20_000, 0.5);
  private static final Bonds.Lag LONG = new Bonds.Lag(30_000, 0.5);
  private static final Arrival FORECAST = Arrival.foretold(0, 300_000, 480_000, 780_000);

  @Test
  void theFirstOfWaysThatShareAForecastIsAsUnsureAsTheForecast() {
    Way forecast = Way.of(FORECAST);
    List<Way> ways = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ways.add(forecast.plus(LAG));
    }
    Arrival first = Way.first(ways).arrival();
    long width = first.toMillis() - first.fromMillis();
    assertThat(width).isCloseTo(480_000, within(25_000L));
    assertThat(first.medianMillis()).isBetween(480_000L, 500_000L);
  }

  @Test
  void waysThatMeetAndPartAgainShareWhatTheyMetBefore() {
    Way met = Way.first(List.of(Way.of(Arrival.at(0)).plus(LAG), Way.of(Arrival.at(0)).plus(LONG)));
    Way both = Way.first(List.of(met.plus(LAG).plus(LAG), met.plus(LONG).plus(LAG)));
    double[] drawn =
        draw(
            random -> {
              double before = Math.min(lag(random, LAG), lag(random, LONG));
              return before
                  + Math.min(
                      lag(random, LAG) + lag(random, LAG), lag(random, LONG) + lag(random, LAG));
            });
    assertLike(both.arrival(), drawn, 1_500);
  }

  @Test
  void theSecondOfThreeIsBetween() {
    Way start = Way.of(Arrival.at(0));
    Way second = Way.kth(List.of(start.plus(LAG), start.plus(LAG), start.plus(LONG)), 2);
    double[] drawn =
        draw(
            random -> {
              double[] lags = {lag(random, LAG), lag(random, LAG), lag(random, LONG)};
              Arrays.sort(lags);
              return lags[1];
            });
    assertLike(second.arrival(), drawn, 1_500);
  }

  @Test
  void whatIsKnownIsKnown() {
    List<Way> ways =
        List.of(Way.of(Arrival.at(3_000)), Way.of(Arrival.at(1_000)), Way.of(Arrival.at(2_000)));
    assertThat(Way.first(ways).arrival()).isEqualTo(Arrival.at(1_000));
    assertThat(Way.kth(ways, 2).arrival()).isEqualTo(Arrival.at(2_000));
    assertThat(Way.kth(ways, 3).arrival()).isEqualTo(Arrival.at(3_000));
  }

  private interface Draw {
    double of(Random random);
  }

  private static double[] draw(Draw draw) {
    Random random = new Random(7);
    double[] drawn = new double[40_000];
    Arrays.setAll(drawn, i -> draw.of(random));
    Arrays.sort(drawn);
    return drawn;
  }

  private static double lag(Random random, Bonds.Lag lag) {
    double mu = Math.log(lag.meanMillis()) - lag.sigma() * lag.sigma() / 2;
    return Math.exp(mu + lag.sigma() * random.nextGaussian());
  }

  private static void assertLike(Arrival arrival, double[] drawn, double millis) {
    assertThat((double) arrival.fromMillis()).isCloseTo(drawn[drawn.length / 20], within(millis));
    assertThat((double) arrival.medianMillis()).isCloseTo(drawn[drawn.length / 2], within(millis));
    assertThat((double) arrival.toMillis())
        .isCloseTo(drawn[drawn.length * 19 / 20], within(2 * millis));
  }
}
