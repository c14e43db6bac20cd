package io.lull.pipeline.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedRulesTest {

  private static final Classifier SHIPPED = Classifier.shipped();

  static Stream<String> files() {
    return Classifier.SHIPPED.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileIsReadAndItsExamplesHold(String file) throws IOException {
    try (InputStream in = Classifier.class.getResourceAsStream(file + ".yaml")) {
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(ClassificationRules.parse(file, yaml).problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyRuleHasAnExample(String file) {
    assertThat(Classifier.shippedRules(file).rules())
        .allSatisfy(rule -> assertThat(rule.examples()).as(rule.id()).isNotEmpty());
  }

  /** An example is for its rule also where all files are loaded: no file takes another's events. */
  @ParameterizedTest
  @MethodSource("files")
  void examplesHoldBesideTheOtherFiles(String file) {
    for (Rule rule : Classifier.shippedRules(file).rules()) {
      for (Example example : rule.examples()) {
        Event out = SHIPPED.classify(example.event());
        assertThat(out.getClassifiedBy()).as(example.toString()).contains(rule.id());
      }
    }
  }

  /** Who clears must raise, with the same resource, type and qualifier. */
  @ParameterizedTest
  @MethodSource("files")
  void everyClearHasItsRaise(String file) {
    Set<List<String>> raised = new HashSet<>();
    Set<List<String>> cleared = new LinkedHashSet<>();
    for (Event out : outcomes(file)) {
      List<String> identity = List.of(out.getResource(), out.getType(), out.getQualifier());
      if (out.getStatus() == EventStatus.CLEARED) {
        cleared.add(identity);
      } else if (out.getStatus() == EventStatus.RAISED) {
        raised.add(identity);
      }
    }
    assertThat(raised).containsAll(cleared);
  }

  @Test
  void ruleIdsAreUniqueOverAllFiles() {
    List<String> ids =
        files().flatMap(f -> Classifier.shippedRules(f).rules().stream()).map(Rule::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
  }

  private static List<Event> outcomes(String file) {
    List<Event> outcomes = new ArrayList<>();
    for (Rule rule : Classifier.shippedRules(file).rules()) {
      for (Example example : rule.examples()) {
        outcomes.add(SHIPPED.classify(example.event()));
      }
    }
    return outcomes;
  }
}
