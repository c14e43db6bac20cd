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
  void aCycleComesToAnEnd() {
    relation("a", "DEPENDS_ON", "b", "share", "0.5");
    relation("b", "DEPENDS_ON", "a", "share", "0.5");
    relation("a", "DEPENDS_ON", "db", "share", "0.2");
    relation("p", "PART_OF", "q");
    relation("q", "PART_OF", "p");
    // a = 1 - 0.8 (1 - b / 2), b = a / 2.
    assertThat(lost("a", "db")).isCloseTo(0.25, within(1e-4));
    assertThat(lost("q", "p")).isEqualTo(1);
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

  private boolean fails(String id, Set<String> failed, Random random) {
    if (failed.contains(id)) {
      return true;
    }
    for (Relation relation : topology.relationsFrom(id)) {
      double share = Double.parseDouble(relation.getAttributes().getOrDefault("share", "1"));
      if (random.nextDouble() < share && fails(relation.getTo(), failed, random)) {
        return true;
      }
    }
    return false;
  }
}
