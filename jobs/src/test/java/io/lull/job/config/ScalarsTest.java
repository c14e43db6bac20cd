package io.lull.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ScalarsTest {
  @Test
  void durations() {
    assertThat(Durations.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(Durations.parse("15min")).isEqualTo(Duration.ofMinutes(15));
    assertThat(Durations.parse("15m")).isEqualTo(Duration.ofMinutes(15));
    assertThat(Durations.parse("7d")).isEqualTo(Duration.ofDays(7));
    for (String none : new String[] {"", "5", "s", "-1s", "1.5s", "1w", "9999999999999s"}) {
      assertThat(Durations.parse(none)).as(none).isNull();
    }
  }

  @Test
  void sizes() {
    assertThat(Sizes.parse("4096")).isEqualTo(4096);
    assertThat(Sizes.parse("16MiB")).isEqualTo(16L << 20);
    assertThat(Sizes.parse("2 GiB")).isEqualTo(2L << 30);
    for (String none : new String[] {"", "MiB", "-1", "1TB", "99999999999GiB"}) {
      assertThat(Sizes.parse(none)).as(none).isNull();
    }
  }

  @Property
  void aDurationSurvivesItsText(@ForAll @LongRange(min = 0, max = 1L << 39) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(Durations.parse(Durations.render(duration))).isEqualTo(duration);
  }

  @Property
  void aSizeSurvivesItsText(@ForAll @LongRange(min = 0, max = 1L << 39) long bytes) {
    assertThat(Sizes.parse(Sizes.render(bytes))).isEqualTo(bytes);
  }

  @Property
  void editDistanceIsAMetric(
      @ForAll @StringLength(max = 8) String a,
      @ForAll @StringLength(max = 8) String b,
      @ForAll @IntRange(min = 0, max = 7) int cut) {
    assertThat(DidYouMean.distance(a, b)).isEqualTo(DidYouMean.distance(b, a));
    assertThat(DidYouMean.distance(a, a)).isZero();
    String shorter = a.substring(0, Math.min(cut, a.length()));
    assertThat(DidYouMean.distance(a, shorter)).isEqualTo(a.length() - shorter.length());
  }
}
