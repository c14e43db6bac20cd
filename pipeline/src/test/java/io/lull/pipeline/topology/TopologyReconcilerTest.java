package io.lull.pipeline.topology;

import static io.lull.pipeline.model.TestingTopology.link;
import static io.lull.pipeline.model.TestingTopology.noLink;
import static io.lull.pipeline.model.TestingTopology.noNode;
import static io.lull.pipeline.model.TestingTopology.noRelation;
import static io.lull.pipeline.model.TestingTopology.node;
import static io.lull.pipeline.model.TestingTopology.nodeInDomain;
import static io.lull.pipeline.model.TestingTopology.relation;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyReconcilerTest {
  private final TopologyReconciler reconciler = new TopologyReconciler(100);

  @Test
  void assignsTheDomain() {
    assertThat(domainOf(node("a"))).isEqualTo("default");
    assertThat(domainOf(nodeInDomain("b", "west"))).isEqualTo("west");
    TopologyChange change = nodeInDomain("c", "west");
    change.getNode().setAttributes(Map.of("domain", " east "));
    assertThat(domainOf(change)).isEqualTo("east");
    assertThat(change.getNode().getDomain()).isEqualTo("west");
  }

  private String domainOf(TopologyChange change) {
    return reconciler.take(change, 0).changes().get(0).getNode().getDomain();
  }

  @Test
  void dropsWhatSaysNothingNew() {
    assertThat(ids(node("a", "x"))).containsExactly("a");
    assertThat(ids(node("a", "x"))).isEmpty();
    assertThat(ids(node("a", "y"))).containsExactly("a");
    assertThat(ids(noRelation("a", "RUNS_ON", "b"))).isEmpty();
    assertThat(ids(noNode("stranger"))).isEmpty();
  }

  @Test
  void aNodeTakesItsRelationsWithItOneByOne() {
    ids(node("a"));
    ids(relation("a", "RUNS_ON", "b"));
    ids(relation("c", "DEPENDS_ON", "a"));
    assertThat(ids(noNode("a"))).containsExactly("a|RUNS_ON|b", "c|DEPENDS_ON|a", "a");
    assertThat(reconciler.size()).isZero();
    assertThat(ids(node("a"))).containsExactly("a");
  }

  @Test
  void aDeletionThatNamesNoInterfacesIsOneForEachParallelLink() {
    ids(link("a", "e1", "b", "e7"));
    ids(link("a", "e2", "b", "e8"));
    ids(link("a", "e3", "b", "e9"));
    assertThat(ids(noLink("a", "e3", "b", "e9"))).containsExactly("a|CONNECTED_TO|b|e3|e9");
    assertThat(ids(noRelation("a", "CONNECTED_TO", "b")))
        .containsExactly("a|CONNECTED_TO|b|e1|e7", "a|CONNECTED_TO|b|e2|e8");
    assertThat(reconciler.size()).isZero();
    assertThat(refusal(link("a", "e|1", "b", "e7")))
        .isEqualTo("attribute fromInterface 'e|1' must not contain '|'");
  }

  @Test
  void aRelationMayComeBeforeItsEnds() {
    assertThat(ids(relation("a", "RUNS_ON", "b"))).containsExactly("a|RUNS_ON|b");
  }

  @Test
  void refusesACircleOfPartsAndNamesIt() {
    ids(relation("port", "PART_OF", "card"));
    ids(relation("card", "PART_OF", "chassis"));
    assertThat(refusal(relation("chassis", "PART_OF", "port")))
        .isEqualTo("PART_OF in a circle: chassis -> port -> card -> chassis");
    assertThat(refusal(relation("chassis", "CONNECTED_TO", "port"))).isNull();

    ids(noRelation("card", "PART_OF", "chassis"));
    assertThat(refusal(relation("chassis", "PART_OF", "port"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "a, RUNS_ON, a, relation from 'a' to itself",
    "'', RUNS_ON, a, relation.from is empty",
    "a, ' ', b, relation.type is empty",
    "a, RUNS_ON, b|c, relation.to 'b|c' must not contain '|'",
  })
  void refusesWhatMakesNoSense(String from, String type, String to, String reason) {
    assertThat(refusal(relation(from, type, to))).isEqualTo(reason);
  }

  @Test
  void attributesThatCannotBeReadAreLeftOutAndTheRestHolds() {
    TopologyReconciler.Outcome outcome = reconciler.take(withAttribute("share", "NaN"), 0);
    assertThat(outcome.refusal()).isNull();
    assertThat(outcome.remark())
        .isEqualTo(
            "attribute share is 'NaN', expected a number from 0 to 1; left out, the rest holds");
    assertThat(outcome.changes())
        .singleElement()
        .satisfies(change -> assertThat(change.getRelation().getAttributes()).isEmpty());
    assertThat(remark(withAttribute("share", "1.01"))).contains("share");
    assertThat(remark(withAttribute("required", "0"))).contains("required is '0'");
    assertThat(remark(withAttribute("split", " "))).contains("split is empty");
    assertThat(remark(withAttribute("share", "0.4"))).isNull();
  }

  @Test
  void theSameOfBusinessServices() {
    TopologyChange shop =
        business(
            "shop",
            Map.of("revenueShare", "60 %", "busyHours", "always", "required", "2", "owner", "x"));
    TopologyReconciler.Outcome outcome = reconciler.take(shop, 0);
    assertThat(outcome.remark())
        .contains("attribute revenueShare is '60 %', expected a number from 0 to 1")
        .contains("attribute busyHours is 'always' (not days and hours), expected days, hours")
        .endsWith("; left out, the rest holds");
    assertThat(outcome.changes())
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.getNode().getAttributes()).containsOnlyKeys("required", "owner"));
  }

  @Test
  void saysThatMoreThanAllOfTheRevenueIsSharedOut() {
    assertThat(remark(business("a", Map.of("revenueShare", "0.6")))).isNull();
    assertThat(remark(business("b", Map.of("revenueShare", "0.4")))).isNull();
    assertThat(remark(business("c", Map.of("revenueShare", "0.3"))))
        .isEqualTo(
            "attribute revenueShare: the shares of all business services are 130.0 % of the revenue"
                + " with this one (100.0 % before it)");
    assertThat(remark(business("c", Map.of("revenueShare", "0.3")))).as("once").isNull();
    assertThat(remark(business("c", Map.of("revenueShare", "0.1")))).as("less").isNull();
    assertThat(remark(business("a", Map.of("revenueShare", "0.5")))).isNull();
    assertThat(remark(business("d", Map.of()))).as("says nothing of revenue").isNull();
  }

  @Test
  void saysThatABusinessServiceMapsToNothingWhenAllOfItsTimeHasCome() {
    reconciler.take(business("shop", Map.of()), 5);
    reconciler.take(business("lonely", Map.of()), 5);
    reconciler.take(relation("shop", "DEPENDS_ON", "web"), 5);
    assertThat(reconciler.nextBatch()).isEqualTo(5);
    assertThat(reconciler.unmapped())
        .extracting(RefusedChange::reason)
        .containsExactly("business service 'lonely' maps to nothing: it has no relations");
    reconciler.settleNext();
    reconciler.take(node("lonely-2"), 6);
    assertThat(reconciler.unmapped()).as("told once, and of services only").isEmpty();
  }

  private static TopologyChange business(String id, Map<String, String> attributes) {
    TopologyChange change = node(id);
    change.getNode().setType("BUSINESS_SERVICE");
    change.getNode().setAttributes(attributes);
    return change;
  }

  private @Nullable String remark(TopologyChange change) {
    TopologyReconciler.Outcome outcome = reconciler.take(change, 0);
    assertThat(outcome.refusal()).isNull();
    return outcome.remark();
  }

  @Test
  void refusesAChangeOfNothing() {
    assertThat(refusal(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).build()))
        .isEqualTo("a change is about exactly one of 'node' and 'relation', this one about none");
  }

  /** Who applies what comes out sees what a reconciler restored from it sees. */
  @Property(tries = 200)
  void aRestoreKeepsTheGraphAndPartsNeverGoInACircle(@ForAll long seed) {
    Random random = new Random(seed);
    TopologyReconciler first = new TopologyReconciler(100);
    Topology view = new Topology();
    Map<String, TopologyChange> kept = new java.util.TreeMap<>();
    for (int i = 0; i < 60; i++) {
      for (TopologyChange change : first.take(random(random), 0).changes()) {
        view.apply(change);
        if (Topology.isDelete(change)) {
          kept.remove(Topology.idOf(change));
        } else {
          kept.put(Topology.idOf(change), change);
        }
      }
    }
    assertThat(view.nodes().size() + view.relationCount() + view.danglingCount())
        .isEqualTo(kept.size());
    TopologyReconciler restored = new TopologyReconciler(100);
    kept.values().forEach(change -> restored.restore(change, null));
    for (int i = 0; i < 30; i++) {
      TopologyChange change = random(random);
      assertThat(restored.take(change, 0)).isEqualTo(first.take(change, 0));
    }
    for (Node node : view.nodes()) {
      assertThat(ancestors(view, node.getId())).doesNotContain(node.getId());
    }
  }

  private static List<String> ancestors(Topology view, String id) {
    List<String> found = new ArrayList<>();
    List<String> open = new ArrayList<>(List.of(id));
    while (!open.isEmpty() && found.size() < 1000) {
      for (Relation relation : view.relationsFrom(open.remove(0))) {
        if (relation.getType().equals("PART_OF")) {
          found.add(relation.getTo());
          open.add(relation.getTo());
        }
      }
    }
    return found;
  }

  private static TopologyChange random(Random random) {
    String a = "n" + random.nextInt(6);
    String b = "n" + random.nextInt(6);
    return switch (random.nextInt(7)) {
      case 0 -> noNode(a);
      case 6 -> parallel(relation(a, "PART_OF", b), "" + random.nextInt(3));
      case 1 -> noRelation(a, "PART_OF", b);
      case 2, 3 -> node(a, "alias" + random.nextInt(2));
      default -> relation(a, "PART_OF", b);
    };
  }

  private static TopologyChange parallel(TopologyChange change, String port) {
    change.getRelation().setAttributes(Map.of("fromInterface", port, "toInterface", port));
    return change;
  }

  private static TopologyChange withAttribute(String name, String value) {
    TopologyChange change = relation("a", "DEPENDS_ON", "b" + value.length());
    change.getRelation().setAttributes(Map.of(name, value));
    return change;
  }

  private @Nullable String refusal(TopologyChange change) {
    return reconciler.take(change, 0).refusal();
  }

  private List<String> ids(TopologyChange change) {
    return reconciler.take(change, 0).changes().stream().map(Topology::idOf).toList();
  }
}
