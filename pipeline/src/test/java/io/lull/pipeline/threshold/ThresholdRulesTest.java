package io.lull.pipeline.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Glob;
import io.lull.schema.Severity;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ThresholdRulesTest {

  @Test
  void shippedRulesAreGood() {
    var parsed = ThresholdRules.parse("thresholds.yaml", ThresholdRules.defaultsYaml());
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.rules()).hasSizeGreaterThan(10);
  }

  @Test
  void readsEveryKey() {
    ThresholdRule rule =
        only(
            """
            thresholds:
              - id: lag
                metric: "kafka_*_lag"
                resource: "mq-*"
                labels: {topic: orders}
                op: ">="
                value: 1000
                clear: 500
                for: 90s
                rate: true
                severity: critical
                type: CONSUMER_LAG
                qualifier: "{label.topic}"
                message: "{resource} lags by {value}"
            """);
    assertThat(rule.forMillis()).isEqualTo(90_000);
    assertThat(rule.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(rule.rate()).isTrue();
    assertThat(rule.watches("kafka_group_lag", "mq-1", java.util.Map.of("topic", "orders")))
        .isTrue();
    assertThat(rule.watches("kafka_group_lag", "db-1", java.util.Map.of("topic", "orders")))
        .isFalse();
    assertThat(rule.watches("kafka_group_lag", "mq-1", java.util.Map.of())).isFalse();
  }

  @Test
  void whatIsLeftOutHasADefault() {
    ThresholdRule rule = only("thresholds: [{id: my-rule, metric: m, op: '<', value: 5}]");
    assertThat(rule.type()).isEqualTo("MY_RULE");
    assertThat(rule.severity()).isEqualTo(Severity.MAJOR);
    assertThat(rule.clear()).isEqualTo(5);
    assertThat(rule.forMillis()).isZero();
  }

  @Test
  void allThatIsWrongIsReportedWithItsLine() {
    var problems =
        ThresholdRules.validate(
            "my.yaml",
            """
            thresholds:
              - id: a
                metric: m
                op: "="
                value: high
                for: soon
              - metric: m
                op: ">"
                value: 1
                clear: 2
                color: red
              - id: c
                metric: m
                op: ">"
                value: 1
                severity: HUGE
                message: "{valeu}"
              - id: c
                metric: m
                op: ">"
                value: 1
              - just text
            other: 1
            """);
    assertThat(problems)
        .extracting(RuleProblem::toString)
        .satisfiesExactly(
            p -> assertThat(p).startsWith("my.yaml:4: rule a: op: '='"),
            p -> assertThat(p).startsWith("my.yaml:5: rule a: value: 'high', expected a number"),
            p -> assertThat(p).startsWith("my.yaml:6: rule a: for: 'soon', expected a duration"),
            p -> assertThat(p).startsWith("my.yaml:7: id: is missing"),
            p -> assertThat(p).startsWith("my.yaml:10: clear: must be on the good side"),
            p -> assertThat(p).startsWith("my.yaml:11: unknown key 'color'"),
            p -> assertThat(p).startsWith("my.yaml:16: rule c: severity: 'HUGE'"),
            p -> assertThat(p).startsWith("my.yaml:17: rule c: message: unknown placeholder"),
            p -> assertThat(p).startsWith("my.yaml:22: expected a rule"),
            p -> assertThat(p).startsWith("my.yaml:23: unknown key 'other'"));
  }

  @Test
  void anIdIsTakenOnce() {
    String rule = "  - {id: c, metric: m, op: '>', value: 1}\n";
    assertThat(ThresholdRules.validate("f", "thresholds:\n" + rule + rule))
        .extracting(RuleProblem::toString)
        .containsExactly("f:3: rule c: the id is taken by line 2");
  }

  @Test
  void whatIsNoRuleFileIsSaid() {
    assertThat(ThresholdRules.validate("f", "")).isNotEmpty();
    assertThat(ThresholdRules.validate("f", "thresholds: {a: [")).isNotEmpty();
    assertThat(ThresholdRules.validate("f", "[".repeat(100_000))).isNotEmpty();
    assertThat(ThresholdRules.validate("f", "a: &a [*a]")).isNotEmpty();
  }

  @Property(tries = 300)
  void anyTextIsReadOrRefused(@ForAll String text) {
    ThresholdRules.validate("f", text);
    assertThat(ThresholdRules.validate("f", "thresholds:\n  - " + text)).isNotNull();
  }

  @Property
  void aGlobMatchesAsAPatternWould(
      @ForAll @net.jqwik.api.constraints.CharRange(from = 'a', to = 'b') String text,
      @ForAll("globs") String glob) {
    String regex = glob.replace("*", "[ab]*").replace("?", "[ab]");
    assertThat(new Glob(glob).matches(text)).isEqualTo(text.matches(regex));
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<String> globs() {
    return net.jqwik.api.Arbitraries.strings().withChars("ab*?").ofMaxLength(6);
  }

  private static ThresholdRule only(String yaml) {
    var parsed = ThresholdRules.parse("f", yaml);
    assertThat(parsed.problems()).isEqualTo(List.of());
    assertThat(parsed.rules()).hasSize(1);
    return parsed.rules().get(0);
  }
}
