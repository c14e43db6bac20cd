package io.lull.pipeline.threshold;

import io.lull.pipeline.model.Glob;
import io.lull.pipeline.model.SeriesName;
import io.lull.schema.Severity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One static threshold.
 *
 * @param id unique; a later rule of the same id replaces it
 * @param metric which metrics, by name
 * @param resource which resources; null: all
 * @param labels labels a series must have, by name
 * @param op how a value compares with {@code value} when it breaches
 * @param value the threshold, in the metric's unit (a second of it where {@code rate})
 * @param clear the value at which the alarm clears: on the good side of {@code value}
 * @param forMillis how long the breach must last, by the samples' own times
 * @param rate whether a counter's change per second is compared
 * @param type alarm type
 * @param qualifier template of the alarm qualifier; null: the series
 * @param message template of the text for people
 * @param enabled whether the rule does anything; a disabled one switches off another of its id
 */
record ThresholdRule(
    String id,
    Glob metric,
    @Nullable Glob resource,
    Map<String, Glob> labels,
    Op op,
    double value,
    double clear,
    long forMillis,
    boolean rate,
    Severity severity,
    String type,
    @Nullable Template qualifier,
    Template message,
    boolean enabled) {

  /** How a value breaches. */
  enum Op {
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<=");

    final String sign;

    Op(String sign) {
      this.sign = sign;
    }

    boolean isUpper() {
      return this == GREATER || this == GREATER_OR_EQUAL;
    }

    boolean test(double left, double right) {
      return switch (this) {
        case GREATER -> left > right;
        case GREATER_OR_EQUAL -> left >= right;
        case LESS -> left < right;
        case LESS_OR_EQUAL -> left <= right;
      };
    }
  }

  boolean watches(String name, String ofResource, Map<String, String> ofLabels) {
    if (!enabled || !metric.matches(name) || resource != null && !resource.matches(ofResource)) {
      return false;
    }
    for (Map.Entry<String, Glob> label : labels.entrySet()) {
      if (!label.getValue().matches(ofLabels.getOrDefault(label.getKey(), ""))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it can watch a series of its metric with these labels, and others. */
  boolean mayWatch(Map<String, String> someLabels) {
    for (Map.Entry<String, Glob> label : labels.entrySet()) {
      String value = someLabels.get(label.getKey());
      if (value != null && !label.getValue().matches(value)) {
        return false;
      }
    }
    return enabled;
  }

  boolean breaches(double x) {
    return op.test(x, value);
  }

  /** No longer breaching the clear value; without hysteresis, no longer breaching. */
  boolean clears(double x) {
    return !Double.isNaN(x) && !op.test(x, clear);
  }

  /**
   * How far a value is beyond the threshold, 0 to 1, 0.5 at the threshold: a logistic curve over
   * the hysteresis, or a tenth of the threshold where there is none.
   */
  double score(double x) {
    double scale = Math.max(Math.abs(value - clear), Math.max(Math.abs(value) / 10, 1e-9));
    double beyond = (op.isUpper() ? x - value : value - x) / scale;
    return 1 / (1 + Math.exp(-beyond));
  }

  /** {@code name{a="b",c="d"}}, labels sorted: names a series within its resource. */
  static String series(String metric, Map<String, String> labels) {
    return SeriesName.of(metric, labels);
  }
}
