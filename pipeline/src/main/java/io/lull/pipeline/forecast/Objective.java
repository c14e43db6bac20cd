package io.lull.pipeline.forecast;

import io.lull.pipeline.model.Glob;
import io.lull.schema.Severity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service level objective: what part of what is counted has to be good, over a period.
 *
 * @param id unique; a later rule of the same id replaces it; the qualifier of its alarms
 * @param resource which resources; null: all
 * @param total what counts all
 * @param part what counts those that are good, or those that are not
 * @param partIsGood which of both
 * @param budget the part that may be bad, above 0 and below 1
 * @param periodMillis over which it holds
 * @param leastErrors bad ones in the longer window before which nothing is told
 * @param windows the gravest first
 * @param enabled whether the rule does anything; a disabled one switches off another of its id
 */
record Objective(
    String id,
    @Nullable Glob resource,
    Counted total,
    Counted part,
    boolean partIsGood,
    double budget,
    long periodMillis,
    double leastErrors,
    List<Window> windows,
    boolean enabled) {

  /** Key of its rule, and of the forecast of its budget, beside those of limits. */
  String rule() {
    return "objective:" + id;
  }

  boolean watches(String ofResource) {
    return resource == null || resource.matches(ofResource);
  }

  /** Counters whose sum counts. */
  record Counted(Glob metric, Map<String, Glob> labels) {
    boolean holds(String name, Map<String, String> ofLabels) {
      if (!metric.matches(name)) {
        return false;
      }
      for (Map.Entry<String, Glob> label : labels.entrySet()) {
        if (!label.getValue().matches(ofLabels.getOrDefault(label.getKey(), ""))) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * How fast the budget burns in two windows at once [1]: the long one says that it matters, the
   * short one that it goes on.
   *
   * <p>[1] Beyer et al. (ed.): The Site Reliability Workbook, chapter 5, Alerting on SLOs. 2018.
   *
   * @param burn times the rate at which the budget lasts for just its period
   */
  record Window(double burn, long longMillis, long shortMillis, Severity severity) {}
}
