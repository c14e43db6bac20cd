package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final long DAY = 86_400_000;
  private static final long GAP = 365 * DAY;
  private static final long NOW = 1_750_000_000_000L;

  private static long limit(long gap, long... times) {
    Timeline timeline = new Timeline(gap);
    for (long time : times) {
      timeline.add(time);
    }
    return timeline.limit();
  }

  @Test
  void theFewThatFollowLongAfterTheRestAreFromTheFuture() {
    assertThat(limit(GAP, NOW, NOW + DAY, NOW + DAY + GAP + 1)).isEqualTo(NOW + DAY + GAP);
    assertThat(limit(GAP, NOW, NOW + DAY, NOW + DAY + GAP)).isEqualTo(NOW + DAY + 2 * GAP);
    assertThat(limit(GAP, NOW, NOW + 1, NOW + 2, NOW + 20 * GAP, NOW + 40 * GAP))
        .isEqualTo(NOW + 2 + GAP);
  }

  @Test
  void theFewThatComeLongBeforeAreNoReason() {
    assertThat(limit(GAP, 0, NOW, NOW + 1)).isEqualTo(NOW + 1 + GAP);
    assertThat(limit(GAP, 0, NOW)).as("as many on both sides").isEqualTo(NOW + GAP);
    assertThat(limit(GAP, 0, NOW, NOW + 1, 2 * NOW)).isEqualTo(NOW + 1 + GAP);
  }

  @Test
  void theEndsOfTime() {
    assertThat(limit(GAP)).isEqualTo(Long.MAX_VALUE);
    assertThat(limit(GAP, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(limit(GAP, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE + GAP);
    assertThat(limit(GAP, NOW, NOW, Long.MAX_VALUE)).isEqualTo(NOW + GAP);
    assertThat(limit(GAP, Long.MIN_VALUE, NOW, NOW)).isEqualTo(NOW + GAP);
    assertThat(limit(1, 5, 5, 6, 8)).isEqualTo(7);
  }

  @Property
  void isWhatTheSortedTimesSay(
      @ForAll @Size(max = 40) List<@LongRange(min = -300, max = 300) Long> times,
      @ForAll @LongRange(min = 1, max = 100) long gap,
      @ForAll long seed) {
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    long expected = Long.MAX_VALUE;
    for (int i = 0; i < sorted.size(); i++) {
      if (i > sorted.size() / 2 && sorted.get(i) - sorted.get(i - 1) > gap) {
        break;
      }
      expected = sorted.get(i) + gap;
    }
    List<Long> shuffled = new ArrayList<>(times);
    Collections.shuffle(shuffled, new Random(seed));
    long[] any = shuffled.stream().mapToLong(Long::longValue).toArray();
    assertThat(limit(gap, any)).isEqualTo(expected);
  }
}
