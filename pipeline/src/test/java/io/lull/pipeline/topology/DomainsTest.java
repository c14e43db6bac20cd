package io.lull.pipeline.topology;

import static io.lull.pipeline.model.TestingTopology.noNode;
import static io.lull.pipeline.model.TestingTopology.noRelation;
import static io.lull.pipeline.model.TestingTopology.node;
import static io.lull.pipeline.model.TestingTopology.relation;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Topology;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Which domain CIs are in. */
class DomainsTest {

  /** A reconciler and who listens to it. */
  private static final class Estate {
    final TopologyReconciler reconciler;
    final int size;
    final Map<String, String> domains = new TreeMap<>();
    final Map<String, TopologyChange> accepted = new TreeMap<>();
    final Map<String, Placement> placements = new TreeMap<>();
    final List<String> told = new ArrayList<>();
    private long time;

    Estate(int size) {
      this.size = size;
      reconciler = new TopologyReconciler(size);
    }

    Estate restored() {
      Estate other = new Estate(size);
      List<TopologyChange> kept = new ArrayList<>(accepted.values());
      Collections.shuffle(kept, new Random(kept.size()));
      for (TopologyChange change : kept) {
        other.reconciler.restore(change, placements.get(Topology.idOf(change)));
      }
      other.domains.putAll(domains);
      other.accepted.putAll(accepted);
      other.placements.putAll(placements);
      other.time = time;
      return other;
    }

    /** Changes of one moment. */
    Estate report(List<TopologyChange> changes) {
      time++;
      for (TopologyChange change : changes) {
        reconciler.take(change, time).changes().forEach(this::note);
      }
      while (reconciler.nextBatch() <= time) {
        reconciler.settleNext().forEach(this::note);
      }
      reconciler
          .placements()
          .forEach(
              (node, placement) -> {
                placements.remove(node);
                if (placement != null) {
                  placements.put(node, placement);
                }
              });
      return this;
    }

    Estate report(TopologyChange... changes) {
      return report(List.of(changes));
    }

    private void note(TopologyChange change) {
      String id = Topology.idOf(change);
      if (Topology.isDelete(change)) {
        accepted.remove(id);
        domains.remove(id);
      } else {
        accepted.put(id, change);
        if (change.getNode() != null) {
          domains.put(id, change.getNode().getDomain());
          told.add(id);
        }
      }
    }

    Map<String, Integer> sizes() {
      Map<String, Integer> sizes = new TreeMap<>();
      domains.values().forEach(domain -> sizes.merge(domain, 1, Integer::sum));
      return sizes;
    }

    String domain(String node) {
      return domains.getOrDefault(node, "none");
    }

    /** Part of the relations whose ends are in two domains. */
    double cut() {
      long all = accepted.values().stream().filter(c -> c.getRelation() != null).count();
      long across =
          accepted.values().stream()
              .filter(c -> c.getRelation() != null)
              .filter(
                  c -> !domain(c.getRelation().getFrom()).equals(domain(c.getRelation().getTo())))
              .count();
      return (double) across / all;
    }
  }

  /** Racks of hosts with services on them, under switches in a row: nodes, then relations. */
  private static List<TopologyChange> racks(int racks, int hosts) {
    List<TopologyChange> nodes = new ArrayList<>();
    List<TopologyChange> relations = new ArrayList<>();
    for (int r = 0; r < racks; r++) {
      nodes.add(node("sw" + r));
      if (r > 0) {
        relations.add(relation("sw" + (r - 1), "CONNECTED_TO", "sw" + r));
      }
      for (int h = 0; h < hosts; h++) {
        nodes.add(node("h" + r + "." + h));
        nodes.add(node("s" + r + "." + h));
        relations.add(relation("h" + r + "." + h, "CONNECTED_TO", "sw" + r));
        relations.add(relation("s" + r + "." + h, "RUNS_ON", "h" + r + "." + h));
      }
    }
    nodes.addAll(relations);
    return nodes;
  }

  private static TopologyChange in(String domain, TopologyChange node) {
    node.getNode().setAttributes(Map.of("domain", domain));
    return node;
  }

  @Test
  void aSmallEstateIsOneDomainAndEveryCiIsToldOnce() {
    Estate estate = new Estate(500).report(racks(10, 20));
    assertThat(estate.sizes()).isEqualTo(Map.of("default", 410));
    assertThat(estate.told).hasSize(410);
  }

  @Test
  void aLargeEstateFallsIntoNeighbourhoodsAlongItsRelations() {
    Estate estate = new Estate(200).report(racks(100, 20));
    assertThat(estate.sizes().values()).allMatch(size -> size <= 200);
    assertThat(estate.sizes().size()).as("4,100 CIs, 150 a domain").isBetween(25, 40);
    assertThat(estate.cut()).as("relations across").isLessThan(0.02);
    assertThat(estate.told.size()).as("parked, then settled").isLessThanOrEqualTo(2 * 4_100);
    assertThat(estate.domain("s7.3")).startsWith("near-sw").isEqualTo(estate.domain("h7.3"));
  }

