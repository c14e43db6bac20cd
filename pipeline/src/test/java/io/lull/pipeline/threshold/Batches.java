package io.lull.pipeline.threshold;

import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import java.util.List;
import java.util.Map;

/** Batches for tests. */
final class Batches {
  private Batches() {}

  static MetricBatch of(long second, Sample... samples) {
    return new MetricBatch("db-1", second * 1000, second * 1000, "test", null, List.of(samples));
  }

  static Sample sample(String metric, double value, String... labels) {
    return new Sample(metric, labels(labels), value, MetricKind.GAUGE, "", false);
  }

  static Sample counter(String metric, double value) {
    return new Sample(metric, Map.of(), value, MetricKind.COUNTER, "", false);
  }

  static Sample stale(String metric, String... labels) {
    return new Sample(metric, labels(labels), Double.NaN, MetricKind.GAUGE, "", true);
  }

  private static Map<String, String> labels(String... labels) {
    return labels.length == 0 ? Map.of() : Map.of(labels[0], labels[1]);
  }
}
