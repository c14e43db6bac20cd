package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Versions of service maps, and what becomes of services that they no longer have. */
class MapDocumentsTest {
  private static final long T = 1_700_000_000_000L;
  private static final long HOUR = 3_600_000;

  private final TestGraph graph = new TestGraph();

  private static List<Fact> version(String document, String yaml) {
    Origin origin = new Origin("lull.raw.service-map", 0, 7L);
    List<Fact> facts = new ArrayList<>(ServiceMap.parse(document, origin, yaml).facts());
    facts.sort(FactOrder.COMPARATOR);
    return facts;
  }

  private void take(long time, List<Fact> facts) {
    graph.take(time, facts.toArray(Fact[]::new));
  }

  private static final String BEFORE =
      """
      services:
        - {name: Checkout, dependsOn: [cart, payment], revenueShare: 0.4}
        - {name: Search, dependsOn: index}
        - {name: index, members: [i1, i2]}
      """;

  @Test
  void whatTheNextVersionOfAMapDoesNotHaveIsWithdrawnAtItsTime() {
    take(T, version("shop", BEFORE));
    assertThat(graph.ids()).contains("Checkout", "Search", "index");
    take(T + HOUR, version("shop", "services: [{name: Checkout, dependsOn: [cart]}]"));
    assertThat(graph.ids()).containsExactly("Checkout");
    assertThat(graph.relations).containsOnlyKeys("Checkout|DEPENDS_ON|cart");
    assertThat(graph.node("Checkout").getAttributes()).doesNotContainKey("revenueShare");
    assertThat(graph.changes)
        .filteredOn(change -> change.getOp() == ChangeOp.DELETE)
        .isNotEmpty()
        .allSatisfy(change -> assertThat(change.getTimeMillis()).isEqualTo(T + HOUR));
  }

  @Test
  void aVersionThatCannotBeReadWithdrawsNothing() {
    take(T, version("shop", BEFORE));
    for (String bad :
        List.of(
            "services: [{name: Checkout",
            "",
            "{}",
            "services: 7",
            "service: [{name: Checkout, dependsOn: cart}]",
            "services: [{name: Checkout, dependsOn: cart}, {nam: Search, dependsOn: index}]")) {
      take(T + HOUR, version("shop", bad));
      assertThat(graph.ids()).as(bad).containsExactly("Checkout", "Search", "index");
    }
  }

  @Test
  void aServiceThatIsRefusedStaysAsItWasKnown() {
    take(T, version("shop", BEFORE));
    take(
        T + HOUR,
        version(
            "shop",
            """
            services:
              - {name: Checkout, dependsOn: cart, revenueShare: 900 %}
              - {name: index, members: [i1, i2, i3]}
            """));
    assertThat(graph.ids()).as("Search is not in it").containsExactly("Checkout", "index");
    assertThat(graph.node("Checkout").getAttributes()).containsEntry("revenueShare", "0.4");
  }

  @Test
  void whatAnotherMapSaysOfTheServiceStays() {
    take(T, version("shop", BEFORE));
    take(T, version("search", "services: [{name: Search, dependsOn: index, aliases: [find]}]"));
    assertThat(graph.ids()).as("one service in two maps").hasSize(3);
    take(T + HOUR, version("shop", "services: []"));
    assertThat(graph.ids()).containsExactly("Search");
    take(T + 2 * HOUR, List.of(ServiceMap.withdrawn("search", new Origin("t", 0, 8L))));
    assertThat(graph.ids()).isEmpty();
  }

  @Test
  void documentsAreToldApartWhateverTheyAreCalled() {
    take(T, version("a", "services: [{name: x, dependsOn: y}]"));
    take(T, version("a|b", "services: [{name: x, dependsOn: y}, {name: z, dependsOn: y}]"));
    take(T + HOUR, version("a", "services: []"));
    assertThat(graph.ids()).containsExactly("x", "z");
  }

  @Test
  void aServiceThatMovesToAnotherMapWasNeverAway() {
    take(T, version("shop", BEFORE));
    int known = graph.changes.size();
    List<Fact> facts =
        new ArrayList<>(version("search", "services: [{name: Search, dependsOn: index}]"));
    facts.addAll(version("shop", BEFORE.replaceAll("(?m)^.*name: Search.*\\n", "")));
    facts.sort(FactOrder.COMPARATOR);
    take(T + HOUR, facts);
    assertThat(graph.changes.subList(known, graph.changes.size())).isEmpty();
  }

  @Test
  void anOlderVersionThatComesLateWithdrawsNothingOfTheNewerOne() {
    take(T + HOUR, version("shop", BEFORE));
    List<Fact> late = new ArrayList<>(version("shop", "services: [{name: index, members: [i1]}]"));
    late.forEach(fact -> fact.setTimeMillis(T));
    take(T + HOUR, late);
    assertThat(graph.ids()).containsExactly("Checkout", "Search", "index");
  }

