package io.lull.pipeline.threshold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules in force: layers, of which a later one replaces rules of the same id. */
final class RuleSet {
  /** Names come from the outside: beyond this many the cache starts again. */
  private static final int MAX_CACHED_NAMES = 20_000;

  private final Map<String, ThresholdRule> byId = new LinkedHashMap<>();

  // Rules by metric name: a fleet has few names and many series.
  private final Map<String, List<ThresholdRule>> byMetric = new HashMap<>();

  /**
   * @param base shipped rules, then those of files
   * @param live rules of control records, by the record's id
   */
  RuleSet(List<ThresholdRule> base, Map<String, List<ThresholdRule>> live) {
    base.forEach(rule -> byId.put(rule.id(), rule));
    new TreeMap<>(live).values().forEach(rules -> rules.forEach(r -> byId.put(r.id(), r)));
    byId.values().removeIf(rule -> !rule.enabled());
  }

  @Nullable ThresholdRule byId(String id) {
    return byId.get(id);
  }

  List<ThresholdRule> watching(String metric) {
    List<ThresholdRule> known = byMetric.get(metric);
    if (known != null) {
      return known;
    }
    if (byMetric.size() >= MAX_CACHED_NAMES) {
      byMetric.clear();
    }
    List<ThresholdRule> found = new ArrayList<>(0);
    for (ThresholdRule rule : byId.values()) {
      if (rule.metric().matches(metric)) {
        found.add(rule);
      }
    }
    byMetric.put(metric, found);
    return found;
  }
}
