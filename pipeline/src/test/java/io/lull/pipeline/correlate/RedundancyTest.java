package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.ChangeOp;
import io.lull.schema.Effect;
import io.lull.schema.Node;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedundancyTest {

  private static final double FELT = FailureModel.DEFAULT.relation("SERVED_BY").probability();
  private static final double SPARE = FailureModel.DEFAULT.spare();

  private final TestingDesk desk = new TestingDesk();
  private final Redundancy redundancy = new Redundancy(desk.topology, FailureModel.DEFAULT);

  private void service(int members, String... attributesOfRelations) {
    desk.node("web", "SERVICE");
    for (int m = 1; m <= members; m++) {
      desk.node("pod" + m, "POD").relation("web", "SERVED_BY", "pod" + m, attributesOfRelations);
    }
  }

  private void required(String value) {
    Node node =
        Node.newBuilder()
            .setId("web")
            .setType("SERVICE")
            .setAttributes(Map.of("required", value))
            .build();
    desk.topology.apply(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setNode(node).build());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 2", "4, 2", "5, 3", "20, 10"})
  void aServiceThatDoesNotSayNeedsHalfOfItsMembersRoundedUp(int members, int required) {
    service(members);

    assertThat(redundancy.of("web").required()).isEqualTo(required);
  }

  @Test
  void failureReachesAServiceOnlyWeaklyWhileItHasWhatItNeeds() {
    service(4);

    assertThat(redundancy.probability("web", 0)).isZero();
    assertThat(redundancy.probability("web", 2)).isEqualTo(SPARE);
    assertThat(redundancy.probability("web", 3)).isEqualTo(FELT).isGreaterThan(SPARE);
  }

  @Test
  void whatTheServiceSaysGoesBeforeWhatItsRelationsSay() {
    service(4, "required", "2");
    assertThat(redundancy.of("web").required()).isEqualTo(2);

    required("4");
    assertThat(redundancy.probability("web", 1)).isEqualTo(FELT);

    required("many");
    assertThat(redundancy.of("web").required()).isEqualTo(2);

    required("9");
    assertThat(redundancy.of("web").required()).as("never more than there are").isEqualTo(4);
  }

  @Test
  void anythingWithoutMembersFeelsNothing() {
    desk.node("db", "DATABASE").node("app", "SERVICE").relation("app", "DEPENDS_ON", "db");

    assertThat(redundancy.probability("app", 3)).isZero();
    assertThat(redundancy.probability("nobody", 1)).isZero();
  }

  @Property(tries = 100)
  void moreFailuresNeverReachLess(
      @ForAll @IntRange(min = 1, max = 12) int members,
      @ForAll @IntRange(min = 1, max = 14) int required) {
    RedundancyTest any = new RedundancyTest();
    any.service(members, "required", String.valueOf(required));
    double before = 0;
    for (int failing = 0; failing <= members; failing++) {
      double now = any.redundancy.probability("web", failing);
      assertThat(now).isBetween(before, FELT);
      before = now;
    }
    assertThat(before).as("with none left").isEqualTo(FELT);
  }

  private Effect effectOn(String business, String... lost) {
    Signs signs = new Signs(FailureModel.DEFAULT, false);
    signs.causes.addAll(Set.of(lost));
    signs.suffering.addAll(Set.of(lost));
    signs.lost.addAll(Set.of(lost));
    return new Impacts(desk.topology, FailureModel.DEFAULT)
        .of(signs, id -> List.of(), false, 0).business().stream()
            .filter(impact -> impact.getId().equals(business))
            .map(impact -> impact.getEffect())
            .findFirst()
            .orElseThrow();
  }

  @Test
  void aServiceIsDownWhenFewerMembersAreLeftThanItNeeds() {
    service(4);
    desk.node("host", "HOST")
        .relation("pod2", "RUNS_ON", "host")
        .relation("pod3", "RUNS_ON", "host");
    desk.node("shop", "BUSINESS_SERVICE").relation("shop", "DEPENDS_ON", "web");
    desk.node("crm", "BUSINESS_SERVICE").relation("crm", "DEPENDS_ON", "web", "share", "0.4");

    assertThat(effectOn("shop", "pod1")).isEqualTo(Effect.AT_RISK);
    assertThat(effectOn("shop", "host")).as("takes two of four").isEqualTo(Effect.AT_RISK);
    assertThat(effectOn("shop", "host", "pod1")).isEqualTo(Effect.DOWN);
    assertThat(effectOn("crm", "host", "pod1")).as("loses a part").isEqualTo(Effect.DEGRADED);
  }

  @Test
  void aServiceWhoseDatabaseMerelySuffersIsNotDown() {
    desk.node("db", "DATABASE")
        .node("shop", "BUSINESS_SERVICE")
        .relation("shop", "DEPENDS_ON", "db");

    desk.raise(0, "db", "LATENCY_HIGH").raise(1, "shop", "SLO_BURN").until(10);
    assertThat(desk.only().getServices().get(0).getEffect()).isEqualTo(Effect.DEGRADED);

    desk.raise(20, "db", "DATABASE_DOWN").until(30);
    assertThat(desk.only().getServices().get(0).getEffect()).isEqualTo(Effect.DOWN);

    desk.clearAll(60).end();
    assertThat(desk.only().getServices().get(0).getEffect())
        .as("a resolved incident says how bad it was")
        .isEqualTo(Effect.DOWN);
  }
}
