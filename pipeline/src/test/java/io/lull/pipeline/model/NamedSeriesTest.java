package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamedSeriesTest {
  private static final String RULES =
      """
      thresholds: [{id: t, metric: cpu, value: 1}]
      limits:
        - {id: a, metric: "*_used", of: "*_limit"}
        - {id: b, metric: disk, at: 98}
      objectives:
        - {id: o, total: {metric: requests}, errors: {metric: failures}, objective: 99}
      """;

  private static Scrape scrape(String... metrics) {
    List<Sample> samples =
        java.util.stream.Stream.of(metrics)
            .map(
                m ->
                    new Sample(m, Map.of("a", m), (double) m.length(), MetricKind.GAUGE, "", false))
            .toList();
    return Scrape.of(new MetricBatch("r", 1L, 2L, "s", null, samples));
  }

  private static List<String> named(NamedSeries series, String... metrics) {
    Scrape part = series.of(scrape(metrics));
    return part == null
        ? List.of()
        : part.toBatch().getSamples().stream().map(Sample::getMetric).toList();
  }

  @Test
  void handsOnWhatRulesOfTheSectionsName() {
    NamedSeries series = new NamedSeries(List.of(RULES), Set.of("limits", "objectives"));
    assertThat(named(series, "cpu", "heap_used", "heap_limit", "disk", "requests", "failures"))
        .containsExactly("heap_used", "heap_limit", "disk", "requests", "failures");
    assertThat(named(series, "cpu", "load")).isEmpty();
    Scrape part = series.of(scrape("cpu", "disk"));
    assertThat(part).isEqualTo(scrape("disk"));
  }

  @Test
  void whatIsNoYamlNamesNothing() {
    NamedSeries series = new NamedSeries(List.of("limits: [", "", "- a"), Set.of("limits"));
    assertThat(named(series, "cpu")).isEmpty();
  }
}