  @Test
  void anOlderVersionThatComesLateBringsNothingBack() {
    take(
        T + HOUR, said(T + HOUR, version("shop", "services: [{name: Checkout, dependsOn: cart}]")));
    int known = graph.changes.size();
    take(T + 2 * HOUR, said(T, version("shop", BEFORE)));
    assertThat(graph.changes.subList(known, graph.changes.size())).isEmpty();
    take(T + 3 * HOUR, said(T, version("search", "services: [{name: Search, dependsOn: index}]")));
    assertThat(graph.ids()).as("another map may").containsExactly("Checkout", "Search");
  }

  @Test
  void aServiceThatTheNewerVersionRefusesIsAsTheOneBeforeItSays() {
    take(T, said(T, version("shop", BEFORE)));
    String refused =
        "services: [{name: Checkout, dependsOn: cart, revenueShare: 900 %}, {name: new, dependsOn: a}]";
    take(T + 2 * HOUR, said(T + 2 * HOUR, version("shop", refused)));
    String between =
        "services: [{name: Checkout, dependsOn: cart, revenueShare: 0.7}, {name: index, dependsOn: x}]";
    take(T + 3 * HOUR, said(T + HOUR, version("shop", between)));
    assertThat(graph.ids()).containsExactly("Checkout", "new");
    assertThat(graph.node("Checkout").getAttributes()).containsEntry("revenueShare", "0.7");
  }

  /** What it no longer has is not known, so what an older one had may be there. */
  @Test
  void aNewerVersionThatCannotBeReadToItsEndDoesNotStandInTheWayOfAnOlderOne() {
    String half = "services: [{name: Checkout, dependsOn: cart}, {nam: Search, dependsOn: index}]";
    take(T + HOUR, said(T + HOUR, version("shop", half)));
    take(T + 2 * HOUR, said(T, version("shop", BEFORE)));
    assertThat(graph.ids()).containsExactly("Checkout", "Search", "index");
    assertThat(graph.relations).doesNotContainKey("Checkout|DEPENDS_ON|payment");
  }

  @Test
  void aMapOfWhichNothingIsLeftIsRememberedForAWhile() {
    take(T, said(T, version("shop", BEFORE)));
    Fact gone = ServiceMap.withdrawn("shop", new Origin("t", 0, 8L));
    gone.setTimeMillis(T + HOUR);
    take(T + 2 * HOUR, List.of(gone));
    take(T + 3 * HOUR, said(T, version("shop", BEFORE)));
    assertThat(graph.ids()).isEmpty();
    long over = T + 2 * HOUR + ReconcileOptions.DEFAULT.silenceMillis();
    graph.advance(over - 1);
    take(over - 1, said(T, version("shop", BEFORE)));
    assertThat(graph.ids()).isEmpty();
    graph.advance(over);
    assertThat(graph.reconciler.size()).as("facts in state").isZero();
  }

  @Test
  void aMapThatComesAgainIsRememberedForAsLongAsItHasServices() {
    Fact gone = ServiceMap.withdrawn("shop", new Origin("t", 0, 8L));
    take(T, List.of(gone));
    take(T + HOUR, version("shop", BEFORE));
    graph.advance(T + 100 * 24 * HOUR);
    take(T + 101 * 24 * HOUR, said(T, version("shop", "services: [{name: old, dependsOn: x}]")));
    assertThat(graph.ids()).containsExactly("Checkout", "Search", "index");
    for (String service : List.of("Checkout", "Search", "index")) {
      take(T + 102 * 24 * HOUR, List.of(TestFact.gone("map", "shop|" + service)));
    }
    graph.advance(T + 110 * 24 * HOUR);
    assertThat(graph.reconciler.size()).as("facts in state").isZero();
  }

  private static List<Fact> said(long time, List<Fact> version) {
    version.forEach(fact -> fact.setTimeMillis(time));
    return version;
  }

  @Test
  void mapsSayThemselvesWhichTheyAreAndSinceWhen() {
    ServiceMap.Parsed parsed =
        ServiceMap.parse(
            "map.yaml",
            new Origin("map.yaml", -1, 1L),
            """
            document: shop
            time: 2023-11-14T22:13:20Z
            services:
              - {name: Checkout, dependsOn: cart}
            """);
    assertThat(parsed.document()).isEqualTo("shop");
    assertThat(parsed.facts())
        .extracting(Fact::getSubject)
        .containsExactly("shop|Checkout", "shop|");
    assertThat(parsed.facts()).extracting(Fact::getTimeMillis).containsOnly(T);
    assertThat(parsed.facts().get(0).getOrigin().getPosition()).as("its line").isEqualTo(4);
  }

