package io.lull.pipeline.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {

  /** Would run for ages by backtracking; the budget ends each. */
  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(?:a|aa)+$", "(?:[a-z]+)*[0-9]", "a.*a.*a.*a.*[b]$"})
  void aCatastrophicPatternIsEnded(String regex) throws RegexShape.RefusedException {
    BoundedPattern pattern = BoundedPattern.of(regex);
    Budget budget = new Budget();
    budget.startEvent();
    String text = "a".repeat(Subject.MAX_MESSAGE - 1) + "!";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> pattern.find(text, budget, new HashMap<>()))
                .isInstanceOf(Budget.OverrunException.class));
  }

  /** These would explode without reading a character, where no count of reads can stop them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?:|){40}(?!)",
        "(?:a?){40}b",
        "(?:a?|b?)x",
        "(x*)*y",
        "(a)\\1",
        "(?<n>a)\\k<n>",
        "(?:(?:x{1000}){1000}){1000}",
        "a{2000}",
        "(?x) a b",
        "\\Qa\\E",
        "(open"
      })
  void refusesWhatTheBudgetCannotBound(String regex) {
    assertThatThrownBy(() -> BoundedPattern.of(regex))
        .isInstanceOf(RegexShape.RefusedException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          neighbor (?<n>\\S+) Down     ; 'neighbor '
          abc?def                      ; 'def'
          a{2}bcd                      ; 'bcd'
          foo|bar                      ; 'foo,bar'
          foo|b                        ; 'foo,b'
          foo|[b]                      ; ''
          x(?:foo|bar)yyyy             ; 'yyyy'
          (?i)foo                      ; ''
          (?:changed) state            ; 'changed'
          x(?:foobar)?yz               ; 'yz'
          [a\\]b]link\\.down           ; 'link.down'
          (?=foobar)x                  ; 'x'
          []ab]cde                     ; 'cde'
          \\d+\\p{Lu}\\x41\\u0041qq    ; 'qq'
          """)
  void findsTheRequiredTexts(String regex, String literals) throws RegexShape.RefusedException {
    assertThat(String.join(",", BoundedPattern.of(regex).literals())).isEqualTo(literals);
  }

  @Test
  void capturesTheGroupsThatTookPart() throws RegexShape.RefusedException {
    Budget budget = new Budget();
    budget.startEvent();
    Map<String, String> captured = new HashMap<>();
    assertThat(
            BoundedPattern.of("peer (?<a>\\S+)(?: as (?<b>\\d+))?")
                .find("a peer r2 is gone", budget, captured))
        .isTrue();
    assertThat(captured).containsExactly(Map.entry("a", "r2"));
  }

  @Test
  void anOverrunIsCountedAndTheNextRuleTried() {
    Classifier classifier =
        Classifier.empty()
            .withLayer(
                "l",
                ClassificationRules.parse(
                        "l",
                        """
                        rules:
                          - {id: slow, match: {message: '(a+)+$'}, set: {type: SLOW}}
                          - {id: good, match: {message: 'aaa'}, set: {type: GOOD}}
                        """)
                    .orThrow());
    var out = classifier.classify(Events.syslog("", "a".repeat(5_000) + "!"));
    assertThat(out.getClassifiedBy()).isEqualTo("good");
    assertThat(classifier.overruns()).containsExactly(Map.entry("slow", 1L));
    assertThat(classifier.withoutLayer("l").overrunCount()).isEqualTo(1);
  }

  @Test
  void oneEventCannotSpendMoreThanItsBudgetHoweverManyRulesAreSlow() {
    StringBuilder yaml = new StringBuilder("rules:\n");
    for (int i = 0; i < 2_000; i++) {
      yaml.append("  - {id: s").append(i).append(", match: {message: '(a+)+$'}, set: {type: S}}\n");
    }
    Classifier classifier =
        Classifier.empty()
            .withLayer("l", ClassificationRules.parse("l", yaml.toString()).orThrow());
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> classifier.classify(Events.syslog("", "a".repeat(5_000) + "!")));
    assertThat(classifier.overrunCount()).isEqualTo(2_000);
  }
}
