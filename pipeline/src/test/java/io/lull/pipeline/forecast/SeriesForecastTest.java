package io.lull.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeriesForecastTest {
  private static final long MINUTE = 60_000;
  private static final long START = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
  private static final long WEEK = 7 * 24 * 60 * MINUTE;

  private final Outlook outlook = new Outlook();

  private List<SeriesForecast.Change> run(
      SeriesForecast series, int fromMinute, int toMinute, DoubleUnaryOperator course) {
    List<SeriesForecast.Change> changes = new ArrayList<>();
    for (int i = fromMinute; i < toMinute; i++) {
      SeriesForecast.Change change =
          series.take(START + i * MINUTE, course.applyAsDouble(i), WEEK, outlook);
      if (change != SeriesForecast.Change.NONE) {
        changes.add(change);
      }
    }
    return changes;
  }

  private static SeriesForecast toLimit(double limit) {
    SeriesForecast series = new SeriesForecast();
    series.limit(limit);
    return series;
  }

  @Test
  void aCourseOfTheDayBelowTheLimitIsNotForetoldOnceItIsKnown() {
    Random random = new Random(1);
    SeriesForecast series = toLimit(100);
    DoubleUnaryOperator course =
        i -> 60 + 30 * Math.sin(2 * Math.PI * i / 1440) + random.nextGaussian();
    run(series, 0, 3 * 24 * 60, course);
    assertThat(series.isTold()).isFalse();
    assertThat(run(series, 3 * 24 * 60, 14 * 24 * 60, course)).isEmpty();
  }

  @Test
  void aPeakThatGrowsFromDayToDayIsForetoldForTheHourOfThePeak() {
    SeriesForecast series = toLimit(100);
    // The peak of each day, at 06:00, is 2 higher than that of the day before: 100 on the eleventh.
    DoubleUnaryOperator course = i -> 60 + 2 * i / 1440 + 20 * Math.sin(2 * Math.PI * i / 1440);
    int now = 0;
    while (!series.isTold() && now < 12 * 1440) {
      run(series, now, now + 10, course);
      now += 10;
    }
    int crosses = now;
    while (course.applyAsDouble(crosses) < 100) {
      crosses++;
    }
    assertThat(crosses - now).as("lead").isGreaterThan(60);
    Crossing crossing = series.crossing();
    assertThat(START + crosses * MINUTE)
        .isBetween(crossing.fromMillis() - 30 * MINUTE, crossing.toMillis() + 30 * MINUTE);
  }

  @Test
  void teethThatAreResetBelowTheLimitAreForetoldTwiceAtMost() {
    Random random = new Random(5);
    List<SeriesForecast.Change> changes =
        run(
            toLimit(100),
            0,
            7 * 24 * 60,
            i -> 40 + 45 * (i % 300) / 300 + 0.1 * random.nextGaussian());
    assertThat(changes.stream().filter(c -> c == SeriesForecast.Change.RAISED)).hasSizeLessThan(4);
  }

  @Test
  void whatWasCrossedIsForetoldAgainOnlyFromWellBelow() {
    SeriesForecast series = toLimit(100);
    assertThat(run(series, 0, 600, i -> 50 + i / 10.0))
        .startsWith(SeriesForecast.Change.RAISED)
        .endsWith(SeriesForecast.Change.CROSSED);
    assertThat(run(series, 600, 1200, i -> 99.5 + Math.sin(i))).isEmpty();
  }

  @Property(tries = 50)
  void asBytesItGoesOnAsItWas(
      @ForAll @Size(400) List<@DoubleRange(min = 0, max = 120) Double> values) {
    SeriesForecast straight = toLimit(100);
    SeriesForecast copied = toLimit(100);
    for (int i = 0; i < values.size(); i++) {
      double value = values.get(i) / 10 + i / 4.0;
      long time = START + i * 3 * MINUTE;
      SeriesForecast.Change expected = straight.take(time, value, WEEK, outlook);
      assertThat(copied.take(time, value, WEEK, outlook)).isEqualTo(expected);
      byte[] bytes = copied.write();
      assertThat(bytes).hasSizeLessThanOrEqualTo(SeriesForecast.MOST_BYTES);
      copied = SeriesForecast.read(ByteBuffer.wrap(bytes));
      assertThat(copied.write()).isEqualTo(bytes);
    }
  }

  @Property
  void aHistoryKeepsWhatItIsGivenToAQuantum(
      @ForAll @Size(20) List<@DoubleRange(min = -1e12, max = 1e12) Double> values) {
    SeriesHistory history = new SeriesHistory();
    double last = 0;
    for (int i = 0; i < values.size(); i++) {
      last = values.get(i);
      history.take(START + i * MINUTE, last, 1e6);
    }
    history.take(START + values.size() * MINUTE, 0, 1e6);
    assertThat(history.before(0, 1)).isCloseTo(last, within(2 * history.quantum()));
  }

  @Test
  void theCourseOfTheDayIsLearnedAndATrendLeavesNoTraceInIt() {
    SeriesHistory history = new SeriesHistory();
    for (int i = 0; i < 6 * 24 * 60; i++) {
      double value = 0.01 * i + 10 * Math.cos(2 * Math.PI * i / 1440);
      history.take(START + i * MINUTE, value, 1000);
    }
    assertThat(history.season(START)).isCloseTo(10, within(1.0));
    assertThat(history.season(START + 12 * 60 * MINUTE)).isCloseTo(-10, within(1.0));
    assertThat(history.season(START + 6 * 60 * MINUTE)).isCloseTo(0, within(2.0));
  }

  @Test
  void intervalsThatDoNotHoldBecomeWiderUntilNineOfTenDo() {
    Random random = new Random(11);
    Calibration calibration = new Calibration();
    int held = 0;
    int checks = 20_000;
    for (int i = 0; i < checks; i++) {
      // The models are wrong by a factor of five.
      double half = 1.645 / 5 * calibration.factor(0);
      double value = random.nextGaussian();
      calibration.foretell(0, -half, half);
      calibration.check(0, value);
      held += Math.abs(value) <= half ? 1 : 0;
    }
    assertThat(held / (double) checks).isCloseTo(0.9, within(0.01));
  }
}
