package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Severity;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Worked examples: which causes are found, and what becomes of topology that makes no sense. */
class ExplanationsTest {
  private final TestingDesk desk = new TestingDesk();

  private List<String> causes() {
    return desk.end().incidents().stream()
        .map(i -> i.getCauses().get(0).getResource())
        .sorted()
        .toList();
  }

  /**
   * Two spines, six leaves on both, four hosts a leaf with two VMs each; all leaves on one feed.
   */
  private void hall() {
    desk.node("feed", "POWER");
    for (int leaf = 0; leaf < 6; leaf++) {
      String name = "leaf" + leaf;
      desk.node(name, "SWITCH").relation(name, "PART_OF", "feed");
      for (String spine : List.of("spine-a", "spine-b")) {
        desk.node(spine, "SWITCH").relation(name, "CONNECTED_TO", spine);
      }
      for (int h = 0; h < 4; h++) {
        String host = "host" + leaf + h;
        desk.node(host, "HOST").relation(host, "CONNECTED_TO", name);
        for (int vm = 0; vm < 2; vm++) {
          desk.node(host + "vm" + vm, "VM").relation(host + "vm" + vm, "RUNS_ON", host);
        }
      }
    }
  }

  private void leafDies(double at, int leaf) {
    for (String spine : List.of("spine-a", "spine-b")) {
      desk.raise(at, spine, "LINK_DOWN", "to-leaf" + leaf, "leaf" + leaf);
      at += 0.2;
    }
    for (int h = 0; h < 4; h++) {
      desk.raise(at += 1, "host" + leaf + h, "HOST_DOWN");
      desk.raise(at += 1, "host" + leaf + h + "vm0", "VM_DOWN");
      desk.raise(at += 0.5, "host" + leaf + h + "vm1", "VM_DOWN");
    }
  }

  @Test
  void theFeedIsTheCauseWhenAllOfItsSwitchesDie() {
    hall();
    for (int leaf = 0; leaf < 6; leaf++) {
      leafDies(leaf * 0.1, leaf);
    }
    assertThat(causes()).containsExactly("feed");
  }

  @Test
  void twoCutLinksOfOneSwitchAreNotTheSwitchWhileItsOtherNeighboursSeeIt() {
    hall();
    desk.raise(0, "spine-a", "LINK_DOWN", "1", "leaf1")
        .raise(0.1, "leaf1", "LINK_DOWN", "1", "spine-a");
    desk.raise(20, "spine-a", "LINK_DOWN", "4", "leaf4")
        .raise(20.1, "leaf4", "LINK_DOWN", "4", "spine-a");
    assertThat(causes()).containsExactly("leaf1--spine-a", "leaf4--spine-a");
  }

  @Test
  void allLinksOfASwitchThatSaysNothingAreTheSwitch() {
    hall();
    for (int leaf = 0; leaf < 6; leaf++) {
      desk.raise(leaf * 0.1, "leaf" + leaf, "LINK_DOWN", "up", "spine-b");
    }
    assertThat(causes()).containsExactly("spine-b");
  }

  @Test
  void whatIsCutOffFarBehindARouterIsExplainedByIt() {
    for (String pair : List.of("a b", "b c", "c d", "d a", "d v1", "v1 v2", "v2 v3", "v3 cpe")) {
      String[] ends = pair.split(" ");
      desk.node(ends[0], "ROUTER").node(ends[1], "ROUTER");
      desk.relation(ends[0], "CONNECTED_TO", ends[1]);
    }
    desk.node("shop", "SERVICE").relation("shop", "DEPENDS_ON", "cpe");
    desk.raise(0, "v1", "POWER_SUPPLY_FAILED", Severity.CRITICAL);
    desk.raise(0.5, "d", "LINK_DOWN", "to-v1", "v1");
    desk.raise(4, "shop", "CONNECTION_TIMEOUT").raise(9, "cpe", "DEVICE_UNREACHABLE");
    assertThat(causes()).containsExactly("v1");
    assertThat(desk.only().getAlarms())
        .filteredOn(a -> a.getResource().equals("cpe"))
        .first()
        .satisfies(a -> assertThat(a.getPath()).startsWith("v1").endsWith("cpe"));
  }

  @Test
  void aServiceThatHasEnoughMembersLeftIsNotExplainedByNoise() {
    desk.node("web", "SERVICE");
    for (int i = 0; i < 40; i++) {
      desk.node("disk" + i, "HOST");
      desk.raise(i * 2, "disk" + i, "DISK_USAGE_HIGH");
    }
    assertThat(causes()).hasSize(40).doesNotContain("web");
  }

  @Test
  void circlesSelfRelationsAndRelationsToNowhereChangeNothing() {
    hall();
    for (String type : List.of("DEPENDS_ON", "RUNS_ON", "PART_OF", "CONNECTED_TO", "SERVED_BY")) {
      desk.relation("leaf1", type, "leaf1").relation("host10", type, "nowhere");
    }
    desk.relation("feed", "PART_OF", "leaf1").relation("leaf1", "HUMS_ALONG_WITH", "host10");
    leafDies(0, 1);
    assertThat(causes()).containsExactly("leaf1");
  }

  @Test
  void aCircleOfDependenciesHasOneCause() {
    for (int i = 0; i < 5; i++) {
      desk.node("svc" + i, "SERVICE").relation("svc" + i, "DEPENDS_ON", "svc" + (i + 1) % 5);
    }
    for (int i = 0; i < 5; i++) {
      desk.raise(i, "svc" + i, "ERROR_RATE");
    }
    assertThat(causes()).hasSize(1);
  }

  @Test
  void ofACiWithAMillionNeighboursNoMoreThanABoundIsLookedAt() {
    desk.node("hub", "SWITCH").node("leaf", "HOST").relation("leaf", "CONNECTED_TO", "hub");
    for (int i = 0; i < 1_000_000; i++) {
      desk.node("n" + i, "HOST")
          .relation("n" + i, i % 2 == 0 ? "CONNECTED_TO" : "DEPENDS_ON", "hub");
    }
    CorrelateOptions options = CorrelateOptions.DEFAULT;
    Upstream upstream = new Upstream(desk.topology, options.model(), options);
    assertThat(upstream.of(new Site("hub", null, ""), new TreeSet<>()).size())
        .isLessThanOrEqualTo(options.searchLimit());
    desk.raise(0, "hub", "POWER_SUPPLY_FAILED").raise(1, "leaf", "HOST_DOWN");
    desk.raise(2, "n7", "DOWN");
    assertThat(causes()).containsExactly("hub");
  }
}
