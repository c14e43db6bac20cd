package io.lull.connector.format.inventory;

import io.lull.connector.format.TestingOutput;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import io.lull.schema.Identifier;
import java.util.List;

/** Facts in the few words that tests compare. */
final class Facts {
  private Facts() {}

  static Fact of(TestingOutput out, String subject) {
    return out.facts.stream()
        .filter(fact -> fact.getSubject().equals(subject))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    subject + " of " + out.facts.stream().map(Fact::getSubject).toList()));
  }

  static List<String> ids(Fact fact) {
    return fact.getIdentifiers().stream().map(Facts::text).toList();
  }

  static List<String> relations(Fact fact) {
    return fact.getRelations().stream().map(Facts::text).toList();
  }

  private static String text(FactRelation relation) {
    return relation.getType()
        + ' '
        + relation.getFrom().stream().map(Facts::text).toList()
        + "->"
        + relation.getTo().stream().map(Facts::text).toList()
        + ' '
        + relation.getAttributes();
  }

  private static String text(Identifier identifier) {
    return identifier.getKind()
        + ' '
        + identifier.getValue()
        + (identifier.getScope().isEmpty() ? "" : " in " + identifier.getScope());
  }
}
