package io.lull.pipeline.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Event;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RuleIndexPropertyTest {

  /** The index may only save work: what it leaves out must not match. */
  @Property
  void theIndexFindsTheFirstRuleThatALinearSearchFinds(
      @ForAll("ruleSets") List<String> rules,
      @ForAll("types") String type,
      @ForAll("messages") String message) {
    StringBuilder yaml = new StringBuilder("rules:\n");
    for (int i = 0; i < rules.size(); i++) {
      yaml.append("  - {id: r").append(i).append(", match: {").append(rules.get(i));
      yaml.append("}, set: {type: X}}\n");
    }
    ClassificationRules parsed = ClassificationRules.parse("p", yaml.toString()).orThrow();
    Event event = Events.of("test", type, message, new HashMap<>());
    String expected = "default";
    for (Rule rule : parsed.rules()) {
      Subject subject = Subject.of(event);
      if (rule.match().typeMatches(subject.type()) && rule.match().matches(subject)) {
        expected = rule.id();
        break;
      }
    }
    assertThat(Classifier.empty().withFile(parsed).classify(event).getClassifiedBy())
        .isEqualTo(expected);
  }

  @Property
  void aGlobMatchesAsItsRegexDoes(@ForAll("globs") String glob, @ForAll("messages") String text) {
    String regex = String.join(".*", List.of(glob.split("\\*", -1)));
    assertThat(Glob.of(glob).matches(text)).isEqualTo(Pattern.matches(regex, text));
  }

  @Provide
  Arbitrary<List<String>> ruleSets() {
    Arbitrary<String> types = globs().map(glob -> "type: '" + glob + "'");
    Arbitrary<String> messages =
        Arbitraries.of(
                "abc",
                "ab",
                "bca?",
                "a+b",
                "(?i)ABC",
                "abcab|cc",
                "abcab|bcc",
                "a(?:bca|cab)",
                "^ab",
                "c$")
            .map(regex -> "message: '" + regex + "'");
    return Arbitraries.oneOf(types, messages, types.flatMap(t -> messages.map(m -> t + ", " + m)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.strings().withChars("abc").ofMaxLength(4);
  }

  @Provide
  Arbitrary<String> globs() {
    return Arbitraries.strings().withChars("abc*").ofMinLength(1).ofMaxLength(5);
  }

  @Provide
  Arbitrary<String> messages() {
    return Arbitraries.strings().withChars("abc").ofMaxLength(12);
  }
}
