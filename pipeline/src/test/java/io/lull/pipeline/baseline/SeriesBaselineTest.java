package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SeriesBaselineTest {
  private static final long STEP = 300_000;
  private static final int WARM_UP = 150;
  private static final long DAY = 24 * 3_600_000L;

  private final Random random = new Random(7);
  private final SeriesBaseline baseline = new SeriesBaseline(WARM_UP);
  private long time = 1_700_000_000_000L;
  private int told;

  @Test
  void aSeriesAndItsSeasonTakeLessThanAKilobyte() {
    assertThat(SeriesBytes.SIZE).isLessThanOrEqualTo(1024);
  }

  @Test
  void nothingIsToldDuringWarmUp() {
    for (int i = 0; i < WARM_UP; i++) {
      assertThat(take(i % 20 == 19 ? 1e6 : random.nextGaussian()).notable()).isFalse();
    }
  }

  @Test
  void aStepOfTheLevelIsToldAtOnceAndHardlyAgain() {
    noise(2000, 50, 1);
    int before = told;
    Judgement first = take(80);
    assertThat(first.notable()).isTrue();
    assertThat(first.score()).isGreaterThan(0.9);
    assertThat(first.above()).isTrue();
    assertThat(first.expected()).isBetween(48.0, 52.0);
    noise(500, 80, 1);
    assertThat(told - before).isBetween(1, 5);
  }

  @Test
  void aConstantSeriesIsSurprisedByAnyChangeAndByNothingElse() {
    noise(1000, 5, 0);
    assertThat(told).isZero();
    assertThat(take(5.1).notable()).isTrue();
  }

  @Test
  void theUsualCourseOfADayIsNotToldButTheDayThatIsMissingIs() {
    for (int day = 0; day < 13; day++) {
      told = 0;
      day(30);
    }
    assertThat(told).as("on the thirteenth day").isLessThanOrEqualTo(1);
    told = 0;
    day(0);
    assertThat(told).isPositive();
  }

  @Test
  void ofPureNoiseLittleIsTold() {
    noise(20_000, 100, 10);
    assertThat(told).as("in ten weeks").isLessThan(25);
  }

  @Test
  void noticesRaiseTheBar() {
    noise(1000, 10, 1);
    Judgement first = take(40);
    noise(200, 10, 1);
    for (int i = 0; i < 10; i++) {
      take(40);
      noise(100, 10, 1);
    }
    assertThat(take(40).score()).isLessThan(first.score());
  }

  @Test
  void aStrongSurpriseSoonAfterAWeakOneIsTold() {
    noise(1000, 10, 1);
    double value = 13;
    Judgement weak = take(value);
    while (!weak.notable()) {
      noise(100, 10, 1);
      value += 0.25;
      weak = take(value);
    }
    assertThat(weak.score()).isLessThan(ResourceJudge.ALARM_SCORE);
    noise(5, 10, 1);
    assertThat(take(200).score()).isGreaterThan(ResourceJudge.ALARM_SCORE);
  }

  /** Level 100, 40 from Saturday to Monday, every minute: it is learned in two weekends. */
  @Property(tries = 8)
  void aQuietWeekendRaisesNoAlarmOnTheThirdSaturdayOrMonday(@ForAll long seed) {
    Random values = new Random(seed);
    SeriesBaseline series = new SeriesBaseline(WARM_UP);
    int[] alarms = new int[4];
    double busy = 0;
    for (int day = 0; day < 26; day++) {
      int weekday = (day + 2) % 7; // it begins on a Wednesday
      boolean unusual = day == 24;
      double level = unusual ? 1000 : weekday >= 5 ? 40 : 100;
      for (int minute = 0; minute < 1440; minute++) {
        long at =
            Instant.parse("2026-01-07T00:00:00Z").toEpochMilli() + day * DAY + minute * 60_000L;
        double score = series.take(at, level + 2 * values.nextGaussian()).score();
        boolean change = weekday == 5 || weekday == 0;
        if (change && score >= ResourceJudge.ALARM_SCORE) {
          alarms[(day + 2) / 7 - (weekday == 0 ? 1 : 0)] += unusual ? 0 : 1;
        }
        busy = unusual ? Math.max(busy, score) : busy;
      }
    }
    assertThat(alarms[0]).as("of the first weekend nothing was known").isPositive();
    assertThat(alarms[2]).as("the third one is like the two before").isZero();
    assertThat(busy).as("what is worse than usual is told at a usual time, too").isGreaterThan(0.7);
  }

  /** What the bytes hold is all there is: stopped and read again at any time, nothing changes. */
  @Property(tries = 20)
  void aRestartChangesNothing(@ForAll long seed) {
    Random values = new Random(seed);
    Kept kept = new Kept();
    SeriesBaseline other = new SeriesBaseline(WARM_UP, kept);
    other.clear();
    for (int i = 0; i < 1500; i++) {
      double value = values.nextGaussian() * (values.nextInt(50) == 0 ? 50 : 1);
      kept.write(other);
      other = new SeriesBaseline(WARM_UP, kept);
      other.readHot(Bytes.of(kept.hot));
      time += STEP;
      assertThat(other.take(time, value)).isEqualTo(baseline.take(time, value));
    }
    assertThat(kept.tailsWritten).as("most samples need no list of a tail").isLessThan(600);
    assertThat(kept.seasonsAsked).isLessThan(600);
    baseline.clear();
  }

  /** A series as an operator keeps it: cold parts are written only when they have changed. */
  private static final class Kept implements SeriesBaseline.Pages {
    private final byte[] hot = new byte[SeriesBaseline.HOT_BYTES];
    private final byte[] tails = new byte[SeriesBaseline.TAILS_BYTES];
    private final byte[] season = new byte[SeriesBaseline.SEASON_BYTES];
    private int tailsWritten;
    private int seasonsAsked;

    void write(SeriesBaseline baseline) {
      baseline.writeHot(Bytes.of(hot));
      if (baseline.tailsChanged()) {
        baseline.writeTails(Bytes.of(tails));
        tailsWritten++;
      }
    }

    @Override
    public Bytes tails() {
      return Bytes.of(tails);
    }

    @Override
    public Bytes season(int part, boolean changes) {
      seasonsAsked += changes ? 1 : 0;
      return new Bytes().at(season, part * Season.PART_BYTES);
    }

    @Override
    public void clearSeason() {
      Arrays.fill(season, (byte) 0);
    }
  }

  @Property(tries = 20)
  void scoresAreScoresAtAnyMagnitude(@ForAll double first, @ForAll double second) {
    baseline.clear();
    for (int i = 0; i < 400; i++) {
      double value = i % 97 == 0 ? second : first;
      if (Double.isFinite(value)) {
        assertThat(take(value).score()).isBetween(0.0, 1.0);
      }
    }
  }

  private void day(double swing) {
    for (int i = 0; i < 288; i++) {
      take(50 + swing * Math.sin(2 * Math.PI * i / 288) + random.nextGaussian());
    }
  }

  private void noise(int samples, double level, double spread) {
    for (int i = 0; i < samples; i++) {
      take(level + spread * random.nextGaussian());
    }
  }

  private Judgement take(double value) {
    time += STEP;
    Judgement judgement = baseline.take(time, value);
    told += judgement.notable() ? 1 : 0;
    return judgement;
  }
}