  @Test
  void whatOlderReleasesKeptWithoutADocumentIsTakenOver() {
    graph.take(Reconciler.SINCE_EVER, TestFact.of("map", "Checkout").name("Checkout").build());
    graph.take(Reconciler.SINCE_EVER, TestFact.of("map", "Gone").name("Gone").build());
    Fact record = TestFact.of("map", "Legacy").name("Legacy").build();
    graph.take(T, record);
    int known = graph.changes.size();

    List<Fact> files = new ArrayList<>();
    Origin origin = new Origin("map.yaml", -1, 1L);
    files.addAll(
        ServiceMap.parse("map.yaml", origin, "services: [{name: Checkout, dependsOn: x}]").facts());
    files.add(MapDocuments.files(List.of("map.yaml")));
    files.sort(FactOrder.COMPARATOR);
    take(Reconciler.SINCE_EVER, files);

    assertThat(graph.ids()).as("a record keeps what it said").containsExactly("Checkout", "Legacy");
    assertThat(graph.reconciler.fact("map:Checkout")).isNull();
    assertThat(graph.reconciler.fact("map:map.yaml|Checkout")).isNotNull();
    assertThat(graph.changes.subList(known, graph.changes.size()))
        .as("Gone goes, Checkout is the CI that it was")
        .filteredOn(change -> change.getOp() == ChangeOp.DELETE)
        .extracting(Topology::idOf)
        .containsExactly("Gone");

    take(T + HOUR, version("shop", "services: [{name: Legacy, dependsOn: x}]"));
    assertThat(graph.reconciler.fact("map:Legacy")).isNull();
    assertThat(graph.ids()).contains("Legacy");
  }

  @Test
  void filesThatAreNoLongerNamedAreForgottenAndRecordsAreNot() {
    Origin origin = new Origin("a.yaml", -1, 1L);
    take(
        Reconciler.SINCE_EVER,
        ServiceMap.parse("a.yaml", origin, "services: [{name: a, dependsOn: x}]").facts());
    take(T, version("shop", BEFORE));
    take(Reconciler.SINCE_EVER, List.of(MapDocuments.files(List.of("b.yaml"))));
    assertThat(graph.ids()).containsExactly("Checkout", "Search", "index");
  }

  /** Versions of two documents with services at random; what holds is what the last ones say. */
  @Property(tries = 200)
  void whatHoldsIsTheLastVersionOfEachDocument(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int versions) {
    Random random = new Random(seed);
    TestGraph versioned = new TestGraph();
    Map<String, Set<String>> last = new TreeMap<>();
    for (int i = 0; i < versions; i++) {
      String document = "d" + random.nextInt(2);
      Set<String> services = new TreeSet<>();
      List<Fact> facts = randomVersion(document, random, services);
      last.put(document, services);
      versioned.take(T + i * HOUR, facts.toArray(Fact[]::new));
    }
    Set<String> expected = new TreeSet<>();
    last.values().forEach(expected::addAll);
    assertThat(versioned.ids()).isEqualTo(expected);
    int services = last.values().stream().mapToInt(Set::size).sum();
    assertThat(versioned.reconciler.size()).isEqualTo(services + last.size());
  }

  /**
   * Whole versions come in any order, or all that they say does; some cannot be read to their end.
   */
  @Property(tries = 500)
  void inWhateverOrderVersionsComeTheyEndAsInTheOrderOfTheirTime(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 8) int versions,
      @ForAll boolean piecemeal) {
    Random random = new Random(seed);
    List<List<Fact>> inOrder = new ArrayList<>();
    for (int i = 0; i < versions; i++) {
      List<Fact> facts = randomVersion("d" + random.nextInt(2), random, new TreeSet<>());
      if (random.nextInt(4) == 0) {
        facts.removeIf(MapDocuments::isWithdrawal);
      }
      inOrder.add(said(T + i * HOUR, facts));
    }
    List<List<Fact>> comes = new ArrayList<>(inOrder);
    if (piecemeal) {
      comes.clear();
      inOrder.forEach(facts -> facts.forEach(fact -> comes.add(List.of(fact))));
    }
    Collections.shuffle(comes, random);

    TestGraph expected = new TestGraph();
    inOrder.forEach(facts -> expected.take(T + versions * HOUR, facts.toArray(Fact[]::new)));
    TestGraph found = new TestGraph();
    comes.forEach(facts -> found.take(T + versions * HOUR, facts.toArray(Fact[]::new)));
    assertThat(found.nodes).isEqualTo(expected.nodes);
    assertThat(found.relations).isEqualTo(expected.relations);
    assertThat(found.reconciler.size()).isEqualTo(expected.reconciler.size());
  }

  /** One that has some of five services. */
  private static List<Fact> randomVersion(String document, Random random, Set<String> services) {
    StringBuilder yaml = new StringBuilder("services: [");
    for (int s = 0; s < 5; s++) {
      if (random.nextInt(3) == 0) {
        services.add("s" + s);
        yaml.append("{name: s").append(s).append(", dependsOn: x").append(random.nextInt(2));
        yaml.append("},");
      }
    }
    return version(document, yaml.append(']').toString());
  }
}
