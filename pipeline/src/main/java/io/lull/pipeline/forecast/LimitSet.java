package io.lull.pipeline.forecast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The limits in force: layers, of which a later one replaces rules of the same id. */
final class LimitSet {
  /** Names come from the outside: beyond this many the cache starts again. */
  private static final int MAX_CACHED_NAMES = 20_000;

  private final Map<String, LimitRule> byId = new LinkedHashMap<>();

  // Rules by metric name: a fleet has few names and many series.
  private final Map<String, List<LimitRule>> byMetric = new HashMap<>();

  /**
   * @param base shipped limits, then those of files
   * @param live limits of control records, by the record's id
   */
  LimitSet(List<LimitRule> base, Map<String, List<LimitRule>> live) {
    base.forEach(rule -> byId.put(rule.id(), rule));
    new TreeMap<>(live).values().forEach(rules -> rules.forEach(r -> byId.put(r.id(), r)));
    byId.values().removeIf(rule -> !rule.enabled());
  }

  @Nullable LimitRule byId(String id) {
    return byId.get(id);
  }

  /** The rules that name a metric, those that name it in full first. */
  List<LimitRule> watching(String metric) {
    List<LimitRule> known = byMetric.get(metric);
    if (known != null) {
      return known;
    }
    if (byMetric.size() >= MAX_CACHED_NAMES) {
      byMetric.clear();
    }
    List<LimitRule> found = new ArrayList<>(0);
    for (LimitRule rule : byId.values()) {
      if (rule.metric().matches(metric)) {
        found.add(rule);
      }
    }
    found.sort(Comparator.comparing(rule -> rule.isGeneral()));
    byMetric.put(metric, found);
    return found;
  }
}
