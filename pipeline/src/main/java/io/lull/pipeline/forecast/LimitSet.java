package io.lull.pipeline.forecast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The limits and objectives in force: layers, of which a later one replaces rules of the same id.
 */
final class LimitSet {
  /** Names come from the outside: beyond this many the cache starts again. */
  private static final int MAX_CACHED_NAMES = 20_000;

  private final Map<String, LimitRule> byId = new LinkedHashMap<>();
  private final Map<String, Objective> objectives = new LinkedHashMap<>();

  // Rules by metric name: a fleet has few names and many series.
  private final Map<String, List<LimitRule>> byMetric = new HashMap<>();

  /**
   * @param base shipped rules, then those of files
   * @param live rules of control records, by the record's id
   */
  LimitSet(List<LimitRules.Parsed> base, Map<String, LimitRules.Parsed> live) {
    base.forEach(this::add);
    new TreeMap<>(live).values().forEach(this::add);
    byId.values().removeIf(rule -> !rule.enabled());
    objectives.values().removeIf(objective -> !objective.enabled());
  }

  private void add(LimitRules.Parsed rules) {
    rules.limits().forEach(rule -> byId.put(rule.id(), rule));
    rules.objectives().forEach(objective -> objectives.put(objective.id(), objective));
  }

  Collection<Objective> objectives() {
    return objectives.values();
  }

  @Nullable Objective objective(String id) {
    return objectives.get(id);
  }

  /** Whether an objective names the metric. */
  boolean isCounted(String metric) {
    for (Objective objective : objectives.values()) {
      if (objective.total().metric().matches(metric) || objective.part().metric().matches(metric)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the rule of a limit, or of the budget of an objective, is there. */
  boolean isInForce(String rule) {
    return byId.containsKey(rule)
        || objectives.values().stream().anyMatch(objective -> objective.rule().equals(rule));
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
