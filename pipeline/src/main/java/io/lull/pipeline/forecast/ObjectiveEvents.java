package io.lull.pipeline.forecast;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events about burn rates of one resource at one time.
 *
 * @param timeMillis time of the events, milliseconds since the epoch
 * @param observedMillis when what led to them was observed, milliseconds since the epoch
 */
record ObjectiveEvents(String resource, long timeMillis, long observedMillis) {
  static final String TYPE = "BURN_RATE";
  private static final String SOURCE = "objective";

  Event raised(Objective objective, ErrorBudget budget, Objective.Window window) {
    double burn = budget.burn(objective, window.longMillis());
    String message =
        "%s burns its budget %s times as fast as it may: %s %% of %s were bad, %s %% of the budget is spent"
            .formatted(
                objective.id(),
                ForecastEvents.number(burn),
                ForecastEvents.number(100 * budget.ratio(window.longMillis())),
                ForecastEvents.span(window.longMillis()),
                ForecastEvents.number(100 * budget.spent(objective)));
    Event event = event(objective.id(), EventStatus.RAISED, window.severity(), message);
    Map<String, String> attributes = event.getAttributes();
    attributes.put("value", ForecastEvents.number(burn));
    attributes.put("threshold", ">= " + ForecastEvents.number(window.burn()));
    attributes.put(
        "burnRateShort", ForecastEvents.number(budget.burn(objective, window.shortMillis())));
    attributes.put("windowLong", ForecastEvents.span(window.longMillis()));
    attributes.put("windowShort", ForecastEvents.span(window.shortMillis()));
    attributes.put("errorRatio", ForecastEvents.number(budget.ratio(window.longMillis())));
    attributes.put("budgetSpent", ForecastEvents.number(budget.spent(objective)));
    return event;
  }

  Event event(String objective, EventStatus status, @Nullable Severity severity, String message) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("objective", objective);
    Severity said = severity == null ? Severity.WARNING : severity;
    return new Event(
        ForecastEvents.id(
            "slo-", resource, TYPE, objective, status.name(), Long.toString(timeMillis), message),
        timeMillis,
        observedMillis,
        resource,
        null,
        false,
        "",
        TYPE,
        objective,
        said,
        status,
        message,
        null,
        SOURCE,
        SOURCE + ':' + objective,
        attributes);
  }
}
