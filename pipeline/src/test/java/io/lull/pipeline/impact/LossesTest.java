package io.lull.pipeline.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lull.pipeline.impact.Bonds.Lag;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossesTest {
  private static final Bonds BONDS =
      new Bonds() {
        @Override
        public Bond bond(String type) {
          return switch (type) {
            case "SERVED_BY" -> Bond.MEMBER;
            case "CONNECTED_TO" -> Bond.NONE;
            default -> Bond.DEPENDENCY;
          };
        }

        @Override
        public double required() {
          return 0.5;
        }

        @Override
        public Lag lag(String type) {
          return new Lag(20_000, 0.5);
        }
      };

  private final Topology topology = new Topology();
  private final ServiceMap map = new ServiceMap(topology, BONDS);

  private void node(String id, String type, String... attributes) {
    Node node =
        Node.newBuilder().setId(id).setType(type).setAttributes(attributes(attributes)).build();
    topology.apply(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setNode(node).build());
  }

  private void relation(String from, String type, String to, String... attributes) {
    for (String end : List.of(from, to)) {
      if (topology.indexOf(end) < 0) {
        node(end, "SERVICE");
      }
    }
    topology.apply(
        TopologyChange.newBuilder()
            .setOp(ChangeOp.UPSERT)
            .setRelation(new Relation(from, to, type, attributes(attributes)))
            .build());
  }

  private static Map<String, String> attributes(String... attributes) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      all.put(attributes[i], attributes[i + 1]);
    }
    return all;
  }

  private double lost(String id, String... failed) {
    Losses losses = new Losses(map);
    losses.fail(List.of(failed));
    return losses.of(id);
  }

  @Test
  void twoWaysToOneDatabaseAreIndependentAndAlternativesAddUp() {
    relation("checkout", "DEPENDS_ON", "orders", "share", "0.4");
    relation("checkout", "DEPENDS_ON", "payment", "share", "0.9");
    relation("payment", "DEPENDS_ON", "orders", "share", "0.5");
    relation("orders", "DEPENDS_ON", "db");
    assertThat(lost("checkout", "db")).isCloseTo(1 - 0.6 * 0.55, within(1e-9));

    relation("shop", "DEPENDS_ON", "web", "share", "0.5", "split", "channel");
    relation("shop", "DEPENDS_ON", "app", "share", "0.3", "split", "channel");
    assertThat(lost("shop", "web", "app")).isCloseTo(0.8, within(1e-9));
    assertThat(lost("shop", "web")).isCloseTo(0.5, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "3, 1", "4, 1"})
  void membersAreSpareUntilTooFewAreLeft(int gone, double lost) {
    node("web", "SERVICE", "required", "2");
    for (int i = 0; i < 4; i++) {
      relation("web", "SERVED_BY", "pod" + i);
    }
    relation("shop", "DEPENDS_ON", "web", "share", "0.7");
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < gone; i++) {
      failed.add("pod" + i);
    }
    assertThat(lost("web", failed.toArray(String[]::new))).isEqualTo(lost);
    assertThat(lost("shop", failed.toArray(String[]::new))).isEqualTo(0.7 * lost);
  }

  @Test
  void membersThatLoseAPartCostTheirMean() {
    for (int i = 0; i < 4; i++) {
      relation("web", "SERVED_BY", "pod" + i);
      relation("pod" + i, "DEPENDS_ON", "cache", "share", i < 2 ? "0.4" : "0.0");
    }
    assertThat(lost("web", "cache")).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void whatComesBackThroughACircleSaysNothing() {
    relation("a", "DEPENDS_ON", "b", "share", "0.5");
    relation("b", "DEPENDS_ON", "a", "share", "0.5");
    relation("a", "DEPENDS_ON", "db", "share", "0.2");
    relation("shop", "DEPENDS_ON", "b");
    assertThat(lost("a", "db")).isCloseTo(0.2, within(1e-9));
    assertThat(lost("b", "db")).isCloseTo(0.1, within(1e-9));
    assertThat(lost("shop", "db")).as("above a circle").isCloseTo(0.1, within(1e-9));

    relation("auth", "DEPENDS_ON", "users");
    relation("users", "DEPENDS_ON", "auth");
    relation("users", "DEPENDS_ON", "ldap", "share", "0.3");
    relation("auth", "DEPENDS_ON", "cache", "share", "0.4");
    assertThat(lost("auth", "ldap")).isCloseTo(0.3, within(1e-9));
    assertThat(lost("users", "ldap", "cache")).isCloseTo(1 - 0.7 * 0.6, within(1e-9));
    assertThat(lost("users", "auth")).isEqualTo(1);

    relation("p", "PART_OF", "q");
    relation("q", "PART_OF", "p");
    assertThat(lost("q", "p")).isEqualTo(1);
  }

  /** As inventories say it that list what is in a cluster on both sides. */
  @Test
  void membersThatArePartOfWhatTheyServeDoNotPullItDown() {
    for (int i = 0; i < 40; i++) {
      relation("web", "SERVED_BY", "pod" + i);
      relation("pod" + i, "PART_OF", "web");
    }
    relation("pod0", "DEPENDS_ON", "volume", "share", "0.4");
    assertThat(lost("web", "volume")).isCloseTo(0.01, within(1e-9));
    assertThat(lost("pod0", "volume")).isCloseTo(0.4, within(1e-9));
    assertThat(lost("pod1", "volume")).isCloseTo(0.4 / 40, within(1e-3));
  }

  /** Sixty services that all need each other have more ways than can be looked along. */
  @Test
  @Timeout(60)
  void aTangleIsLookedAtNoLongerThanIsAllowed() {
    for (int i = 0; i < 60; i++) {
      for (int k = 0; k < 60; k++) {
        relation("s" + i, "DEPENDS_ON", "s" + k, "share", "0.01");
      }
    }
    relation("s0", "DEPENDS_ON", "db", "share", "0.5");
    assertThat(lost("s0", "db")).isBetween(0.5, 0.52);
    assertThat(lost("s59", "db")).isBetween(0.005, 0.02);
  }

  @Test
  void thatSomethingNeedsItselfSaysNothing() {
    relation("shop", "DEPENDS_ON", "shop");
    relation("shop", "SERVED_BY", "shop");
    relation("shop", "DEPENDS_ON", "db", "share", "0.2");
    assertThat(lost("shop", "db")).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void whoIsProtectedIsNamedWithTheServiceThatHolds() {
    node("shop", "BUSINESS_SERVICE");
    relation("web", "SERVED_BY", "pod1");
    relation("web", "SERVED_BY", "pod2");
    relation("api", "DEPENDS_ON", "web");
    relation("shop", "DEPENDS_ON", "api");
    Losses losses = new Losses(map);
    losses.fail(List.of("pod1"));
    assertThat(losses.business()).isEmpty();
    assertThat(losses.guarded())
        .singleElement()
        .satisfies(
            service -> {
              assertThat(service.guardedBy()).isEqualTo("web");
              assertThat(service.via()).containsExactly("pod1", "web", "api", "shop");
            });
  }

  @Test
  void aServiceWithMembersToSpareIsHitWhenTheLastOfThemIsGone() {
    node("web", "SERVICE", "required", "2");
    for (int i = 1; i <= 3; i++) {
      relation("web", "SERVED_BY", "pod" + i);
    }
    Losses losses = new Losses(map);
    losses.fail(List.of("pod1", "pod2"));
    Arrival arrival =
        losses
            .times(Map.of("pod1", Arrival.at(1_000_000), "pod2", Arrival.at(2_000_000)))
            .of("web");
    assertThat(arrival).isNotNull();
    assertThat(arrival.sinceMillis()).isEqualTo(2_000_000);
    // Of a log-normal lag with this mean and sigma 0.5.
    assertThat(arrival.medianMillis()).isCloseTo(2_017_650, within(50L));
    assertThat(arrival.fromMillis()).isCloseTo(2_007_755, within(50L));
    assertThat(arrival.toMillis()).isCloseTo(2_040_173, within(100L));
  }

  /** Counting requests one by one, where no CI is needed over two ways. */
  @Property(tries = 40)
  void whatIsLostIsWhatRequestsSay(@ForAll Random random) {
    LossesTest any = new LossesTest();
    int layers = 3;
    for (int layer = 1; layer <= layers; layer++) {
      for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 2; k++) {
          String share = Double.toString(random.nextInt(11) / 10.0);
          // A tree: each CI below has one user.
          String to = layer - 1 + "-" + (2 * i + k) + "-" + layer;
          any.relation(layer + "-" + i + "-" + (layer + 1), "DEPENDS_ON", to, "share", share);
        }
      }
    }
    Set<String> failed = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      if (random.nextBoolean()) {
        failed.add("0-" + i + "-1");
      }
    }
    Losses losses = new Losses(any.map);
    losses.fail(failed);
    for (int i = 0; i < 3; i++) {
      String id = "1-" + i + "-2";
      int bad = 0;
      for (int n = 0; n < 4_000; n++) {
        bad += any.fails(id, failed, random) ? 1 : 0;
      }
      assertThat(losses.of(id)).isCloseTo(bad / 4_000.0, within(0.05));
    }
  }

  /** Counting requests that do not come back to where they were. */
  @Property(tries = 40)
  void inCirclesTooItIsWhatRequestsSay(@ForAll Random random) {
    LossesTest any = new LossesTest();
    for (int from = 0; from < 5; from++) {
      for (int to = 0; to < 6; to++) {
        if (from != to && random.nextInt(10) < 4) {
          String share = Double.toString((1 + random.nextInt(10)) / 10.0);
          any.relation("s" + from, "DEPENDS_ON", "s" + to, "share", share);
        }
      }
    }
    Losses losses = new Losses(any.map);
    losses.fail(List.of("s5"));
    for (int i = 0; i < 5; i++) {
      int bad = 0;
      for (int n = 0; n < 4_000; n++) {
        bad += any.fails("s" + i, Set.of("s5"), random) ? 1 : 0;
      }
      assertThat(losses.of("s" + i)).isCloseTo(bad / 4_000.0, within(0.05));
    }
  }

  private boolean fails(String id, Set<String> failed, Random random) {
    return fails(id, failed, new HashSet<>(), random);
  }

  private boolean fails(String id, Set<String> failed, Set<String> way, Random random) {
    if (failed.contains(id)) {
      return true;
    }
    way.add(id);
    boolean fails = false;
    for (Relation relation : topology.relationsFrom(id)) {
      double share = Double.parseDouble(relation.getAttributes().getOrDefault("share", "1"));
      boolean there = random.nextDouble() < share && !way.contains(relation.getTo());
      fails |= there && fails(relation.getTo(), failed, way, random);
    }
    way.remove(id);
    return fails;
  }
}
