package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeekMarksTest {
  private static final long MONDAY = Instant.parse("2026-01-05T08:00:00Z").toEpochMilli();
  private static final long QUARTER = 15 * 60_000L;
  private static final long WEEK = 7 * 24 * 3_600_000L;

  private final WeekMarks marks = new WeekMarks();

  @Test
  void whatCameInTwoWeeksIsExpectedInTheThirdAndAboutAsStrong() {
    marks.came(MONDAY, 5);
    assertThat(marks.expected(MONDAY + WEEK)).as("once is nothing").isZero();
    marks.came(MONDAY + WEEK + QUARTER, 7);
    assertThat(marks.expected(MONDAY + 2 * WEEK)).isEqualTo(7);
    assertThat(marks.expected(MONDAY + 2 * WEEK + 2 * QUARTER)).isEqualTo(7);
    assertThat(marks.expected(MONDAY + 2 * WEEK + 3 * QUARTER)).isZero();
    assertThat(marks.expected(MONDAY + 3 * WEEK)).as("one may be left out").isEqualTo(7);
    assertThat(marks.expected(MONDAY + 4 * WEEK)).as("not two").isZero();
  }

  @Test
  void whatComesAgainInOneWeekCountsOnce() {
    marks.came(MONDAY, 5);
    marks.came(MONDAY + QUARTER, 5);
    assertThat(marks.expected(MONDAY + WEEK)).isZero();
  }

  @Test
  void aPauseOfTwoWeeksBeginsAnew() {
    marks.came(MONDAY, 5);
    marks.came(MONDAY + WEEK, 5);
    marks.came(MONDAY + 4 * WEEK, 5);
    assertThat(marks.expected(MONDAY + 5 * WEEK)).isZero();
  }

  @Test
  void theTimeThatWasLongestAgoGoes() {
    for (int i = 0; i <= WeekMarks.MARKS; i++) {
      marks.came(MONDAY + 10 * i * QUARTER, 5);
    }
    for (int i = 0; i < 2; i++) {
      marks.came(MONDAY + WEEK, 5);
    }
    assertThat(marks.expected(MONDAY + 2 * WEEK)).as("it was forgotten").isZero();
  }

  @Property
  void bytesHoldItAll(
      @ForAll @Size(max = 40) List<@IntRange(max = 10_000) Integer> quarters,
      @ForAll @IntRange(max = 10_000) int asked) {
    WeekMarks other = new WeekMarks();
    byte[] bytes = new byte[WeekMarks.BYTES];
    long time = MONDAY;
    WeekMarks fresh = new WeekMarks();
    for (int quarter : quarters) {
      time += quarter * QUARTER;
      fresh.came(time, quarter % 90);
      other.came(time, quarter % 90);
      other.write(Bytes.of(bytes));
      other = new WeekMarks();
      other.read(Bytes.of(bytes));
    }
    long at = time + asked * QUARTER;
    assertThat(other.expected(at)).isEqualTo(fresh.expected(at)).isBetween(0.0, 64.0);
  }
}
