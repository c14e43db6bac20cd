package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What sources say that would make a CI part of itself. */
class PartOfCirclesTest {
  private static final long T = 1_700_000_000_000L;
  private static final long HOUR = 3_600_000;

  private static Fact part(String source, String name, String... wholes) {
    TestFact fact = TestFact.of(source, name).name(name).type("HOST");
    for (String whole : wholes) {
      fact.to("PART_OF", whole);
    }
    return fact.build();
  }

  /** A blade in a chassis in a rack, which a table takes for a part of the blade. */
  private static List<Fact> circle() {
    return List.of(
        part("snmp", "blade", "chassis"),
        part("aws-config", "chassis", "rack"),
        part("table", "rack", "blade"));
  }

  @Test
  void ofACircleTheRelationOfTheLeastTrustedSourceIsLeftOutAndToldOnce() {
    TestGraph graph = new TestGraph();
    for (Fact fact : circle()) {
      graph.take(T, fact);
    }
    assertThat(graph.relations).containsOnlyKeys("blade|PART_OF|chassis", "chassis|PART_OF|rack");
    assertThat(graph.notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.getKind()).isEqualTo("CIRCLE");
              assertThat(note.getCi()).isEqualTo("rack");
              assertThat(note.getOthers()).containsExactly("blade", "chassis");
              assertThat(note.getFacts())
                  .containsExactly("table:rack", "snmp:blade", "aws-config:chassis");
              assertThat(note.getText())
                  .isEqualTo(
                      "rack|PART_OF|blade closes a circle: rack -> blade -> chassis -> rack;"
                          + " left out");
            });
    for (Fact fact : circle()) {
      graph.take(T + HOUR, fact);
    }
    graph.take(
        T + HOUR,
        TestFact.of("table", "rack")
            .name("rack")
            .type("HOST")
            .attribute("row", "3")
            .to("PART_OF", "blade")
            .build());
    assertThat(graph.notes).as("said again, it is no news").hasSize(1);
  }

  @Test
  void whatWasLeftOutComesInWhenAnotherOfTheCircleGoes() {
    TestGraph graph = new TestGraph().take(T, circle().toArray(Fact[]::new));
    graph.take(T + HOUR, part("aws-config", "chassis"));
    assertThat(graph.relations).containsOnlyKeys("blade|PART_OF|chassis", "rack|PART_OF|blade");
    graph.take(T + 2 * HOUR, part("aws-config", "chassis", "rack"));
    assertThat(graph.relations).containsOnlyKeys("blade|PART_OF|chassis", "chassis|PART_OF|rack");
    assertThat(graph.noteKinds()).containsExactly("CIRCLE", "CIRCLE");
  }

  @Test
  void ofOneSourceTheLatestIsLeftOut() {
    TestGraph graph =
        new TestGraph()
            .take(T, part("table", "b", "c"))
            .take(T + 1, part("table", "c", "a"))
            .take(T + 2, part("table", "a", "b"));
    assertThat(graph.relations).containsOnlyKeys("b|PART_OF|c", "c|PART_OF|a");
  }

  @Test
  void aMoreTrustedRelationThatComesLaterIsBelieved() {
    TestGraph graph =
        new TestGraph()
            .take(T, part("table", "a", "b"), part("snmp", "b"))
            .take(T + 1, part("snmp", "b", "a"));
    assertThat(graph.relations).containsOnlyKeys("b|PART_OF|a");
    assertThat(graph.notes.get(0).getFacts()).containsExactly("table:a", "snmp:b");
  }

  @Test
  void whatPeopleDeclareIsBelievedBeforeAnyInventory() {
    TestGraph graph = new TestGraph().take(T, part("snmp", "a", "b"), part("snmp", "b"));
    graph.take(
        T + 1,
        TestFact.of("declared", "relation/b|PART_OF|a")
            .relation("PART_OF", TestFact.named("b"), TestFact.named("a"), java.util.Map.of())
            .build());
    assertThat(graph.relations).containsOnlyKeys("b|PART_OF|a");
    assertThat(graph.noteKinds()).containsExactly("CIRCLE");
  }

  @Test
  void nothingIsPartOfItself() {
    TestGraph graph = new TestGraph().take(T, part("table", "a", "a", "b"), part("table", "b"));
    assertThat(graph.relations).containsOnlyKeys("a|PART_OF|b");
    assertThat(graph.notes)
        .extracting(DiscoveryNote::getText)
        .containsExactly("a is PART_OF itself; left out");
    graph.take(T + 1, part("table", "a", "b"));
    assertThat(graph.relations).containsOnlyKeys("a|PART_OF|b");
  }

  @Test
  void twoNamesOfOneCiCloseACircleAndNoneWhenTheyArePartedAgain() {
    TestGraph graph =
        new TestGraph()
            .take(T, part("table", "a", "b"), part("table", "b", "alias"))
            .take(T + 1, TestFact.of("snmp", "a").name("a").id("NAME", "alias").build());
    assertThat(graph.relations).containsOnlyKeys("a|PART_OF|b");
    graph.take(T + 2, TestFact.of("snmp", "a").name("a").build());
    graph.take(T + 3, part("table", "alias"));
    assertThat(graph.relations).containsOnlyKeys("a|PART_OF|b", "b|PART_OF|alias");
  }

  @Property(tries = 200)
  void whatIsLeftOutDoesNotDependOnTheOrderInWhichFactsOfOneTimeCome(@ForAll long seed) {
    Random random = new Random(seed);
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String[] wholes = new String[random.nextInt(3)];
      for (int w = 0; w < wholes.length; w++) {
        wholes[w] = "n" + random.nextInt(6);
      }
      facts.add(
          part(List.of("snmp", "table", "aws-config").get(random.nextInt(3)), "n" + i, wholes));
    }
    TestGraph one = new TestGraph().take(T, facts.toArray(Fact[]::new));
    Collections.shuffle(facts, random);
    TestGraph other = new TestGraph().take(T, facts.toArray(Fact[]::new));
    assertThat(other.relations).isEqualTo(one.relations);
  }
}
