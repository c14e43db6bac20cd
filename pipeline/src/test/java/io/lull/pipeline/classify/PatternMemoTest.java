package io.lull.pipeline.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PatternMemoTest {
  private static final List<BoundedPattern> PATTERNS =
      List.of(pattern("(?<x>a+)b"), pattern("b(?<y>c)?"), pattern("^(?:a|b)+$"), pattern("cc"));

  /** Texts come again and again, longer ones than are remembered among them. */
  @Property
  void whatIsRememberedIsWhatWouldBeFound(@ForAll("texts") List<String> texts) {
    PatternMemo memo = new PatternMemo();
    for (String text : texts) {
      for (BoundedPattern pattern : PATTERNS) {
        Budget budget = new Budget();
        Budget other = new Budget();
        Map<String, String> captured = new HashMap<>();
        Map<String, String> expected = new HashMap<>();
        boolean found = memo.find(pattern, text, budget, captured);
        assertThat(found).isEqualTo(pattern.find(text, other, expected));
        assertThat(captured).isEqualTo(expected);
        assertThat(budget.left()).isEqualTo(other.left());
      }
    }
  }

  @Test
  void aTextThatIsRememberedCostsWhatItCostAtFirst() {
    PatternMemo memo = new PatternMemo();
    BoundedPattern pattern = pattern("[a-z]*[0-9]");
    String text = "a".repeat(200);
    Budget budget = new Budget();
    List<Integer> left = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              while (true) {
                memo.find(pattern, text, budget, new HashMap<>());
                left.add(budget.left());
              }
            })
        .isInstanceOf(Budget.OverrunException.class);
    int reads = Budget.PER_EVENT - left.get(0);
    assertThat(left.get(left.size() - 1)).isLessThan(reads);
    assertThat(budget.left()).isZero();
  }

  private static BoundedPattern pattern(String regex) {
    try {
      return BoundedPattern.of(regex);
    } catch (RegexShape.RefusedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> few = Arbitraries.strings().withChars("abc").ofMaxLength(4);
    Arbitrary<String> many = Arbitraries.strings().withChars("abc").ofMaxLength(300);
    return Arbitraries.oneOf(few, few, many).list().ofMaxSize(30);
  }
}
