package io.lull.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.yaml.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitRulesTest {

  @Test
  void shippedLimitsAreGood() {
    var parsed = LimitRules.parse("limits.yaml", LimitRules.defaultsYaml());
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.limits()).hasSizeGreaterThan(20);
  }

  @Test
  void everythingWrongIsSaidAtOnceWithItsLine() {
    String text =
        """
        limits:
          - {id: a, metric: m}
          - {id: a, metric: m, at: 1, of: n}
          - {id: c, metric: m, of: "*_limit"}
          - {metric: m, at: lots, horizon: 2y}
          - {id: e, metric: m, at: 1, qualifier: "{host}", colour: red}
          - {id: off, enabled: false}
        """;
    assertThat(LimitRules.validate("f", text))
        .extracting(Problem::line, Problem::rule, Problem::key)
        .containsExactlyInAnyOrder(
            tuple(2, "a", "at"),
            tuple(3, "a", "id"),
            tuple(3, "a", "at"),
            tuple(4, "c", "of"),
            tuple(5, "", "id"),
            tuple(5, "", "at"),
            tuple(5, "", "at"),
            tuple(5, "", "horizon"),
            tuple(6, "e", "qualifier"),
            tuple(6, "", "colour"));
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  @Test
  void aStarOfTheLimitStandsForWhatTheStarOfTheMetricDoes() {
    var rule =
        LimitRules.parse("f", "limits: [{id: a, metric: \"x_*_used\", of: \"x_*_limit\"}]")
            .limits()
            .get(0);
    assertThat(rule.sibling("x_heap_used")).isEqualTo("x_heap_limit");
    assertThat(rule.watches("any", Map.of())).isTrue();
  }

  @Test
  void thresholdsInTheSameTextAreLeftAside() {
    assertThat(LimitRules.validate("f", "thresholds: [{id: x, metric: y, value: 3}]")).isEmpty();
  }
}
