package io.lull.pipeline.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.pipeline.yaml.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationRulesTest {

  @Test
  void allProblemsAreToldAtOnceWithLineRuleAndKey() {
    String yaml =
        """
        rules:
          - id: a
            match: {tpye: X}
            set: {severity: SEVERE}
          - id: b
            match: {message: '(unclosed'}
            set: {status: '${state}', qualifier: '${nothing}'}
          - match: {type: Y}
            set: {type: Z}
            override: maybe
          - id: a
            match: {type: X}
            set: {type: Z}
        """;
    List<String> problems = problems(yaml);
    assertThat(problems).anyMatch(p -> p.startsWith("f.yaml:3: rule a: match.tpye: unknown key"));
    assertThat(problems)
        .anyMatch(p -> p.startsWith("f.yaml:4: rule a: set.severity: 'SEVERE' is no name"));
    assertThat(problems)
        .anyMatch(p -> p.startsWith("f.yaml:6: rule b: match.message: not a regular expression"));
    assertThat(problems)
        .anyMatch(p -> p.startsWith("f.yaml:7: rule b: set.status: no group 'state'"));
    assertThat(problems)
        .anyMatch(p -> p.startsWith("f.yaml:7: rule b: set.qualifier: no group 'nothing'"));
    assertThat(problems).anyMatch(p -> p.startsWith("f.yaml:8: id: missing"));
    assertThat(problems).anyMatch(p -> p.startsWith("f.yaml:10: override: 'maybe' is no field"));
    assertThat(problems)
        .anyMatch(p -> p.startsWith("f.yaml:11: rule a: id: given twice; the other is in line 2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                        | f.yaml:1: rules: missing
          'rules: {a: b}'                                           | f.yaml:1: rules: expected a list
          'rule: []'                                                | f.yaml:1: rule: unknown key
          '[]'                                                      | expected a mapping, found a list
          'rules: ['                                                | f.yaml:1: not YAML
          'rules: [{id: a, id: b, match: {type: x}, set: {type: y}}]' | id: given twice
          'rules: [{id: a, match: {}, set: {type: y}}]'             | match: matches everything
          'rules: [{id: a, match: {type: x}}]'                      | set: missing
          'rules: [{id: a, match: {type: [x, [y]]}, set: {type: y}}]' | match.type: expected a text
          'rules: [{id: a, match: {type: x}, set: {status: "${event:message}"}}]' | set.status: can become anything
          'rules: [{id: a, match: {type: x}, set: {peer: "${event:nobody}"}}]' | no event field 'nobody'
          'rules: [{id: a, match: {type: x}, set: {peer: "${event:type|nowhere}"}}]' | no table or filter 'nowhere'
          'rules: [{id: a, match: {type: x}, set: {peer: "${event:type"}}]' | without '}'
          'rules: [{id: a, match: {attributes: {k: {present: false, is: x}}}, set: {type: y}}]' | expected it alone
          'rules: [{id: a, match: {type: x}, continue: yes, set: {type: y}}]' | continue: expected true or false
          """)
  void saysWhatIsWrong(String yaml, String expected) {
    assertThat(problems(yaml == null ? "" : yaml)).anyMatch(p -> p.contains(expected));
  }

  @Test
  void aWrongExampleIsAProblemOfItsLine() {
    String yaml =
        """
        rules:
          - id: first
            match: {type: A}
            set: {type: B, status: RAISED}
            examples:
              - {type: A, expect: {status: CLEARED}}
              - {type: C}
          - id: second
            match: {type: A}
            set: {type: D}
            examples:
              - {type: A}
        """;
    assertThat(problems(yaml))
        .containsExactly(
            "f.yaml:6: rule first: examples.status: expected 'CLEARED', the rule gives 'RAISED'",
            "f.yaml:7: rule first: examples: no rule matches it",
            "f.yaml:12: rule second: examples: an earlier rule takes it: first");
  }

  @Test
  void nestingAndAliasesDoNotHarm() {
    assertThat(problems("rules: " + "[".repeat(50_000))).hasSize(1);
    StringBuilder bomb = new StringBuilder("a: &a [x,x]\n");
    for (char c = 'b'; c < 'z'; c++) {
      bomb.append(c).append(": &").append(c).append(" [*").append((char) (c - 1));
      bomb.append(", *").append((char) (c - 1)).append("]\n");
    }
    assertThat(problems(bomb.toString())).isNotEmpty();
  }

  @Test
  void orThrowListsTheProblems() {
    assertThatThrownBy(() -> ClassificationRules.parse("f.yaml", "rules: 1").orThrow())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f.yaml:1: rules: expected a list");
  }

  private static List<String> problems(String yaml) {
    ClassificationRules.ParseResult result = ClassificationRules.parse("f.yaml", yaml);
    assertThat(result.rules()).isNull();
    return result.problems().stream().map(Problem::toString).toList();
  }
}
