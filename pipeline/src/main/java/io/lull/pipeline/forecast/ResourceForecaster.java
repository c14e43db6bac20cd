package io.lull.pipeline.forecast;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Scrape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the series of a resource foretold, and makes of it one alarm a cause: of several series that
 * foretell one alarm (type and qualifier) the first holds it, until it is withdrawn and another
 * takes it over, or another will cross well before it.
 *
 * <p>Pure: what happens depends on the state, the rules and the scrape only. It changes the state
 * it is given.
 */
final class ResourceForecaster {

  /** Where results and counts go. */
  interface Output {
    void event(Event event);

    /** A sample that is not younger than the last one of its series changed nothing. */
    void outOfOrder();

    /** A series is not watched for want of room. */
    void refused();
  }

  private static final String BUDGET = "FORECAST_BUDGET";

  private final ForecastOptions options;
  private final Outlook outlook = new Outlook();
  private final ObjectiveJudge objectives;

  ResourceForecaster(ForecastOptions options) {
    this.options = options;
    objectives = new ObjectiveJudge(options.maxSeriesPerResource());
  }

  /** Takes a scrape of which some series have limits. */
  void take(ResourceForecasts state, Scrape scrape, int[] watched, LimitSet rules, Output out) {
    Plan plan = state.plan;
    if (plan == null || !plan.isOf(scrape, rules)) {
      plan = Plan.of(scrape, watched, rules);
      state.plan = plan;
      dropWithoutRule(state, scrape, rules, out);
    }
    for (Plan.Step step : plan.steps()) {
      take(state, scrape, step, rules, out);
    }
    for (Plan.Count count : plan.counts()) {
      take(state, scrape, count, rules, out);
    }
  }

  /** Counts what an objective counts, and has it foretold when its budget is spent. */
  private void take(
      ResourceForecasts state, Scrape scrape, Plan.Count count, LimitSet rules, Output out) {
    Objective objective = count.objective();
    ErrorBudget budget = state.budgets.computeIfAbsent(objective.id(), id -> new ErrorBudget());
    if (!objectives.take(budget, scrape, count, out)) {
      return;
    }
    state.changed = true;
    String name = ObjectiveJudge.spentSeries(objective);
    WatchedSeries series = state.series.get(WatchedSeries.key(objective.rule(), name));
    if (series == null) {
      series =
          new WatchedSeries(objective.rule(), name, BUDGET, objective.id(), new SeriesForecast());
      state.series.put(series.key(), series);
    }
    Limit limit = new Limit(1, false, objective.periodMillis());
    foretell(state, scrape, series, budget.spent(objective), limit, rules, out);
  }

  private void dropWithoutRule(ResourceForecasts state, Scrape scrape, LimitSet rules, Output out) {
    for (WatchedSeries series : new ArrayList<>(state.series.values())) {
      if (!rules.isInForce(series.rule)) {
        forget(state, series, about(scrape), rules, "limit " + series.rule + " is gone", out);
      }
    }
    for (String id : List.copyOf(state.budgets.keySet())) {
      if (rules.objective(id) == null) {
        endBudget(state, id, objectivesAbout(scrape), "objective " + id + " is gone", out);
      }
    }
  }

  private void take(
      ResourceForecasts state, Scrape scrape, Plan.Step step, LimitSet rules, Output out) {
    WatchedSeries series = state.series.get(WatchedSeries.key(step.rule().id(), step.name()));
    if (scrape.isStale(step.index())) {
      if (series != null) {
        forget(state, series, about(scrape), rules, step.name() + " has ended", out);
      }
      return;
    }
    double value = scrape.value(step.index());
    double limit =
        step.limitIndex() < 0
            ? step.rule().at()
            : step.rule().share() * scrape.value(step.limitIndex());
    boolean unlimited = step.limitIndex() >= 0 && limit <= 0; // how senders say that there is none
    if (!Double.isFinite(value) || !Double.isFinite(limit) || unlimited) {
      return;
    }
    if (series != null && !series.isAs(step)) {
      String why = "limit " + series.rule + " has changed";
      forget(state, series, about(scrape), rules, why, out);
      series = null;
    }
    if (series == null) {
      series = admit(state, step, out);
      if (series == null) {
        return;
      }
    }
    if (scrape.timeMillis() <= series.forecast.lastMillis()) {
      out.outOfOrder();
      return;
    }
    boolean falling = step.rule().falling();
    Limit known = new Limit(limit, falling, step.rule().horizonMillis());
    foretell(state, scrape, series, value, known, rules, out);
  }

  private @Nullable WatchedSeries admit(ResourceForecasts state, Plan.Step step, Output out) {
    if (state.series.size() >= options.maxSeriesPerResource()) {
      out.refused();
      return null;
    }
    LimitRule rule = step.rule();
    WatchedSeries series =
        new WatchedSeries(
            rule.id(), step.name(), rule.type(), step.qualifier(), new SeriesForecast());
    state.series.put(series.key(), series);
    return series;
  }

  /** A limit as it is known now. */
  private record Limit(double value, boolean falling, long horizonMillis) {}

