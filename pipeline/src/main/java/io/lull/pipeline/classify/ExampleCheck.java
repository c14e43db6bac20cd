package io.lull.pipeline.classify;

import io.lull.pipeline.yaml.YamlFields;
import io.lull.schema.Event;
import io.lull.schema.Severity;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tries the examples of a file on the rules of that file. */
final class ExampleCheck {

  private ExampleCheck() {}

  static void run(ClassificationRules rules, YamlFields.Problems problems) {
    Classifier classifier = Classifier.empty().withLayer(rules.name(), rules);
    for (Rule rule : rules.rules()) {
      problems.inRule(rule.id());
      for (Example example : rule.examples()) {
        check(rule, example, classifier.classify(example.event()), problems);
      }
    }
    problems.inRule("");
  }

  private static void check(Rule rule, Example example, Event out, YamlFields.Problems problems) {
    String by = String.valueOf(out.getClassifiedBy());
    if (!Arrays.asList(by.split("\\+")).contains(rule.id())) {
      problems.add(
          example.line(),
          "examples",
          by.equals(Defaults.RULE) ? "no rule matches it" : "an earlier rule takes it: " + by);
      return;
    }
    for (Map.Entry<String, String> expected : example.expected().entrySet()) {
      String actual = value(out, expected.getKey());
      if (!expected.getValue().equals(actual)) {
        problems.add(
            example.line(),
            "examples." + expected.getKey(),
            "expected '%s', the rule gives '%s'".formatted(expected.getValue(), actual));
      }
    }
  }

  private static @Nullable String value(Event event, String key) {
    Severity severity = event.getSeverity();
    return switch (key) {
      case "type" -> event.getType();
      case "status" -> event.getStatus().name();
      case "severity" -> severity == null ? null : severity.name();
      case "qualifier" -> event.getQualifier();
      case "peer" -> event.getPeer();
      case "resource" -> event.getResource();
      case "message" -> event.getMessage();
      default -> event.getAttributes().get(key.substring("attributes.".length()));
    };
  }
}
