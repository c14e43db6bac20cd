package io.lull.pipeline.forecast;

import io.lull.pipeline.model.SeriesName;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricKind;
import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;

/**
 * Counts what a scrape says of an objective, and raises and clears the alarm about its burn rate.
 */
final class ObjectiveJudge {
  private final int mostCounters;

  /**
   * @param mostCounters that an objective may have on a resource
   */
  ObjectiveJudge(int mostCounters) {
    this.mostCounters = mostCounters;
  }

  /**
   * Takes a scrape.
   *
   * @return whether anything was counted
   */
  boolean take(ErrorBudget budget, Scrape scrape, Plan.Count plan, ResourceForecaster.Output out) {
    if (scrape.timeMillis() <= budget.lastMillis()) {
      out.outOfOrder();
      return false;
    }
    double total = 0;
    double part = 0;
    int counted = 0;
    for (int i = 0; i < plan.indexes().length; i++) {
      int index = plan.indexes()[i];
      String series = plan.names()[i];
      if (scrape.isStale(index)) {
        budget.forget(series);
        continue;
      }
      double value = scrape.value(index);
      if (!Double.isFinite(value) || value < 0) {
        continue;
      }
      ScrapeLayout.Entry entry = scrape.layout().entry(index);
      double growth =
          entry.kind() == MetricKind.DELTA
              ? value
              : budget.growth(series, value, scrape.timeMillis(), mostCounters);
      counted++;
      total += plan.ofTotal()[i] ? growth : 0;
      part += plan.ofPart()[i] ? growth : 0;
    }
    if (counted == 0) {
      return false;
    }
    Objective objective = plan.objective();
    double bad = objective.partIsGood() ? Math.max(0, total - part) : Math.min(part, total);
    tell(budget, scrape, objective, budget.count(objective, scrape.timeMillis(), total, bad), out);
    return true;
  }

  private static void tell(
      ErrorBudget budget,
      Scrape scrape,
      Objective objective,
      ErrorBudget.Change change,
      ResourceForecaster.Output out) {
    ObjectiveEvents about =
        new ObjectiveEvents(scrape.resource(), scrape.timeMillis(), scrape.observedMillis());
    Objective.Window window = budget.window(objective);
    if (change == ErrorBudget.Change.RAISED && window != null) {
      out.event(about.raised(objective, budget, window));
    } else if (change == ErrorBudget.Change.CLEARED) {
      String why = "%s burns its budget no longer faster than it may".formatted(objective.id());
      out.event(about.event(objective.id(), EventStatus.CLEARED, null, why));
    }
  }

  /** The name of the series of what is spent of a budget. */
  static String spentSeries(Objective objective) {
    return SeriesName.of("error_budget_spent", java.util.Map.of("objective", objective.id()));
  }
}
