package io.lull.pipeline.forecast;

import io.lull.pipeline.model.SeriesName;
import io.lull.schema.Scrape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which series of a scrape have a limit, found once for each set of series of a resource: the same
 * series in the same order are known by one hash.
 */
final class Plan {
  private final LimitSet rules;
  private final long hash;
  private final Step[] steps;
  private final Count[] counts;

  /**
   * A series with its limit.
   *
   * @param index of the series in the scrape
   * @param limitIndex of the series that is its limit; below 0: the limit is a number
   */
  record Step(int index, int limitIndex, LimitRule rule, String name, String qualifier) {}

  /**
   * The counters of an objective.
   *
   * @param indexes of them in the scrape
   * @param ofTotal which count all
   * @param ofPart which count the good ones, or those that are not
   */
  record Count(
      Objective objective, int[] indexes, String[] names, boolean[] ofTotal, boolean[] ofPart) {}

  private Plan(LimitSet rules, long hash, Step[] steps, Count[] counts) {
    this.rules = rules;
    this.hash = hash;
    this.steps = steps;
    this.counts = counts;
  }

  boolean isOf(Scrape scrape, LimitSet inForce) {
    return rules == inForce && hash == scrape.seriesHash();
  }

  Step[] steps() {
    return steps;
  }

  Count[] counts() {
    return counts;
  }

  /**
   * @param watched indexes of the series whose metric a rule names
   */
  static Plan of(Scrape scrape, int[] watched, LimitSet rules) {
    List<Step> steps = new ArrayList<>();
    for (int index : watched) {
      String metric = scrape.layout().entry(index).metric();
      Map<String, String> labels = scrape.labels(index);
      int before = steps.size();
      for (LimitRule rule : rules.watching(metric)) {
        if (!rule.watches(scrape.resource(), labels) || rule.isGeneral() && steps.size() > before) {
          continue;
        }
        String sibling = rule.sibling(metric);
        int limit = sibling == null ? -1 : find(scrape, sibling, labels);
        if (sibling == null || limit >= 0) {
          String name = SeriesName.of(metric, labels);
          steps.add(new Step(index, limit, rule, name, rule.qualifier().fill(metric, labels)));
        }
      }
    }
    return new Plan(
        rules, scrape.seriesHash(), steps.toArray(Step[]::new), counts(scrape, watched, rules));
  }

  private static Count[] counts(Scrape scrape, int[] watched, LimitSet rules) {
    List<Count> counts = new ArrayList<>(0);
    for (Objective objective : rules.objectives()) {
      if (objective.watches(scrape.resource())) {
        Count count = count(scrape, watched, objective);
        if (count.indexes().length > 0) {
          counts.add(count);
        }
      }
    }
    return counts.toArray(Count[]::new);
  }

  private static Count count(Scrape scrape, int[] watched, Objective objective) {
    int[] indexes = new int[watched.length];
    boolean[] ofTotal = new boolean[watched.length];
    boolean[] ofPart = new boolean[watched.length];
    String[] names = new String[watched.length];
    int size = 0;
    for (int index : watched) {
      String metric = scrape.layout().entry(index).metric();
      Map<String, String> labels = scrape.labels(index);
      ofTotal[size] = objective.total().holds(metric, labels);
      ofPart[size] = objective.part().holds(metric, labels);
      if (ofTotal[size] || ofPart[size]) {
        names[size] = SeriesName.of(metric, labels);
        indexes[size++] = index;
      }
    }
    return new Count(
        objective,
        Arrays.copyOf(indexes, size),
        Arrays.copyOf(names, size),
        Arrays.copyOf(ofTotal, size),
        Arrays.copyOf(ofPart, size));
  }

  /** The series of a metric whose labels the given ones have too; of several the one of most. */
  private static int find(Scrape scrape, String metric, Map<String, String> labels) {
    int found = -1;
    int most = -1;
    for (int i = 0; i < scrape.size(); i++) {
      if (scrape.layout().entry(i).metric().equals(metric)) {
        Map<String, String> its = scrape.labels(i);
        if (its.size() > most && labels.entrySet().containsAll(its.entrySet())) {
          found = i;
          most = its.size();
        }
      }
    }
    return found;
  }
}
