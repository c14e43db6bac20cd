package io.lull.connector.format.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExponentialBucketsTest {

  private static TreeMap<Double, Double> cumulated(ExponentialBuckets buckets) {
    TreeMap<Double, Double> found = new TreeMap<>();
    buckets.cumulate(found::put);
    return found;
  }

  @Test
  void bucketsAreInOrderFromTheLowestNegativeUp() {
    ExponentialBuckets buckets = new ExponentialBuckets(0);
    buckets.positive(2, 3); // (4, 8]
    buckets.negative(1, 2); // [-4, -2)
    buckets.negative(0, 1); // [-2, -1)
    buckets.zero(0.001, 4);
    List<String> order = new ArrayList<>();
    buckets.cumulate((bound, count) -> order.add(bound + "=" + count));
    assertThat(order).containsExactly("-2.0=2.0", "-1.0=3.0", "0.001=7.0", "8.0=10.0");
  }

  @Test
  void fineScalesAreMadeCoarser() {
    ExponentialBuckets buckets = new ExponentialBuckets(4);
    for (int i = 0; i < 16; i++) {
      buckets.positive(i, 1); // all of (1, 2]
    }
    assertThat(cumulated(buckets).values()).containsExactly(4.0, 8.0, 12.0, 16.0);
    assertThat(cumulated(buckets).lastKey()).isEqualTo(2);
  }

  @Test
  void boundsBeyondAllNumbersAreLeftOut() {
    ExponentialBuckets buckets = new ExponentialBuckets(-4);
    buckets.positive(Integer.MAX_VALUE, 1);
    buckets.negative(Integer.MAX_VALUE, 1);
    assertThat(cumulated(buckets)).isEmpty();
  }

  /** Whatever the scale of the sender: no value is counted below a bound that it is above. */
  @Property
  void countsHoldForEveryBound(
      @ForAll @Size(max = 50) List<@DoubleRange(min = 0.01, max = 1000) Double> values,
      @ForAll @IntRange(min = -4, max = 8) int scale) {
    ExponentialBuckets buckets = new ExponentialBuckets(scale);
    for (double value : values) {
      // ceil(log_b value) - 1, as OpenTelemetry maps values to buckets
      double index = Math.ceil(Math.log(value) / Math.log(2) * Math.scalb(1.0, scale)) - 1;
      buckets.positive((long) index, 1);
    }
    cumulated(buckets)
        .forEach(
            (bound, count) -> {
              double edge = bound * 1e-9; // logarithms of powers are not exact
              long atMost = values.stream().filter(value -> value <= bound + edge).count();
              long surely = values.stream().filter(value -> value <= bound - edge).count();
              assertThat(count).isBetween((double) surely, (double) atMost);
            });
    double all = cumulated(buckets).isEmpty() ? 0 : cumulated(buckets).lastEntry().getValue();
    assertThat(all).isCloseTo(values.size(), within(0.0));
  }
}
