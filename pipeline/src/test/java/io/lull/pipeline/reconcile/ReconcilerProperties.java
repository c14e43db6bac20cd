package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Fact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReconcilerProperties {
  private static final long T = 1_700_000_000_000L;
  private static final List<String> SOURCES =
      List.of("table", "snmp", "aws-config", "seen", "lldp");

  /** Facts whose identifiers collide often, and now and then contradict. */
  private static Fact fact(Random random) {
    TestFact fact =
        TestFact.of(SOURCES.get(random.nextInt(SOURCES.size())), "s" + random.nextInt(6));
    for (int i = random.nextInt(3); i >= 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> fact.id("SERIAL", "serial-" + random.nextInt(4));
        case 1 -> fact.id("MAC", "02:00:00:00:00:0" + random.nextInt(4));
        case 2 -> fact.id("IP", "10.0.0." + random.nextInt(1, 5), scope(random));
        case 3 -> fact.id("FQDN", "n" + random.nextInt(4) + ".example");
        default -> fact.id("NAME", "n" + random.nextInt(4), scope(random));
      }
    }
    if (random.nextInt(3) == 0) {
      fact.to(
          List.of("RUNS_ON", "DEPENDS_ON", "PART_OF", "PART_OF").get(random.nextInt(4)),
          "n" + random.nextInt(4));
    }
    if (random.nextInt(3) == 0) {
      fact.type(List.of("HOST", "SWITCH", "POD", "UNKNOWN").get(random.nextInt(4)));
    }
    if (random.nextInt(2) == 0) {
      fact.attribute("site", "x" + random.nextInt(2));
    }
    return fact.build();
  }

  private static String scope(Random random) {
    return List.of("", "", "v1", "v2").get(random.nextInt(4));
  }

  /** Facts that speak of some few CIs, each of a subject of its own. */
  static List<Fact> facts(long seed, int count) {
    Random random = new Random(seed);
    Map<String, Fact> bySubject = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Fact fact = fact(random);
      bySubject.put(Entry.keyOf(fact), fact);
    }
    return new ArrayList<>(bySubject.values());
  }

  private static Set<Set<String>> partition(Reconciler reconciler, List<Fact> facts) {
    Map<String, Set<String>> byCi = new HashMap<>();
    for (Fact fact : facts) {
      StoredFact stored = Objects.requireNonNull(reconciler.fact(Entry.keyOf(fact)));
      byCi.computeIfAbsent(stored.ci(), ci -> new TreeSet<>()).add(Entry.keyOf(fact));
    }
    return new HashSet<>(byCi.values());
  }

  @Property(tries = 300)
  void whatIsOneCiDoesNotDependOnTheOrderOfFacts(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 24) int count) {
    List<Fact> facts = facts(seed, count);
    TestGraph one = new TestGraph().take(T, facts.toArray(Fact[]::new));
    List<Fact> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, new Random(seed + 1));
    TestGraph other = new TestGraph().take(T, shuffled.toArray(Fact[]::new));
    assertThat(partition(other.reconciler, facts)).isEqualTo(partition(one.reconciler, facts));
    assertThat(other.nodes).hasSameSizeAs(one.nodes);
    assertThat(other.relations).hasSameSizeAs(one.relations);
  }

  /** Which id a CI gets is the choice of trust, not of who was heard first. */
  @Property(tries = 300)
  void idsOfFactsOfOneTimeDoNotDependOnTheirOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int cis) {
    Random random = new Random(seed);
    List<Fact> facts = new ArrayList<>();
    for (int ci = 0; ci < cis; ci++) {
      facts.addAll(ofOneCi(ci, cis, random));
    }
    TestGraph one = new TestGraph().take(T, facts.toArray(Fact[]::new));
    Collections.shuffle(facts, random);
    TestGraph other = new TestGraph().take(T, facts.toArray(Fact[]::new));
    assertThat(other.nodes).isEqualTo(one.nodes);
    assertThat(other.relations).isEqualTo(one.relations);
    assertThat(other.noteKinds()).doesNotContain("MERGED", "SPLIT");
  }

  /** What several sources know of a CI, by names and numbers that no other has. */
  private static List<Fact> ofOneCi(int ci, int cis, Random random) {
    String name = "n" + ci;
    Map<String, String> ids = new TreeMap<>();
    ids.put("SERIAL", "serial-" + ci);
    ids.put("MAC", "02:00:00:00:00:0" + ci);
    ids.put("IP", "10.0.0." + (ci + 1));
    List<Fact> facts = new ArrayList<>();
    for (String source : List.of("declared", "kubernetes", "snmp", "lldp", "table", "seen")) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      TestFact fact = TestFact.of(source, source + ci).attribute("site", "x" + random.nextInt(3));
      switch (random.nextInt(source.equals("declared") ? 3 : 2)) {
        case 0 -> fact.name(name);
        case 1 -> fact.name(name + ".example");
        default -> fact.id("ID", "declared-" + ci).id("NAME", name);
      }
      ids.forEach(
          (kind, value) -> {
            if (random.nextBoolean()) {
              fact.id(kind, value);
            }
          });
      if (random.nextBoolean()) {
        fact.to("DEPENDS_ON", "n" + random.nextInt(cis));
      }
      facts.add(fact.build());
    }
    return facts;
  }

  @Property(tries = 300)
  void noCiHasTwoSerialNumbers(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int count) {
    Random random = new Random(seed);
    TestGraph graph = new TestGraph();
    for (int i = 0; i < count; i++) {
      Fact fact = fact(random);
      graph.take(T + i, fact.getIdentifiers().isEmpty() ? fact : oneSerial(fact));
      graph
          .nodes
          .values()
          .forEach(node -> assertThat(serials(node.getAliases())).hasSizeLessThan(2));
    }
  }

  private static Fact oneSerial(Fact fact) {
    Set<String> kinds = new HashSet<>();
    fact.getIdentifiers().removeIf(id -> id.getKind().equals("SERIAL") && !kinds.add(id.getKind()));
    return fact;
  }

  private static List<String> serials(List<String> aliases) {
    return aliases.stream().filter(alias -> alias.startsWith("serial-")).toList();
  }

  @Property(tries = 200)
  void whoListensHasTheGraphThatAFreshStartWouldTell(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
    Random random = new Random(seed);
    TestGraph graph = new TestGraph();
    Map<String, Fact> last = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Fact fact = fact(random);
      if (random.nextInt(4) == 0) {
        graph.take(T, TestFact.gone(fact.getSource(), fact.getSubject())).advance(T + 300_000);
        last.remove(Entry.keyOf(fact));
        if (!fact.getSource().equals("seen")) {
          forgetMentions(graph, last);
        }
        graph = moved(graph, last);
      } else {
        graph.take(T, fact);
        last.put(Entry.keyOf(fact), fact);
      }
    }
    TestGraph fresh = new TestGraph().take(T, last.values().toArray(Fact[]::new));
    assertThat(graph.nodes).hasSameSizeAs(fresh.nodes);
    assertThat(graph.relations).hasSameSizeAs(fresh.relations);
    assertThat(partition(graph.reconciler, List.copyOf(last.values())))
        .isEqualTo(partition(fresh.reconciler, List.copyOf(last.values())));
  }

  /** What was only spoken of besides what an inventory withdrew is gone with it. */
  private static void forgetMentions(TestGraph graph, Map<String, Fact> last) {
    last.keySet().removeIf(key -> key.startsWith("seen:") && graph.reconciler.fact(key) == null);
  }

  /** The same graph, gone on with from state. */
  private static TestGraph moved(TestGraph graph, Map<String, Fact> facts) {
    TestGraph restored = new TestGraph();
    for (String key : graph.reconciler.drainFacts()) {
      assertThat(key).isNotEmpty();
    }
    for (String key : facts.keySet()) {
      restored.reconciler.restore(Objects.requireNonNull(graph.reconciler.fact(key), key));
    }
    for (String source : graph.reconciler.drainSources()) {
      StoredSource known = graph.reconciler.source(source);
      if (known != null) {
        restored.reconciler.restore(known);
      }
    }
    for (String id : graph.nodes.keySet()) {
      restored.reconciler.restore(Objects.requireNonNull(graph.reconciler.ci(id), id));
    }
    for (String key : graph.toldKeys()) {
      restored.reconciler.restore(key, Objects.requireNonNull(graph.reconciler.told(key), key));
    }
    restored.reconciler.restored(facts.keySet());
    restored.nodes.putAll(graph.nodes);
    restored.relations.putAll(graph.relations);
    restored.inherit(graph);
    return restored;
  }

  @Property(tries = 200)
  void whenEverythingIsWithdrawnNothingIsLeft(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int count) {
    List<Fact> facts = facts(seed, count);
    TestGraph graph = new TestGraph().take(T, facts.toArray(Fact[]::new));
    facts.forEach(fact -> graph.take(T + 1, TestFact.gone(fact.getSource(), fact.getSubject())));
    graph.advance(T + 300_001);
    assertThat(graph.nodes).isEmpty();
    assertThat(graph.relations).isEmpty();
    assertThat(graph.reconciler.size()).isZero();
    assertThat(graph.reconciler.cis()).isZero();
  }
}
