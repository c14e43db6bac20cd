package io.lull.pipeline.model;

import static io.lull.pipeline.model.TestingTopology.link;
import static io.lull.pipeline.model.TestingTopology.namedNode;
import static io.lull.pipeline.model.TestingTopology.noLink;
import static io.lull.pipeline.model.TestingTopology.noNode;
import static io.lull.pipeline.model.TestingTopology.noRelation;
import static io.lull.pipeline.model.TestingTopology.node;
import static io.lull.pipeline.model.TestingTopology.nodeInDomain;
import static io.lull.pipeline.model.TestingTopology.relation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyTest {

  @ParameterizedTest
  @CsvSource({
    "leaf1, leaf1",
    "LEAF1, leaf1",
    "as65011, leaf1",
    "10.0.0.1, leaf1",
    "10.0.0.1:9100, leaf1",
    "http://10.0.0.1:9100/metrics, leaf1",
    "leaf1.dc1.example.com, leaf1",
    "leaf1.dc1.example.com., leaf1",
    "leaf1.dc1.example.com:161, leaf1",
    "web.dc1.example.com, web-a",
    "web.dc2.example.com, web-b",
    "Front Door, web-a",
    "2001:DB8:0:0:0:0:0:1, leaf1",
    "'[2001:db8::1]:9100', leaf1",
    "00-1B-44-11-3A-B7, leaf1",
    "001b.4411.3ab7, leaf1",
    "10.0.0.2, ",
    "10, ",
    "leaf, ",
    "1.3.6.1.4, ",
    "'', ",
  })
  void findsACiUnderTheNamesItIsReportedUnder(@Nullable String reported, @Nullable String id) {
    Topology topology =
        topology(
            node("leaf1", "AS65011", "10.0.0.1", "2001:db8::1", "00:1b:44:11:3a:b7"),
            node("web-a", "web.dc1.example.com"),
            node("web-b", "web.dc2.example.com"),
            node("10x"),
            node("1.3"),
            TopologyChange.newBuilder()
                .setOp(ChangeOp.UPSERT)
                .setNode(
                    Node.newBuilder()
                        .setId("web-a")
                        .setType("SERVICE")
                        .setName("front door")
                        .setAliases(List.of("web.dc1.example.com"))
                        .build())
                .build());
    Node found = topology.resolve(reported == null ? "" : reported);
    assertThat(found == null ? null : found.getId()).isEqualTo(id);
  }

  @Test
  void anAliasOfSeveralCisIsNoneOfThem() {
    Topology topology = topology(node("a", "10.0.0.1"), node("b", "10.0.0.1"));
    assertThat(topology.match("10.0.0.1").ambiguous()).isTrue();
    assertThat(topology.resolve("10.0.0.1")).isNull();

    topology.apply(node("b"));
    assertThat(topology.match("10.0.0.1").ambiguous()).isFalse();
    assertThat(idOf(topology.resolve("10.0.0.1"))).isEqualTo("a");
  }

  @Test
  void anIdGoesBeforeAnAliasBeforeAName() {
    Topology topology = topology(namedNode("x", "db"), node("y", "DB"));
    assertThat(idOf(topology.resolve("db"))).isEqualTo("y");
    topology.apply(node("Db"));
    assertThat(idOf(topology.resolve("db"))).isEqualTo("Db");
  }

  @Test
  void relationsShowOnceBothEndsAreKnown() {
    Topology topology = topology(relation("web", "DEPENDS_ON", "db"), node("web"));
    assertThat(topology.relationsFrom("web")).isEmpty();
    assertThat(topology.danglingCount()).isEqualTo(1);

    topology.apply(node("db"));
    assertThat(topology.relationsFrom("web")).extracting(Relation::getTo).containsExactly("db");
    assertThat(topology.relationsTo("db")).extracting(Relation::getFrom).containsExactly("web");
    assertThat(topology.neighbours("db")).containsExactly("web");
    assertThat(topology.danglingCount()).isZero();
    assertThat(topology.relationCount()).isEqualTo(1);
  }

  @Test
  void aNodeTakesItsRelationsWithIt() {
    Topology topology =
        topology(
            node("web"),
            node("db", "10.0.0.1"),
            relation("web", "DEPENDS_ON", "db"),
            relation("db", "RUNS_ON", "missing"));
    topology.apply(noNode("db"));
    topology.apply(node("db"));
    assertThat(topology.neighbours("web")).isEmpty();
    assertThat(topology.relationCount() + topology.danglingCount()).isZero();
    assertThat(topology.resolve("10.0.0.1")).isNull();
  }

  /** What was since ever has no order; so the last word on each id decides. */
  @Property(tries = 100)
  void theOrderOfDifferentIdsDoesNotMatterSinceEver(@ForAll long seed) {
    Random random = new Random(seed);
    List<TopologyChange> changes = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      changes.add(random.nextInt(3) == 0 ? noNode("n" + i) : node("n" + i, "x" + i % 3));
      changes.add(relation("n" + random.nextInt(15), "DEPENDS_ON", "n" + i));
      changes.add(link("n" + random.nextInt(15), "e1", "n" + i, "e2"));
      changes.add(noRelation("n" + random.nextInt(15), "CONNECTED_TO", "n" + i));
    }
    String expected = viewSinceEver(changes);
    Collections.shuffle(changes, random);
    assertThat(viewSinceEver(changes)).isEqualTo(expected);
  }

  private static String viewSinceEver(List<TopologyChange> changes) {
    Topology topology = new Topology();
    for (int i = 0; i < 15; i++) {
      topology.apply(node("n" + i));
    }
    changes.forEach(topology::applySinceEver);
    return view(topology);
  }

  @Test
  void aNodeDeletedSinceEverLeavesItsRelationsWaiting() {
    Topology topology =
        topology(node("a"), node("b", "10.0.0.1"), relation("a", "DEPENDS_ON", "b"));
    topology.applySinceEver(noNode("b"));
    assertThat(topology.relationCount()).isZero();
    assertThat(topology.danglingCount()).isEqualTo(1);
    assertThat(topology.resolve("10.0.0.1")).isNull();
    topology.applySinceEver(node("b"));
    assertThat(topology.neighbours("a")).containsExactly("b");
  }

  @Test
  void aRelationIsRemovedByItsEndsAndType() {
    Topology topology =
        topology(
            node("a"), node("b"), relation("a", "DEPENDS_ON", "b"), relation("a", "RUNS_ON", "b"));
    topology.apply(noRelation("a", "RUNS_ON", "b"));
    topology.apply(noRelation("b", "RUNS_ON", "a"));
    assertThat(topology.relationsFrom("a"))
        .extracting(Relation::getType)
        .containsExactly("DEPENDS_ON");
  }

  @Test
  void parallelLinksAreKeptApartAndRemovedOneByOneOrAllTogether() {
    Topology topology =
        topology(
            node("a"),
            node("b"),
            link("a", "e1", "b", "e7"),
            link("a", "e2", "b", "e8"),
            link("a", "e2", "b", "e8"),
            relation("a", "CONNECTED_TO", "bb"),
            relation("a", "CONNECTED_TO", "b"),
            relation("a", "RUNS_ON", "b"));
    assertThat(topology.relationCount()).isEqualTo(4);
    assertThat(topology.neighbours("a")).containsExactly("b");

    topology.apply(noLink("a", "e1", "b", "e7"));
    topology.apply(noLink("a", "e1", "b", "e8"));
    assertThat(topology.relationsFrom("a"))
        .extracting(Topology::idOf)
        .containsExactly("a|CONNECTED_TO|b", "a|CONNECTED_TO|b|e2|e8", "a|RUNS_ON|b");

    topology.apply(noRelation("a", "CONNECTED_TO", "b"));
    assertThat(topology.relationsTo("b")).extracting(Topology::idOf).containsExactly("a|RUNS_ON|b");
    assertThat(topology.danglingCount()).as("a name that starts alike is another").isEqualTo(1);
  }

  @Test
  void aRelationToItselfMakesNoNeighbour() {
    Topology topology = topology(relation("a", "CONNECTED_TO", "a"), node("a"));
    assertThat(topology.neighbours("a")).isEmpty();
    assertThat(topology.danglingCount()).isZero();
    topology.apply(noNode("a"));
    assertThat(topology.relationCount() + topology.danglingCount()).isZero();
  }

  @Test
  void domainsAreThoseOfTheNodes() {
    Topology topology = topology(nodeInDomain("a", "east"), node("b"));
    assertThat(topology.domain("a")).isEqualTo("east");
    assertThat(topology.domain("b")).isEqualTo("default");
    assertThat(topology.domain("stranger")).isEqualTo("default");
  }

  @Test
  void aNameOfAbsurdLengthIsNobodys() {
    Topology topology = topology(node("a"));
    assertThat(topology.resolve("a" + ".x".repeat(100_000))).isNull();
    assertThat(idOf(topology.resolve("a" + ".x".repeat(126)))).isEqualTo("a");
  }

  /** The size of an estate: a hub with a tenth of all relations among them. */
  @Test
  void holdsALargeEstate() {
    Topology topology = new Topology();
    int nodes = 20_000;
    for (int i = 0; i < nodes; i++) {
      topology.apply(relation("n" + i, "DEPENDS_ON", "n" + (i * 7L + 1) % nodes));
      topology.apply(relation("n" + i, "CONNECTED_TO", "n" + (i / 2)));
      topology.apply(relation("n" + i, "RUNS_ON", i % 10 == 0 ? "n0" : "n" + i / 10));
    }
    assertThat(topology.relationCount()).isZero();
    for (int i = nodes - 1; i >= 0; i--) {
      topology.apply(node("n" + i, "10.0." + i / 256 + "." + i % 256, "host" + i + ".example.com"));
    }
    assertThat(topology.relationCount()).isEqualTo(3 * nodes);
    assertThat(topology.relationsTo("n0")).hasSizeGreaterThan(nodes / 10);
    for (int i = 0; i < nodes; i++) {
      topology.apply(noNode("n" + i));
    }
    assertThat(topology.relationCount() + topology.danglingCount()).isZero();
    assertThat(topology.resolve("host7.example.com")).isNull();
  }

  /** Each change looks at a few of the hub's relations; all of them each time would never end. */
  @Test
  void aHubMayHaveHundredsOfThousandsOfNeighbours() {
    int leaves = 300_000;
    Topology topology = topology(node("hub"), node("core"));
    for (int i = 0; i < leaves; i++) {
      topology.apply(relation("leaf" + i, "CONNECTED_TO", "hub"));
      topology.apply(node("leaf" + i, "127.0.0.1"));
      topology.apply(relation("hub", "CONNECTED_TO", "core"));
      topology.apply(noRelation("leaf" + i / 2, "CONNECTED_TO", "hub"));
      topology.apply(relation("leaf" + i / 2, "CONNECTED_TO", "hub"));
      assertThat(topology.match("127.0.0.1").ambiguous()).isEqualTo(i > 0);
    }
    int hub = topology.indexOf("hub");
    assertThat(topology.degree(hub)).isEqualTo(leaves + 1);
    List<String> first = new ArrayList<>();
    boolean all =
        topology.forEachRelation(
            hub,
            (other, type, outgoing, relation) -> {
              first.add(topology.id(other));
              return first.size() < 5;
            });
    assertThat(all).isFalse();
    assertThat(first).containsExactly("core", "leaf0", "leaf100000", "leaf100001", "leaf100002");
    topology.apply(noNode("hub"));
    assertThat(topology.relationCount() + topology.danglingCount()).isZero();
    for (int i = 0; i < leaves; i++) {
      topology.apply(noNode("leaf" + i));
    }
    assertThat(topology.nodeCount()).isEqualTo(1);
    assertThat(topology.match("127.0.0.1")).isEqualTo(Topology.Match.NONE);
  }

  @Test
  void circlesAndTypesNobodyKnowsAreRelationsLikeOthers() {
    Topology topology =
        topology(
            node("a"),
            node("b"),
            relation("a", "PART_OF", "b"),
            relation("b", "PART_OF", "a"),
            relation("a", "", "b"),
            relation("a", "GÖNNT ES", "b"),
            relation("a", "GÖNNT ES", "a"));
    assertThat(topology.relationsFrom("a"))
        .extracting(Topology::idOf)
        .containsExactly("a|GÖNNT ES|a", "a|GÖNNT ES|b", "a|PART_OF|b", "a||b");
    assertThat(topology.neighbours("a")).containsExactly("b");
    assertThat(topology.degree(topology.indexOf("a"))).as("both ends of itself").isEqualTo(6);
    topology.apply(noRelation("a", "GÖNNT ES", "a"));
    assertThat(topology.degree(topology.indexOf("a"))).isEqualTo(4);
  }

  @Test
  void theLastWordOnANodeOrRelationHoldsWhole() {
    Topology topology = topology(node("a", "old"), node("b"), relation("a", "DEPENDS_ON", "b"));
    TopologyChange again = relation("a", "DEPENDS_ON", "b");
    again.getRelation().setAttributes(Map.of("share", "0.4", "note", "ünïcode"));
    topology.apply(again);
    topology.apply(node("a", "new"));
    assertThat(topology.resolve("old")).isNull();
    assertThat(topology.relationsFrom("a")).containsExactly(again.getRelation());
    assertThat(shareFromA(topology)).isEqualTo("0.4");
    topology.apply(relation("a", "DEPENDS_ON", "b"));
    assertThat(shareFromA(topology)).isNull();
  }

  private static @Nullable String shareFromA(Topology topology) {
    List<@Nullable String> shares = new ArrayList<>();
    topology.forEachRelationFrom(
        topology.indexOf("a"),
        (other, type, outgoing, relation) -> shares.add(topology.attribute(relation, "share")));
    assertThat(shares).hasSize(1);
    return shares.get(0);
  }

  /** Half a surrogate pair is no character; UTF-8 has none for it. */
  @Test
  void anIdThatIsNoUnicodeIsStillOneId() {
    Topology topology = topology(node("a\ud800"), node("a\ud800"), node("b"));
    topology.apply(relation("b", "DEPENDS_ON", "a\ud800"));
    assertThat(topology.nodeCount()).isEqualTo(2);
    assertThat(topology.relationCount()).isEqualTo(1);
    topology.apply(noNode("a\ud800"));
    assertThat(topology.nodeCount()).isEqualTo(1);
    assertThat(topology.relationCount()).isZero();
  }

  @Test
  void refusesAChangeOfNothing() {
    TopologyChange empty = TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).build();
    assertThatThrownBy(() -> new Topology().apply(empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exactly one");
  }

  /** Any order of one moment's changes gives one view. */
  @Property(tries = 200)
  void theOrderOfApplicationDoesNotMatter(@ForAll long seed) {
    List<TopologyChange> changes = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      changes.add(node("n" + i, "shared" + random.nextInt(4)));
      changes.add(relation("n" + random.nextInt(15), "DEPENDS_ON", "n" + random.nextInt(15)));
    }
    String expected = view(changes);
    Collections.shuffle(changes, random);
    assertThat(view(changes)).isEqualTo(expected);
  }

  private static String view(List<TopologyChange> changes) {
    return view(topology(changes.toArray(TopologyChange[]::new)));
  }

  private static String view(Topology topology) {
    StringBuilder view = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      view.append(topology.relationsFrom("n" + i)).append(topology.relationsTo("n" + i));
      view.append(topology.neighbours("n" + i)).append(topology.match("SHARED" + i));
    }
    return view.append(topology.relationCount()).append(topology.danglingCount()).toString();
  }

  private static Topology topology(TopologyChange... changes) {
    Topology topology = new Topology();
    List.of(changes).forEach(topology::apply);
    return topology;
  }

  private static @Nullable String idOf(@Nullable Node node) {
    return node == null ? null : node.getId();
  }
}