  private void foretell(
      ResourceForecasts state,
      Scrape scrape,
      WatchedSeries series,
      double value,
      Limit known,
      LimitSet rules,
      Output out) {
    state.changed = true;
    series.value = value;
    boolean falling = known.falling();
    double limit = known.value();
    series.forecast.limit(falling ? -limit : limit);
    SeriesForecast.Change change =
        series.forecast.take(
            scrape.timeMillis(), falling ? -value : value, known.horizonMillis(), outlook);
    switch (change) {
      case NONE -> {}
      case RAISED -> raise(state, series, about(scrape), falling, out);
      case WITHDRAWN ->
          clear(
              state,
              series,
              about(scrape),
              rules,
              "%s is %s and no longer going to be %s for sure"
                  .formatted(
                      series.name, ForecastEvents.number(value), ForecastEvents.number(limit)),
              out);
      case CROSSED ->
          clear(
              state,
              series,
              about(scrape),
              rules,
              "%s is %s: the limit of %s has been crossed"
                  .formatted(
                      series.name, ForecastEvents.number(value), ForecastEvents.number(limit)),
              out);
    }
  }

  private static void raise(
      ResourceForecasts state,
      WatchedSeries series,
      ForecastEvents about,
      boolean falling,
      Output out) {
    String holding = state.alarms.get(series.alarm());
    WatchedSeries holder = holding == null ? null : state.series.get(holding);
    if (holder == null
        || holder == series
        || series.forecast.crossing().atMillis() < holder.forecast.crossing().fromMillis()) {
      state.alarms.put(series.alarm(), series.key());
      out.event(about.raised(series, falling));
    }
  }

  private static void clear(
      ResourceForecasts state,
      WatchedSeries series,
      ForecastEvents about,
      LimitSet rules,
      String why,
      Output out) {
    if (!series.key().equals(state.alarms.get(series.alarm()))) {
      return;
    }
    WatchedSeries next = state.another(series);
    if (next == null) {
      state.alarms.remove(series.alarm());
      out.event(about.cleared(series, why));
      return;
    }
    LimitRule rule = rules.byId(next.rule);
    state.alarms.put(next.alarm(), next.key());
    out.event(about.raised(next, rule != null && rule.falling()));
  }

  private static void forget(
      ResourceForecasts state,
      WatchedSeries series,
      ForecastEvents about,
      LimitSet rules,
      String why,
      Output out) {
    state.changed = true;
    state.series.remove(series.key());
    clear(state, series, about, rules, why, out);
  }

  /** Withdraws what is foretold of series that have fallen silent, and forgets them in the end. */
  void expire(
      ResourceForecasts state, String resource, long nowMillis, LimitSet rules, Output out) {
    ForecastEvents about = new ForecastEvents(resource, nowMillis, nowMillis);
    List<WatchedSeries> all = new ArrayList<>(state.series.values());
    for (WatchedSeries series : all) {
      long silent = nowMillis - series.forecast.lastMillis();
      String why =
          rules.isInForce(series.rule)
              ? series.name + " gives no samples any more"
              : "limit " + series.rule + " is gone";
      if (silent >= options.ttlMillis()) {
        forget(state, series, about, rules, why, out);
      } else if (silent >= options.silenceMillis() && series.forecast.isTold()) {
        state.changed = true;
        series.forecast.silent(nowMillis);
        clear(state, series, about, rules, why, out);
      }
    }
    expireBudgets(state, new ObjectiveEvents(resource, nowMillis, nowMillis), out);
  }

  private void expireBudgets(ResourceForecasts state, ObjectiveEvents about, Output out) {
    for (String id : List.copyOf(state.budgets.keySet())) {
      ErrorBudget budget = state.budgets.get(id);
      long silent = budget == null ? 0 : about.timeMillis() - budget.lastMillis();
      if (silent >= options.ttlMillis()) {
        endBudget(state, id, about, id + " is no longer counted", out);
      } else if (budget != null && silent >= options.silenceMillis() && budget.isRaised()) {
        state.changed = true;
        budget.silent();
        out.event(about.event(id, EventStatus.CLEARED, null, id + " is no longer counted"));
      }
    }
  }

  private static void endBudget(
      ResourceForecasts state, String id, ObjectiveEvents about, String why, Output out) {
    ErrorBudget ended = state.budgets.remove(id);
    state.changed = true;
    if (ended != null && ended.isRaised()) {
      out.event(about.event(id, EventStatus.CLEARED, null, why));
    }
  }

  /** When {@link #expire} has something to do at the earliest; {@code Long.MAX_VALUE}: never. */
  long dueMillis(ResourceForecasts state) {
    long due = Long.MAX_VALUE;
    for (WatchedSeries series : state.series.values()) {
      long wait = series.forecast.isTold() ? options.silenceMillis() : options.ttlMillis();
      due = Math.min(due, series.forecast.lastMillis() + Math.min(wait, options.ttlMillis()));
    }
    for (ErrorBudget budget : state.budgets.values()) {
      long wait = budget.isRaised() ? options.silenceMillis() : options.ttlMillis();
      due = Math.min(due, budget.lastMillis() + Math.min(wait, options.ttlMillis()));
    }
    return due;
  }

  private static ObjectiveEvents objectivesAbout(Scrape scrape) {
    return new ObjectiveEvents(scrape.resource(), scrape.timeMillis(), scrape.observedMillis());
  }

  private static ForecastEvents about(Scrape scrape) {
    return new ForecastEvents(scrape.resource(), scrape.timeMillis(), scrape.observedMillis());
  }
}
