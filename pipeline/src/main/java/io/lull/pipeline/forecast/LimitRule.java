package io.lull.pipeline.forecast;

import io.lull.pipeline.model.Glob;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What series have a limit, and which.
 *
 * @param id unique; a later rule of the same id replaces it
 * @param metric which metrics, by name
 * @param resource which resources; null: all
 * @param labels labels a series must have, by name
 * @param falling whether the limit is crossed from above
 * @param at the limit, in the metric's unit; not used where {@code of} is given
 * @param of name of the metric of which a series is the limit; a star stands for what the star of
 *     {@code metric} does; null: the limit is a number
 * @param share part of that which is the limit
 * @param horizonMillis how far ahead a crossing is told
 * @param type alarm type
 * @param qualifier template of the alarm qualifier
 * @param enabled whether the rule does anything; a disabled one switches off another of its id
 */
record LimitRule(
    String id,
    Glob metric,
    @Nullable Glob resource,
    Map<String, Glob> labels,
    boolean falling,
    double at,
    @Nullable String of,
    double share,
    long horizonMillis,
    String type,
    Template qualifier,
    boolean enabled) {

  /** Whether it names metrics by a pattern: then it holds where no other does. */
  boolean isGeneral() {
    return metric.pattern().indexOf('*') >= 0;
  }

  /** Whether labels that a series has do not speak against it; it may have others. */
  boolean mayWatch(Map<String, String> some) {
    for (Map.Entry<String, Glob> label : labels.entrySet()) {
      String value = some.get(label.getKey());
      if (value != null && !label.getValue().matches(value)) {
        return false;
      }
    }
    return true;
  }

  boolean watches(String ofResource, Map<String, String> ofLabels) {
    if (resource != null && !resource.matches(ofResource)) {
      return false;
    }
    for (Map.Entry<String, Glob> label : labels.entrySet()) {
      if (!label.getValue().matches(ofLabels.getOrDefault(label.getKey(), ""))) {
        return false;
      }
    }
    return true;
  }

  /** The metric whose value is the limit of a series of this one; null: the limit is a number. */
  @Nullable String sibling(String ofMetric) {
    String pattern = of;
    if (pattern == null) {
      return null;
    }
    int star = metric.pattern().indexOf('*');
    if (star < 0 || pattern.indexOf('*') < 0) {
      return pattern;
    }
    int after = metric.pattern().length() - star - 1;
    return pattern.replace("*", ofMetric.substring(star, ofMetric.length() - after));
  }
}
