package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import io.lull.schema.Identifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Facts for tests, in the few words that matter. */
final class TestFact {
  private final Fact fact;

  private TestFact(String source, String subject) {
    fact =
        new Fact(
            source,
            subject,
            null,
            ChangeOp.UPSERT,
            "",
            "",
            new ArrayList<>(),
            new HashMap<>(),
            new ArrayList<>(),
            null,
            null);
  }

  static TestFact of(String source, String subject) {
    return new TestFact(source, subject);
  }

  static Fact gone(String source, String subject) {
    Fact fact = of(source, subject).build();
    fact.setOp(ChangeOp.DELETE);
    return fact;
  }

  TestFact type(String type) {
    fact.setType(type);
    return this;
  }

  TestFact name(String name) {
    fact.setName(name);
    return id("NAME", name);
  }

  TestFact id(String kind, String value) {
    return id(kind, value, "");
  }

  TestFact id(String kind, String value, String scope) {
    fact.getIdentifiers().add(new Identifier(kind, value, scope));
    return this;
  }

  TestFact attribute(String name, String value) {
    fact.getAttributes().put(name, value);
    return this;
  }

  TestFact to(String type, String name) {
    return relation(type, List.of(), named(name), Map.of());
  }

  TestFact link(String port, String name, String otherPort) {
    Map<String, String> ports = new HashMap<>();
    ports.put("fromInterface", port);
    ports.put("toInterface", otherPort);
    return relation("CONNECTED_TO", List.of(), named(name), ports);
  }

  TestFact relation(
      String type, List<Identifier> from, List<Identifier> to, Map<String, String> attributes) {
    fact.getRelations().add(new FactRelation(type, from, to, attributes));
    return this;
  }

  static List<Identifier> named(String name) {
    return List.of(new Identifier("NAME", name, ""));
  }

  Fact build() {
    return fact;
  }
}
