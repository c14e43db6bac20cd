package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.baseline.SeriesIntake.Outcome;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesIntakeTest {
  private static final long NOW = 1_700_000_000_000L;

  private final SeriesIntake intake = new SeriesIntake(60_000);

  @Test
  void goodSamplesAreAccepted() {
    assertThat(take(0, 5)).isEqualTo(Outcome.ACCEPTED);
    assertThat(intake.value()).isEqualTo(5);
  }

  @Test
  void whatIsNoNumberIsLeftOut() {
    take(0, 5);
    assertThat(take(10, Double.NaN)).isEqualTo(Outcome.NOT_FINITE);
    assertThat(take(10, Double.POSITIVE_INFINITY)).isEqualTo(Outcome.NOT_FINITE);
    assertThat(take(5, 1)).as("they do not move the clock").isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void aStaleMarkerEndsTheSeries() {
    take(0, 5);
    Sample stale = new Sample("m", Map.of(), Double.NaN, MetricKind.GAUGE, "", true);
    assertThat(take(stale, NOW + 10_000, NOW + 10_000)).isEqualTo(Outcome.STALE);
  }

  @Test
  void olderAndRepeatedSamplesAreLeftOut() {
    take(10, 5);
    assertThat(take(9, 5)).isEqualTo(Outcome.OUT_OF_ORDER);
    assertThat(take(10, 7)).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void theFutureIsLeftOut() {
    assertThat(take(gauge(1, ""), NOW + 60_001, NOW)).isEqualTo(Outcome.FUTURE);
    assertThat(take(gauge(1, ""), NOW + 60_000, NOW)).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void secondsInsteadOfMillisecondsAreRefused() {
    assertThat(take(gauge(1, ""), NOW / 1000, NOW)).isEqualTo(Outcome.TIME_IN_SECONDS);
  }

  @Test
  void aNewUnitBeginsANewSeries() {
    take(gauge(1, "By"), NOW, NOW);
    assertThat(take(gauge(1, "KiBy"), NOW + 1000, NOW + 1000)).isEqualTo(Outcome.UNIT_CHANGED);
    assertThat(take(gauge(1, "KiBy"), NOW + 2000, NOW + 2000)).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void countersBecomeRates() {
    assertThat(count(0, 100, MetricKind.COUNTER)).isEqualTo(Outcome.FIRST_OF_COUNTER);
    assertThat(count(10, 150, MetricKind.COUNTER)).isEqualTo(Outcome.ACCEPTED);
    assertThat(intake.value()).isEqualTo(5);
    assertThat(count(20, 20, MetricKind.COUNTER))
        .as("it began again")
        .isEqualTo(Outcome.FIRST_OF_COUNTER);
    assertThat(count(24, 60, MetricKind.COUNTER)).isEqualTo(Outcome.ACCEPTED);
    assertThat(intake.value()).isEqualTo(10);
    assertThat(count(30, -1, MetricKind.COUNTER)).isEqualTo(Outcome.NEGATIVE_COUNTER);
  }

  @Test
  void deltasBecomeRatesToo() {
    assertThat(count(0, 100, MetricKind.DELTA)).isEqualTo(Outcome.FIRST_OF_COUNTER);
    assertThat(count(20, 100, MetricKind.DELTA)).isEqualTo(Outcome.ACCEPTED);
    assertThat(intake.value()).isEqualTo(5);
  }

  private Outcome take(long second, double value) {
    return count(second, value, MetricKind.GAUGE);
  }

  private Outcome count(long second, double value, MetricKind kind) {
    long time = NOW + second * 1000;
    return take(new Sample("m", Map.of(), value, kind, "", false), time, time);
  }

  private Outcome take(Sample sample, long time, long observed) {
    long bits = sample.getStale() ? Scrape.STALE : Scrape.bits(sample.getValue());
    return intake.take(sample.getKind(), sample.getUnit(), bits, time, observed);
  }

  private static Sample gauge(double value, String unit) {
    return new Sample("m", Map.of(), value, MetricKind.GAUGE, unit, false);
  }
}
