package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sources that differ: people are told once, who says what and where, and what is believed. */
class ContradictionsTest {
  private static final long T = 1_700_000_000_000L;

  private final TestGraph graph = new TestGraph();

  private static Fact at(String topic, long offset, TestFact fact) {
    Fact read = fact.build();
    read.setOrigin(new Origin(topic, 0, offset));
    return read;
  }

  private static TestFact walked(String name) {
    return TestFact.of("snmp", name).name(name);
  }

  private static TestFact row(String name) {
    return TestFact.of("table", name).name(name);
  }

  private List<String> texts() {
    return graph.notes.stream().map(DiscoveryNote::getText).toList();
  }

  @Test
  void anAttributeThatTwoSourcesSayIsToldWithBothAndWhereTheyWereRead() {
    graph.take(T, at("lull.raw.snmp-walk", 7, walked("a").attribute("site", "fra")));
    graph.take(T + 1, at("lull.raw.inventory-csv", 3, row("a").attribute("site", "ams")));
    assertThat(texts())
        .containsExactly(
            "attribute site: 'fra' of snmp (lull.raw.snmp-walk-0-7) is believed,"
                + " 'ams' of table (lull.raw.inventory-csv-0-3) is not");
    assertThat(graph.notes.get(0).getFacts()).containsExactly("snmp:a", "table:a");
    assertThat(graph.node("a").getAttributes()).containsEntry("site", "fra");

    graph.take(T + 2, row("a").attribute("site", "ams").attribute("rack", "3").build());
    graph.take(T + 3, walked("a").attribute("site", "fra").attribute("model", "x").build());
    assertThat(texts()).as("that something else has changed is no contradiction").hasSize(1);
    graph.take(T + 4, row("a").attribute("site", "par").build());
    assertThat(texts()).as("another value is").hasSize(2);
  }

  @Test
  void sourcesThatNobodyOrderedContradictEachOtherTooAndTheLatestIsBelieved() {
    graph.take(T, TestFact.of("cmdb-1", "a").name("a").attribute("site", "fra").build());
    graph.take(T + 1, TestFact.of("cmdb-2", "a").name("a").attribute("site", "ams").build());
    assertThat(texts())
        .containsExactly("attribute site: 'ams' of cmdb-2 is believed, 'fra' of cmdb-1 is not");
    assertThat(graph.node("a").getAttributes()).containsEntry("site", "ams");
  }

  @Test
  void twoServiceMapsThatDifferAreTold() {
    for (String share : List.of("0.4", "0.3")) {
      String yaml = "services: [{name: Checkout, dependsOn: cart, revenueShare: " + share + "}]";
      Origin origin = new Origin("map-" + share + ".yaml", -1, 1L);
      graph.take(
          T, ServiceMap.parse(origin.getSource(), origin, yaml).facts().toArray(Fact[]::new));
    }
    assertThat(texts())
        .containsExactly(
            "attribute revenueShare: '0.3' of map (map-0.3.yaml:1) is believed,"
                + " '0.4' of map (map-0.4.yaml:1) is not");
    assertThat(graph.node("Checkout").getAttributes()).containsEntry("revenueShare", "0.3");
  }

  @Test
  void whatRunsOnTwoHostsIsToldOnceWithBoth() {
    graph.take(T, row("h1").build(), row("h2").build());
    graph.take(T, at("t", 1, TestFact.of("table", "vm").name("vm").to("RUNS_ON", "h1")));
    graph.take(T + 1, at("k", 2, TestFact.of("kubernetes", "vm").name("vm").to("RUNS_ON", "h2")));
    assertThat(texts())
        .containsExactly(
            "vm|RUNS_ON|h2 of kubernetes (k-0-2) is believed,"
                + " vm|RUNS_ON|h1 of table (t-0-1) is not");
    assertThat(graph.notes.get(0).getFacts()).containsExactly("kubernetes:vm", "table:vm");
    assertThat(graph.notes.get(0).getCi()).isEqualTo("vm");

    Fact again =
        TestFact.of("table", "vm").name("vm").to("RUNS_ON", "h1").attribute("x", "1").build();
    graph.take(T + 2, again);
    assertThat(texts()).hasSize(1);
    graph.take(T + 3, TestFact.gone("kubernetes", "vm")).advance(T + 3_600_000);
    assertThat(graph.relations).containsOnlyKeys("vm|RUNS_ON|h1");
    graph.take(
        T + 3_600_001, TestFact.of("kubernetes", "vm").name("vm").to("RUNS_ON", "h2").build());
    assertThat(texts()).as("it has come anew").hasSize(2);
  }

  @Test
  void anIdentifierOfTwoCisIsToldOnceWithBoth() {
    graph.take(T, at("t", 1, row("a").id("SERIAL", "S1").id("MAC", "02:00:00:00:00:01")));
    graph.take(T + 1, at("w", 2, walked("b").id("SERIAL", "S2").id("MAC", "02:00:00:00:00:01")));
    assertThat(graph.notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.getKind()).isEqualTo("CONFLICT");
              assertThat(note.getText())
                  .endsWith("is claimed by what cannot be one CI: snmp:b (w-0-2), table:a (t-0-1)");
              assertThat(note.getFacts()).containsExactly("snmp:b", "table:a");
              assertThat(note.getOthers()).containsExactly("a");
            });
    graph.take(
        T + 2,
        walked("b")
            .id("SERIAL", "S2")
            .id("MAC", "02:00:00:00:00:01")
            .attribute("model", "x")
            .build());
    assertThat(texts()).hasSize(1);
  }

  @Test
  void whatWasToldBeforeARestartIsNotToldAgain() {
    Fact vm = TestFact.of("table", "vm").name("vm").to("RUNS_ON", "h1").build();
    Fact pod = TestFact.of("kubernetes", "vm").name("vm").to("RUNS_ON", "h2").build();
    graph.take(T, row("h1").build(), row("h2").build(), vm, pod);
    assertThat(texts()).hasSize(1);
    TestGraph restored = new TestGraph();
    List<String> keys = List.of("table:h1", "table:h2", "table:vm", "kubernetes:vm");
    for (String key : keys) {
      restored.reconciler.restore(java.util.Objects.requireNonNull(graph.reconciler.fact(key)));
    }
    for (String ci : graph.ids()) {
      restored.reconciler.restore(java.util.Objects.requireNonNull(graph.reconciler.ci(ci)));
    }
    restored.reconciler.restored(keys);
    vm = TestFact.of("table", "vm").name("vm").to("RUNS_ON", "h1").attribute("x", "1").build();
    restored.take(T + 1, vm);
    assertThat(restored.notes).isEmpty();
  }
}