  @Test
  void whatPeopleSayHolds() {
    Estate estate = new Estate(100);
    estate.report(
        in("west", node("chassis")),
        node("card"),
        node("port"),
        node("other"),
        relation("card", "PART_OF", "chassis"),
        relation("port", "PART_OF", "card"),
        relation("other", "CONNECTED_TO", "port"));
    assertThat(estate.domains)
        .isEqualTo(Map.of("chassis", "west", "card", "west", "port", "west", "other", "default"));
    estate.report(in("east", node("card")));
    assertThat(estate.domain("port")).isEqualTo("east");
    estate.report(noRelation("port", "PART_OF", "card"));
    assertThat(estate.domain("port")).isEqualTo("default");
    estate.report(in("lab", node("other")));
    assertThat(estate.domain("other")).isEqualTo("lab");
  }

  @Test
  void aNewCiJoinsTheDomainItSharesMostRelationsWithThatHasRoom() {
    Estate estate = new Estate(40).report(racks(6, 9));
    String domain = estate.domain("sw3");
    estate.report(node("new"), relation("new", "CONNECTED_TO", "sw3"));
    assertThat(estate.domain("new")).isEqualTo(domain);
    for (int i = 0; i < 100; i++) {
      estate.report(node("more" + i));
      estate.report(relation("more" + i, "CONNECTED_TO", "sw3"));
    }
    assertThat(estate.sizes().values()).allMatch(size -> size <= 40);
    assertThat(estate.domain("sw3")).isEqualTo(domain);
  }

  @Test
  void aDomainThatIsEmptyIsForgotten() {
    Estate estate = new Estate(50).report(racks(10, 9));
    estate.report(List.copyOf(estate.domains.keySet()).stream().map(id -> noNode(id)).toList());
    assertThat(estate.domains).isEmpty();
    assertThat(estate.placements).isEmpty();
    assertThat(estate.reconciler.size()).isZero();
    assertThat(estate.report(node("a")).domain("a")).isEqualTo("default");
  }

  private static List<TopologyChange> randomEstate(Random random, int nodes, int first) {
    List<TopologyChange> changes = new ArrayList<>();
    for (int n = first; n < first + nodes; n++) {
      changes.add(node("n" + n));
      for (int r = random.nextInt(3); n > 0 && r > 0; r--) {
        int near = Math.max(0, n - 1 - random.nextInt(30));
        int other = random.nextInt(10) == 0 ? random.nextInt(n) : near;
        changes.add(relation("n" + n, "DEPENDS_ON", "n" + other));
      }
    }
    Collections.shuffle(changes, random);
    return changes;
  }

  @Property(tries = 60)
  void everyCiIsInOneDomainNoneOfWhichIsTooLargeAndFewAreSmall(
      @ForAll long seed, @ForAll @IntRange(min = 10, max = 200) int size) {
    Random random = new Random(seed);
    int nodes = 1 + random.nextInt(1_500);
    List<TopologyChange> changes = randomEstate(random, nodes, 0);
    Estate estate = new Estate(size).report(changes);
    assertThat(estate.domains).hasSize(nodes);
    assertThat(estate.sizes().values()).allMatch(s -> s <= size);
    assertThat(estate.sizes().size())
        .as("domains of %d CIs", nodes)
        .isLessThanOrEqualTo(2 + nodes * 3 / size);
    Estate again = new Estate(size).report(changes);
    assertThat(again.domains).isEqualTo(estate.domains);
  }

  @Property(tries = 40)
  void theDomainsChangeLittleWhenTheTopologyDoes(@ForAll long seed) {
    Random random = new Random(seed);
    int nodes = 400 + random.nextInt(800);
    Estate estate = new Estate(100).report(randomEstate(random, nodes, 0));
    Map<String, String> before = new TreeMap<>(estate.domains);
    List<TopologyChange> changes = randomEstate(random, nodes / 100, nodes);
    for (int i = 0; i < nodes / 100; i++) {
      changes.add(noNode("n" + random.nextInt(nodes)));
    }
    for (TopologyChange change : changes) {
      estate.report(change);
    }
    long moved =
        before.entrySet().stream()
            .filter(e -> estate.domains.containsKey(e.getKey()))
            .filter(e -> !estate.domain(e.getKey()).equals(e.getValue()))
            .count();
    assertThat(moved).isLessThan(nodes / 50);
    assertThat(estate.sizes().values()).allMatch(s -> s <= 100);
  }

  @Property(tries = 60)
  void aRestoreChangesNothing(@ForAll long seed) {
    Random random = new Random(seed);
    Estate estate = new Estate(30);
    List<TopologyChange> changes = randomEstate(random, 200, 0);
    estate.report(changes.subList(0, changes.size() / 2));
    Estate restored = estate.restored();
    for (TopologyChange change : changes.subList(changes.size() / 2, changes.size())) {
      estate.report(change);
      restored.report(change);
      assertThat(restored.domains).isEqualTo(estate.domains);
    }
    assertThat(restored.placements).isEqualTo(estate.placements);
  }
}
