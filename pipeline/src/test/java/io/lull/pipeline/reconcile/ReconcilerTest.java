package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.ChangeOp;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.Identifier;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final long T = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private static Fact row(String host, String serial, String address) {
    return TestFact.of("table", host)
        .type("HOST")
        .name(host)
        .id("SERIAL", serial)
        .id("IP", address)
        .build();
  }

  private static Fact walk(String host, String mac, String address) {
    return TestFact.of("snmp", host)
        .type("HOST")
        .name(host + ".fra.example")
        .id("MAC", mac)
        .id("IP", address)
        .build();
  }

  @Test
  void whatSharesAnIdentifierIsOneCi() {
    TestGraph graph =
        new TestGraph()
            .take(T, row("DB-PROD-07", "CZ7", "10.1.99.7"))
            .take(T, walk("db-prod-07", "02:00:00:00:00:07", "10.1.99.7"))
            .take(T, TestFact.of("seen", "10.1.99.7").id("IP", "10.1.99.7").build())
            .take(T, TestFact.of("seen", "x").id("NAME", "db-prod-07.fra.example").build());
    assertThat(graph.ids()).containsExactly("DB-PROD-07");
    assertThat(graph.node("DB-PROD-07").getAliases())
        .contains("10.1.99.7", "020000000007", "db-prod-07.fra.example", "cz7");
    assertThat(graph.node("DB-PROD-07").getAttributes()).containsEntry("sources", "snmp,table");
  }

  @Test
  void aNameThatSomebodyWritesByItselfIsPreferredToADomainName() {
    Fact walk =
        TestFact.of("snmp", "10.1.99.7").name("db-prod-07.fra.example").type("HOST").build();
    TestGraph graph = new TestGraph().take(T, walk, row("DB-PROD-07", "CZ7", "10.1.99.7"));
    assertThat(graph.ids()).hasSize(1);
    Node node = graph.nodes.values().iterator().next();
    assertThat(node.getName()).isEqualTo("DB-PROD-07");
    assertThat(node.getAliases()).contains("10.1.99.7");
  }

  @Test
  void differentSerialNumbersAreNeverOneCi() {
    TestGraph graph =
        new TestGraph()
            .take(T, row("web-1", "A1", "10.0.0.1"))
            .take(
                T,
                TestFact.of("aws-config", "i-1")
                    .type("VM")
                    .name("web-1")
                    .id("SERIAL", "A2")
                    .id("IP", "10.0.0.1")
                    .build());
    assertThat(graph.ids()).containsExactlyInAnyOrder("web-1", "aws-config:i-1");
    assertThat(graph.noteKinds()).contains("CONFLICT");
  }

  @Test
  void oneWrongAddressDoesNotMergeTwoHosts() {
    TestGraph graph =
        new TestGraph()
            .take(T, row("a", "SA", "10.0.0.2")) // is b's
            .take(T, row("b", "SB", "10.0.0.2"))
            .take(T, walk("a", "02:00:00:00:00:01", "10.0.0.1"))
            .take(T, walk("b", "02:00:00:00:00:02", "10.0.0.2"));
    assertThat(graph.ids()).containsExactly("a", "b");
    assertThat(graph.node("a").getAliases()).contains("10.0.0.1").doesNotContain("10.0.0.2");
    assertThat(graph.node("b").getAliases()).contains("10.0.0.2");
  }

  @Test
  void aWrongAddressDoesNotMergeWhatHasAnotherName() {
    TestGraph graph =
        new TestGraph()
            .take(T, row("lone", "SL", "10.0.0.2"))
            .take(T, walk("b", "02:00:00:00:00:02", "10.0.0.2"));
    assertThat(graph.ids()).containsExactlyInAnyOrder("lone", "b.fra.example");
  }

  @Test
  void aPodNamedLikeAHostIsNotThatHost() {
    TestGraph graph =
        new TestGraph()
            .take(T, row("router", "SR", "10.0.0.1"))
            .take(T, TestFact.of("kubernetes", "pod/router").type("POD").name("router").build());
    assertThat(graph.ids()).hasSize(2);
  }

  @Test
  void scopesKeepAddressesApartAndWhatSaysNoScopeIsAmbiguous() {
    TestGraph graph =
        new TestGraph()
            .take(T, TestFact.of("snmp", "a").name("a").id("IP", "10.0.0.1", "vrf-1").build())
            .take(T, TestFact.of("aws-config", "b").name("b").id("IP", "10.0.0.1", "vpc-2").build())
            .take(T, TestFact.of("seen", "10.0.0.1").id("IP", "10.0.0.1").build());
    assertThat(graph.ids()).containsExactlyInAnyOrder("a", "b", "seen:10.0.0.1");
    assertThat(graph.noteKinds()).contains("CONFLICT");
  }

  @Test
  void theMoreTrustedSourceIsBelievedWhateverComesLater() {
    Fact trusted = TestFact.of("snmp", "a").name("a").attribute("site", "fra").build();
    TestGraph graph = new TestGraph().take(T, trusted);
    for (int i = 1; i < 20; i++) {
      graph.take(
          T + i * MINUTE,
          TestFact.of("table", "a")
              .name("a")
              .attribute("site", i % 2 == 0 ? "ams" : "par")
              .build());
    }
    assertThat(graph.node("a").getAttributes()).containsEntry("site", "fra");
    // The second source is news once; what it says of the site is none.
    assertThat(graph.changes).hasSize(2);
    assertThat(graph.noteKinds()).containsOnly("CONTRADICTION").hasSize(19);
    assertThat(graph.notes.get(0).getText()).contains("'fra' of snmp is believed");
  }

  @Test
  void anOrderForOneAttributeGoesBefore() {
    ReconcileOptions options =
        new ReconcileOptions(
            ReconcileOptions.PRECEDENCE,
            Map.of("site", List.of("table")),
            Map.of(),
            HOUR,
            0,
            HOUR,
            100);
    TestGraph graph =
        new TestGraph(options)
            .take(T, TestFact.of("snmp", "a").name("a").attribute("site", "fra").build())
            .take(T, TestFact.of("table", "a").name("a").attribute("site", "ams").build());
    assertThat(graph.node("a").getAttributes()).containsEntry("site", "ams");
  }

  @Test
  void aRenamedHostStaysTheSameCi() {
    TestGraph graph =
        new TestGraph()
            .take(T, row("old", "S1", "10.0.0.1"))
            .take(T, TestFact.of("snmp", "e1").name("old").id("SERIAL", "S1").build())
            .take(T + 1, TestFact.of("snmp", "e1").name("new").id("SERIAL", "S1").build());
    assertThat(graph.ids()).containsExactly("old");
    assertThat(graph.node("old").getName()).isEqualTo("new");
    graph.take(T + 2, TestFact.of("seen", "new").id("NAME", "new").build());
    assertThat(graph.ids()).containsExactly("old");
  }

  @Test
  void anAddressThatWasGivenToAnotherMeansTheOther() {
    TestGraph graph =
        new TestGraph()
            .take(T, TestFact.of("kubernetes", "p1").name("p1").id("IP", "10.9.0.1").build())
            .take(T + 1, TestFact.of("kubernetes", "p2").name("p2").id("IP", "10.9.0.1").build())
            .take(T + 2, TestFact.of("seen", "10.9.0.1").id("IP", "10.9.0.1").build());
    assertThat(graph.ids()).containsExactly("p1", "p2");
    assertThat(graph.node("p2").getAliases()).contains("10.9.0.1");
    assertThat(graph.node("p1").getAliases()).doesNotContain("10.9.0.1");
  }

  @Test
  void whatIsNoLongerSaidAgesAndWhatIsSaidAgainDoesNot() {
    TestGraph graph = new TestGraph();
    graph.take(T, walk("b", "02:00:00:00:00:02", "10.0.0.2"));
    for (int hour = 0; hour < 25; hour++) {
      graph.take(T + hour * HOUR, walk("a", "02:00:00:00:00:01", "10.0.0.1"));
    }
    assertThat(graph.ids()).containsExactly("a.fra.example", "b.fra.example");
    graph.advance(T + 25 * HOUR);
    assertThat(graph.ids()).containsExactly("a.fra.example");
    assertThat(graph.changes).hasSize(3);
    graph.take(T + 26 * HOUR, TestFact.gone("snmp", "a")).advance(T + 27 * HOUR);
    assertThat(graph.ids()).isEmpty();
    assertThat(graph.reconciler.size()).isZero();
    assertThat(graph.reconciler.cis()).isZero();
    assertThat(graph.reconciler.source("snmp")).isNull();
  }

  @Test
  void whatABudgetSaysIsOfAServiceAndNoCiOfItsOwn() {
    TestGraph graph =
        new TestGraph()
            .take(
                T,
                TestFact.of("kubernetes-budget", "pdb")
                    .id("SELECTOR", "app=shop", "prod")
                    .attribute("required", "2")
                    .build());
    assertThat(graph.ids()).isEmpty();
    graph.take(
        T + 1,
        TestFact.of("kubernetes", "svc")
            .type("SERVICE")
            .name("shop")
            .id("SELECTOR", "app=shop", "prod")
            .build());
    assertThat(graph.node("shop").getAttributes()).containsEntry("required", "2");
    graph.take(T + 2, TestFact.gone("kubernetes", "svc")).advance(T + HOUR);
    assertThat(graph.ids()).isEmpty();
  }

  @Test
  void aSourceThatIsSilentTakesNothingAway() {
    TestGraph graph =
        new TestGraph()
            .take(T, walk("a", "02:00:00:00:00:01", "10.0.0.1"))
            .take(T + 30 * MINUTE, walk("b", "02:00:00:00:00:02", "10.0.0.2"))
            .take(T + 23 * HOUR, walk("b", "02:00:00:00:00:02", "10.0.0.2"))
            .advance(T + 70 * HOUR);
    assertThat(graph.ids()).as("its exporter is down").hasSize(2);
    assertThat(graph.notes).extracting(DiscoveryNote::getKind).containsExactly("SILENT");
    assertThat(graph.notes.get(0).getText()).contains("snmp").contains("discovery.silence");

    graph.take(T + 71 * HOUR, walk("b", "02:00:00:00:00:02", "10.0.0.2"));
    graph.advance(T + 95 * HOUR);
    assertThat(graph.ids()).as("it has time to say all of it again").hasSize(2);
    graph.take(T + 95 * HOUR + 30 * MINUTE, walk("b", "02:00:00:00:00:02", "10.0.0.2"));
    graph.advance(T + 96 * HOUR + 29 * MINUTE);
    assertThat(graph.ids()).as("and some more once it speaks").hasSize(2);
    graph.advance(T + 96 * HOUR + 30 * MINUTE);
    assertThat(graph.ids()).containsExactly("b.fra.example");

    graph.advance(T + 95 * HOUR + 30 * MINUTE + 7 * 24 * HOUR - 1);
    assertThat(graph.ids()).containsExactly("b.fra.example");
    graph.advance(T + 95 * HOUR + 30 * MINUTE + 7 * 24 * HOUR);
    assertThat(graph.ids()).as("it will not come back").isEmpty();
    assertThat(graph.reconciler.nextDue()).isEqualTo(Long.MAX_VALUE);
  }

  /**
   * The last it said was that something is gone: all it knows else was due before it was silent.
   */
  @Test
  void thatASourceIsSilentIsToldOnceItHasBeenForAsLongAsWhatItSaysHolds() {
    Fact a = walk("a", "02:00:00:00:00:01", "10.0.0.1");
    TestGraph graph =
        new TestGraph()
            .take(T, a, walk("b", "02:00:00:00:00:02", "10.0.0.2"))
            .take(T + 2 * HOUR, TestFact.gone("snmp", "b"))
            .advance(T + 27 * HOUR - 1);
    assertThat(graph.noteKinds()).as("it has said something 25 hours ago").isEmpty();
    graph.advance(T + 6 * 24 * HOUR);
    assertThat(graph.ids()).containsExactly("a.fra.example");
    assertThat(graph.notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.getKind()).isEqualTo("SILENT");
              assertThat(note.getTimeMillis()).isEqualTo(T + 27 * HOUR);
            });
    long again = T + 6 * 24 * HOUR;
    graph.take(again, a).take(again + HOUR, TestFact.gone("snmp", "x"));
    graph.advance(again + 26 * HOUR);
    assertThat(graph.noteKinds()).as("another silence").containsExactly("SILENT", "SILENT");
    graph.advance(again + HOUR + 7 * 24 * HOUR);
    assertThat(graph.ids()).isEmpty();
    assertThat(graph.notes).hasSize(2);
    assertThat(graph.reconciler.nextDue()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatIsReplacedUnderItsNameAtOnceWasNeverAway() {
    TestGraph graph =
        new TestGraph()
            .take(T, pod("uid-1", "node-1"))
            .take(T + 1, TestFact.gone("kubernetes", "uid-1"))
            .take(T + 2, pod("uid-2", "node-2"));
    assertThat(graph.ids()).contains("db-0").hasSize(1);
    assertThat(graph.changes.stream().filter(c -> c.getOp() == ChangeOp.DELETE)).isEmpty();
    graph.advance(T + 10 * MINUTE);
    assertThat(graph.ids()).containsExactly("db-0");
    graph.take(T + 11 * MINUTE, TestFact.gone("kubernetes", "uid-2"));
    assertThat(graph.ids()).containsExactly("db-0");
    graph.advance(T + 16 * MINUTE);
    assertThat(graph.ids()).isEmpty();
  }

  private static Fact pod(String uid, String node) {
    return TestFact.of("kubernetes", uid)
        .type("POD")
        .name("db-0")
        .id("UID", uid, "prod")
        .to("RUNS_ON", node)
        .build();
  }

  @Test
  void relationsWaitForTheirEnds() {
    TestGraph graph =
        new TestGraph().take(T, TestFact.of("table", "a").name("a").to("RUNS_ON", "h").build());
    assertThat(graph.relations).isEmpty();
    graph.take(T + 1, row("h", "S1", "10.0.0.1"));
    assertThat(graph.relations).containsOnlyKeys("a|RUNS_ON|h");
    graph.take(T + 2, TestFact.gone("table", "h")).advance(T + HOUR);
    assertThat(graph.relations).isEmpty();
    assertThat(graph.ids()).containsExactly("a");
  }

  @Test
  void aLinkIsOneWhicheverEndTellsIt() {
    TestGraph graph =
        new TestGraph()
            .take(T, TestFact.of("snmp", "leaf").name("leaf").build())
            .take(T, TestFact.of("snmp", "spine").name("spine").build())
            .take(T, walked("leaf").link("Ethernet49", "spine", "Eth1").build())
            .take(T, walked("spine").link("Ethernet1", "leaf", "Eth49").build());
    assertThat(graph.relations).hasSize(1);
    assertThat(graph.relations.values().iterator().next().getAttributes())
        .containsKeys("fromInterface", "toInterface");
  }

  private static TestFact walked(String name) {
    return TestFact.of("lldp", name).name(name);
  }

  @Test
  void ofTwoNeighboursOfOnePortTheOneWithMoreToShowForIsBelieved() {
    TestGraph graph =
        new TestGraph()
            .take(T, TestFact.of("snmp", "leaf").name("leaf").build())
            .take(T, TestFact.of("snmp", "a").name("a").build())
            .take(T, TestFact.of("snmp", "b").name("b").build())
            .take(T, walked("leaf").link("Ethernet1", "a", "eth0").build())
            .take(T, walked("a").link("eth0", "leaf", "Ethernet1").build())
            .take(T + 1, walked("b").link("eth0", "leaf", "Ethernet1").build());
    assertThat(graph.relations.keySet()).containsExactly("a|CONNECTED_TO|leaf|eth0|Ethernet1");
    assertThat(graph.noteKinds()).contains("CONTRADICTION");
  }

  @Test
  void aThingRunsOnOneOther() {
    TestGraph graph =
        new TestGraph()
            .take(T, row("h1", "S1", "10.0.0.1"), row("h2", "S2", "10.0.0.2"))
            .take(T, TestFact.of("table", "vm").name("vm").to("RUNS_ON", "h1").build())
            .take(T + 1, TestFact.of("kubernetes", "vm").name("vm").to("RUNS_ON", "h2").build());
    assertThat(graph.relations).containsOnlyKeys("vm|RUNS_ON|h2");
    graph.take(T + 2, TestFact.gone("kubernetes", "vm")).advance(T + HOUR);
    assertThat(graph.relations).containsOnlyKeys("vm|RUNS_ON|h1");
  }

  @Test
  void aWrongMergeIsUndoneByOneRecord() {
    Fact a = TestFact.of("snmp", "a").name("a").id("MAC", "02:00:00:00:00:01").build();
    Fact b = TestFact.of("table", "b").name("b").id("MAC", "02:00:00:00:00:01").build();
    TestGraph graph = new TestGraph().take(T, a, b);
    assertThat(graph.ids()).containsExactly("a");
    Fact apart =
        TestFact.of("declared", "rule")
            .relation(
                "DISTINCT_FROM",
                List.of(new Identifier("NAME", "snmp:a", "")),
                List.of(new Identifier("NAME", "table:b", "")),
                Map.of())
            .build();
    graph.take(T + 1, apart);
    assertThat(graph.ids()).containsExactly("a", "b");
    assertThat(graph.noteKinds()).contains("SPLIT");
    graph.take(T + 2, TestFact.gone("declared", "rule"));
    assertThat(graph.ids()).containsExactly("a");
    assertThat(graph.noteKinds()).contains("MERGED");
    assertThat(graph.node("a").getAliases()).contains("b");
  }

  @Test
  void peopleMayAlsoJoinWhatSharesNothing() {
    Fact same =
        TestFact.of("declared", "rule")
            .relation("SAME_AS", TestFact.named("a"), TestFact.named("b"), Map.of())
            .build();
    TestGraph graph =
        new TestGraph()
            .take(T, TestFact.of("snmp", "a").name("a").build(), same)
            .take(T + 1, TestFact.of("table", "b").name("b").build());
    assertThat(graph.ids()).containsExactly("a");
  }

  @Test
  void anInventoryNamesWhatTelemetryFound() {
    TestGraph graph =
        new TestGraph().take(T, TestFact.of("seen", "10.0.0.1").id("IP", "10.0.0.1").build());
    assertThat(graph.nodes.values())
        .singleElement()
        .satisfies(node -> assertThat(node.getAttributes()).containsEntry("discovered", "true"));
    graph.take(T + 1, row("h1", "S1", "10.0.0.1"));
    assertThat(graph.ids()).containsExactly("h1");
    assertThat(graph.noteKinds()).containsExactly("MERGED");
  }

  @Test
  void whatAnInventoryWithdrewIsNotKeptByOldMentions() {
    TestGraph graph =
        new TestGraph()
            .take(T, pod("uid-1", "node-1"))
            .take(T, TestFact.of("seen", "db-0").id("NAME", "db-0").build())
            .take(T + 1, TestFact.gone("kubernetes", "uid-1"))
            .advance(T + 1 + 5 * MINUTE);
    assertThat(graph.ids()).isEmpty();
    graph.take(T + HOUR, TestFact.of("seen", "db-0").id("NAME", "db-0").build());
    assertThat(graph.ids()).containsExactly("db-0");
  }

  @Test
  void noneButTheLastWordOfASourceCounts() {
    Fact late = TestFact.of("table", "a").name("a").attribute("site", "old").build();
    late.setTimeMillis(T);
    Fact last = TestFact.of("table", "a").name("a").attribute("site", "new").build();
    last.setTimeMillis(T + 10);
    TestGraph graph = new TestGraph().take(T + 10, last).take(T + 20, late);
    assertThat(graph.node("a").getAttributes()).containsEntry("site", "new");
  }

  @Test
  void beyondTheLimitFactsAreRefusedAndSaidSo() {
    ReconcileOptions options =
        new ReconcileOptions(ReconcileOptions.PRECEDENCE, Map.of(), Map.of(), HOUR, 0, HOUR, 1);
    TestGraph graph =
        new TestGraph(options)
            .take(T, TestFact.of("table", "a").name("a").build())
            .take(T, TestFact.of("table", "b").name("b").build());
    assertThat(graph.ids()).containsExactly("a");
    assertThat(graph.noteKinds()).containsExactly("REFUSED");
  }

  @Test
  void valuesThatManyHaveTellNothingApart() {
    TestGraph graph = new TestGraph();
    for (String host : List.of("a", "b", "c")) {
      graph.take(
          T,
          TestFact.of("x-" + host, host)
              .name(host)
              .id("IP", "127.0.0.1")
              .id("NAME", "localhost")
              .id("SERIAL", "To Be Filled By O.E.M.")
              .id("MAC", "00:00:00:00:00:00")
              .build());
    }
    assertThat(graph.ids()).containsExactly("a", "b", "c");
  }

  private static TopologyChange change(
      ChangeOp op, @Nullable Node node, @Nullable Relation relation) {
    return new TopologyChange(null, op, node, relation, "file");
  }

  private static Node declared(String id, String... aliases) {
    return new Node(id, "DATABASE", "", List.of(aliases), "fra", new HashMap<>(Map.of("x", "y")));
  }

  private static Relation relation(String from, String to) {
    return new Relation(from, to, "DEPENDS_ON", Map.of());
  }

  @Test
  void whatPeopleDeclareIsTheMostTrustedFact() {
    TestGraph graph =
        new TestGraph()
            .take(
                T,
                TestFact.of("table", "db").type("HOST").name("db-7").id("IP", "10.0.0.7").build())
            .take(
                T, Declared.fact(change(ChangeOp.UPSERT, declared("DB-PROD-07", "10.0.0.7"), null)))
            .take(T, Declared.fact(change(ChangeOp.UPSERT, null, relation("app", "DB-PROD-07"))));
    // Different names: an address alone does not make them one.
    assertThat(graph.ids()).containsExactly("DB-PROD-07", "db-7");
    graph.take(
        T + 1,
        Declared.fact(change(ChangeOp.UPSERT, declared("DB-PROD-07", "10.0.0.7", "db-7"), null)));
    assertThat(graph.ids()).hasSize(2); // Nor does a name make a host of a database.
    graph.take(
        T + 2,
        TestFact.of("table", "db").type("DATABASE").name("db-7").id("IP", "10.0.0.7").build());
    assertThat(graph.ids()).containsExactly("DB-PROD-07");
    assertThat(graph.node("DB-PROD-07").getDomain()).isEqualTo("fra");
    // What people say of CIs that nobody knows is passed on.
    assertThat(graph.relations).containsOnlyKeys("app|DEPENDS_ON|DB-PROD-07");
  }

  @Test
  void whatPeopleWithdrawGoesAtOnceAndItsRelationsWithIt() {
    TestGraph graph =
        new TestGraph()
            .take(T, Declared.fact(change(ChangeOp.UPSERT, declared("a"), null)))
            .take(T, Declared.fact(change(ChangeOp.UPSERT, declared("b"), null)))
            .take(T, Declared.fact(change(ChangeOp.UPSERT, null, relation("a", "b"))));
    assertThat(graph.relations).hasSize(1);
    graph.take(T + 1, Declared.fact(change(ChangeOp.DELETE, declared("b"), null)));
    assertThat(graph.ids()).containsExactly("a");
    assertThat(graph.relations).isEmpty();
    assertThat(graph.reconciler.size()).isEqualTo(1);
  }

  @Test
  void ofDeclaredLinksOneDeletionWithoutPortsTakesAll() {
    TestGraph graph = new TestGraph();
    for (String port : List.of("e1", "e2")) {
      Relation link =
          new Relation(
              "a", "b", "CONNECTED_TO", Map.of("fromInterface", port, "toInterface", port));
      graph.take(T, Declared.fact(change(ChangeOp.UPSERT, null, link)));
    }
    assertThat(graph.relations).hasSize(2);
    Relation both = new Relation("a", "b", "CONNECTED_TO", Map.of());
    graph.take(T + 1, Declared.fact(change(ChangeOp.DELETE, null, both)));
    assertThat(graph.relations).isEmpty();
  }
}
