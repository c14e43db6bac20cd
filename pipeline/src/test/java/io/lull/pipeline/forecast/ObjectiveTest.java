package io.lull.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.yaml.Problem;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import io.lull.schema.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
  private static final String RULES =
      """
      objectives:
        - id: checkout
          resource: "shop*"
          total: {metric: requests_total}
          errors: {metric: requests_total, labels: {code: "5*"}}
          objective: 99.9
      """;
  private static final long MINUTE = 60_000;
  private static final long START = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();

  private final List<Event> events = new ArrayList<>();
  private final ResourceForecasts kept = new ResourceForecasts();
  private ResourceForecasts state = kept;
  private LimitSet rules = rules(RULES);
  private final ResourceForecaster forecaster = new ResourceForecaster(ForecastOptions.DEFAULT);
  private double good;
  private double bad;

  private static LimitSet rules(String yaml) {
    LimitRules.Parsed parsed = LimitRules.parse("f", yaml);
    assertThat(parsed.problems()).isEmpty();
    return new LimitSet(List.of(parsed), Map.of());
  }

  /** A minute of 1,000 requests of which some are bad. */
  private void minute(long minute, double errors) {
    good += 1000 - errors;
    bad += errors;
    scrape(minute, counter("200", good), counter("503", bad));
  }

  private void scrape(long minute, Sample... samples) {
    long time = START + minute * MINUTE;
    Scrape scrape =
        Scrape.of(new MetricBatch("shop-1", time, time, "test", null, List.of(samples)));
    int[] all = new int[samples.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    forecaster.take(
        state,
        scrape,
        all,
        rules,
        new ResourceForecaster.Output() {
          @Override
          public void event(Event event) {
            events.add(event);
          }

          @Override
          public void outOfOrder() {}

          @Override
          public void refused() {}
        });
  }

  private static Sample counter(String code, double value) {
    return new Sample("requests_total", Map.of("code", code), value, MetricKind.COUNTER, "", false);
  }

  private List<Event> burns() {
    return events.stream().filter(event -> event.getType().equals("BURN_RATE")).toList();
  }

  @Test
  void aBudgetThatBurnsFourteenTimesTooFastIsCriticalAndClearsWhenItStops() {
    for (int i = 0; i < 600; i++) {
      minute(i, 0.5);
    }
    assertThat(burns()).isEmpty();
    // 2 % are bad: 20 times the budget. The hour holds 14.4 times after 0.72 of it.
    for (int i = 600; i < 660; i++) {
      minute(i, 20);
    }
    assertThat(burns())
        .extracting(Event::getStatus, Event::getSeverity)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(EventStatus.RAISED, Severity.MINOR),
            org.assertj.core.groups.Tuple.tuple(EventStatus.RAISED, Severity.CRITICAL));
    Event critical = burns().get(1);
    assertThat(critical.getQualifier()).isEqualTo("checkout");
    assertThat((critical.getTimeMillis() - START) / MINUTE).isBetween(640L, 645L);
    assertThat(Double.parseDouble(critical.getAttributes().get("value"))).isBetween(14.4, 15.0);
    for (int i = 660; i < 1200; i++) {
      minute(i, 0);
    }
    assertThat(burns())
        .last()
        .satisfies(event -> assertThat(event.getStatus()).isEqualTo(EventStatus.CLEARED));
  }

  @Test
  void aSlowBurnIsOfTheLongWindow() {
    for (int i = 0; i < 5 * 24 * 60; i++) {
      minute(i, i < 24 * 60 ? 0 : 1.5);
    }
    assertThat(burns())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getSeverity()).isEqualTo(Severity.MINOR);
              assertThat(event.getAttributes()).containsEntry("windowLong", "3 d");
            });
  }

  @Test
  void itIsForetoldWhenTheBudgetIsSpent() {
    // Twice too fast: spent after half of the period.
    long spent = -1;
    for (int i = 0; i < 16 * 24 * 60 && spent < 0; i++) {
      minute(i, i < 60 ? 0.2 : 2);
      spent = events.stream().anyMatch(e -> e.getMessage().contains("has been crossed")) ? i : -1;
    }
    Event first =
        events.stream()
            .filter(event -> event.getType().equals("FORECAST_BUDGET"))
            .findFirst()
            .orElseThrow();
    assertThat(first.getAttributes()).containsKeys("crossesAt", "crossesFrom", "crossesTo");
    assertThat(spent).as("minute at which it is spent").isPositive();
    assertThat(START + spent * MINUTE - first.getTimeMillis()).isGreaterThan(24 * 60 * MINUTE);
  }

  @Test
  void countersThatBeginAgainCountWhatTheyHaveAndNewOnesFromZero() {
    minute(0, 0);
    minute(1, 0);
    good = 0; // began again
    minute(2, 0);
    ErrorBudget budget = state.budgets.get("checkout");
    assertThat(budget).isNotNull();
    scrape(3, counter("200", 2000), counter("503", 0), counter("500", 7));
    double errors = budget.ratio(5 * MINUTE) * 3007;
    assertThat(errors).isCloseTo(7, org.assertj.core.data.Offset.offset(1e-6));
  }

  @Test
  void whatIsKeptAsBytesGoesOnAsItWas() {
    for (int i = 0; i < 645; i++) {
      minute(i, i < 600 ? 0 : 20);
      if (i % 40 == 0) {
        state = ResourceForecasts.read(state.write());
      }
    }
    assertThat(burns()).hasSize(2);
  }

  @Test
  void everythingWrongIsSaidWithItsLine() {
    String text =
        """
        objectives:
          - {id: a, total: {metric: m}, objective: 99}
          - {id: b, errors: {metric: m}, good: {metric: m}, objective: 100}
          - {id: c, total: {metric: m}, good: {}, objective: 99,
             windows: [{burn: 1, long: 1h, short: 2h, severity: LOUD}]}
        """;
    assertThat(LimitRules.validate("f", text))
        .extracting(Problem::line, Problem::rule, Problem::key)
        .contains(
            org.assertj.core.groups.Tuple.tuple(2, "a", "errors"),
            org.assertj.core.groups.Tuple.tuple(3, "b", "errors"),
            org.assertj.core.groups.Tuple.tuple(3, "b", "total"),
            org.assertj.core.groups.Tuple.tuple(3, "b", "objective"),
            org.assertj.core.groups.Tuple.tuple(4, "c", "good.metric"),
            org.assertj.core.groups.Tuple.tuple(5, "c", "windows.short"),
            org.assertj.core.groups.Tuple.tuple(5, "c", "windows.severity"));
  }
}
