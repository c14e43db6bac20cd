package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.baseline.Histograms.Histogram;
import io.lull.schema.MetricKind;
import io.lull.schema.ScrapeLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HistogramsTest {
  private static final Histogram TENTHS =
      single(bucket("a", "0.1"), bucket("a", "0.2"), bucket("a", "0.4"), bucket("a", "+Inf"));

  @Test
  void aQuantileLiesWithinItsBucketByHowManyAreBelow() {
    double[] rates = {10, 50, 90, 100};
    assertThat(TENTHS.quantile(0.5, rates)).isCloseTo(0.2, Offset.offset(1e-12));
    assertThat(TENTHS.quantile(0.3, rates)).isCloseTo(0.15, Offset.offset(1e-12));
    assertThat(TENTHS.quantile(0.05, rates)).isCloseTo(0.05, Offset.offset(1e-12));
    assertThat(TENTHS.quantile(0.99, rates)).as("beyond all bounds").isEqualTo(0.4);
  }

  @Test
  void ofNothingThereIsNoQuantile() {
    assertThat(TENTHS.quantile(0.5, new double[] {0, 0, 0, 0})).isNaN();
    assertThat(TENTHS.quantile(0.5, new double[] {Double.NaN, Double.NaN, Double.NaN, 0})).isNaN();
    assertThat(TENTHS.quantile(0.5, new double[] {1, 1, 1, Double.NaN})).isNaN();
  }

  /** Exponential histograms send only buckets that hold something: a new one has no rate yet. */
  @Test
  void aBucketThatIsNotKnownYetIsNoBound() {
    double[] rates = {10, Double.NaN, 90, 100};
    assertThat(TENTHS.quantile(0.5, rates)).isCloseTo(0.25, Offset.offset(1e-12));
    double[] first = {Double.NaN, 50, 90, 100};
    assertThat(TENTHS.quantile(0.25, first)).isCloseTo(0.1, Offset.offset(1e-12));
  }

  @Test
  void bucketsOfOneNameAndLabelsAreOneHistogramInAnyOrder() {
    Histograms found =
        Histograms.of(
            layout(
                bucket("a", "+Inf"),
                bucket("b", "1"),
                bucket("a", "5"),
                bucket("b", "+Inf"),
                new ScrapeLayout.Entry("t_sum", Map.of("l", "a"), MetricKind.COUNTER, "s"),
                new ScrapeLayout.Entry("other", Map.of(), MetricKind.GAUGE, "")));
    assertThat(found.all()).hasSize(2);
    assertThat(found.all().get(0).indexes()).containsExactly(2, 0);
    assertThat(found.all()).allMatch(h -> h.metric().equals("t") && h.unit().equals("s"));
    assertThat(found.isBucket(3)).isTrue();
    assertThat(found.isBucket(4)).isFalse();
    assertThat(found.quantiles()).isEqualTo(4);
    assertThat(Histogram.labels(Map.of("le", "5", "l", "a"), 0.99))
        .isEqualTo(Map.of("l", "a", "quantile", "0.99"));
  }

  @Test
  void whatHasNoLastBucketIsNoHistogram() {
    assertThat(Histograms.of(layout(bucket("a", "1"), bucket("a", "2"))).all()).isEmpty();
    assertThat(Histograms.of(layout(bucket("a", "x"), bucket("a", "+Inf"))).all()).isEmpty();
  }

  @Property
  void quantilesRiseAndStayWithinTheBounds(
      @ForAll @Size(4) List<@DoubleRange(min = 0, max = 1e6) Double> counts,
      @ForAll @DoubleRange(min = 0, max = 1) double one,
      @ForAll @DoubleRange(min = 0, max = 1) double other) {
    double[] rates = counts.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.parallelPrefix(rates, Double::sum);
    double low = TENTHS.quantile(Math.min(one, other), rates);
    double high = TENTHS.quantile(Math.max(one, other), rates);
    if (rates[3] > 0) {
      assertThat(low).isBetween(0.0, 0.4);
      assertThat(high).isBetween(low - 1e-12, 0.4);
    } else {
      assertThat(low).isNaN();
    }
  }

  private static Histogram single(ScrapeLayout.Entry... entries) {
    return Histograms.of(layout(entries)).all().get(0);
  }

  private static ScrapeLayout.Entry bucket(String label, String le) {
    return new ScrapeLayout.Entry(
        "t_bucket", Map.of("l", label, "le", le), MetricKind.COUNTER, "1");
  }

  private static ScrapeLayout layout(ScrapeLayout.Entry... entries) {
    ScrapeLayout.Builder layout = new ScrapeLayout.Builder();
    for (ScrapeLayout.Entry entry : entries) {
      layout.add(entry.metric(), entry.labels(), entry.kind(), entry.unit());
    }
    return layout.build();
  }
}
