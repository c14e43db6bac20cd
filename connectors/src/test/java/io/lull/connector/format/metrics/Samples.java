package io.lull.connector.format.metrics;

import io.lull.connector.format.TestingOutput;
import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import java.util.List;
import java.util.TreeMap;

/** Batches as lines of text, for assertions. */
final class Samples {
  private Samples() {}

  /** {@code resource time metric{labels} value KIND unit}, in order. */
  static List<String> lines(TestingOutput out) {
    return out.batches.stream()
        .flatMap(batch -> batch.getSamples().stream().map(sample -> line(batch, sample)))
        .toList();
  }

  private static String line(MetricBatch batch, Sample sample) {
    String value = sample.getStale() ? "stale" : Double.toString(sample.getValue());
    return (batch.getResource()
            + ' '
            + batch.getTimeMillis()
            + ' '
            + sample.getMetric()
            + new TreeMap<>(sample.getLabels())
            + ' '
            + value
            + ' '
            + sample.getKind()
            + ' '
            + sample.getUnit())
        .strip();
  }
}
