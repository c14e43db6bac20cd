package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Cause;
import org.junit.jupiter.api.Test;

/** What says nothing is a cause only if what depends on it fails. */
class SilentCauseTest {
  private final TestingDesk desk = new TestingDesk();

  /** An application on six hosts behind one switch, a VM on each host. */
  private void rack() {
    desk.node("site", "SITE").node("leaf", "SWITCH").node("app", "SERVICE");
    desk.relation("leaf", "PART_OF", "site");
    for (int i = 0; i < 6; i++) {
      desk.node("host" + i, "HOST").relation("host" + i, "DEPENDS_ON", "leaf");
      desk.node("vm" + i, "VM").relation("vm" + i, "RUNS_ON", "host" + i);
      desk.relation("app", "DEPENDS_ON", "vm" + i);
    }
  }

  @Test
  void aSwitchBehindWhichEveryHostAlarmsIsNamedThoughItIsSilent() {
    rack();
    desk.raise(0, "app", "DOWN");
    for (int i = 0; i < 6; i++) {
      desk.raise(0.1 + i * 0.1, "host" + i, "UNREACHABLE");
    }
    Cause cause = desk.end().only().getCauses().get(0);
    assertThat(cause.getResource()).isEqualTo("leaf");
    assertThat(cause.getSilent()).isTrue();
    assertThat(cause.getScore()).isGreaterThan(0.9);
  }

  @Test
  void aSwitchWithFourWellHostsOfSixIsNot() {
    rack();
    desk.raise(0, "app", "DOWN");
    desk.raise(1, "host1", "HOST_DOWN").raise(2, "host4", "HOST_DOWN").end();
    assertThat(desk.incidents())
        .extracting(i -> i.getCauses().get(0).getResource())
        .containsExactlyInAnyOrder("host1", "host4");
  }

  @Test
  void aSiteIsNotTheCauseOfTwoOfItsTwelveSwitches() {
    desk.node("site", "SITE").node("app", "SERVICE");
    for (int i = 0; i < 12; i++) {
      desk.node("leaf" + i, "SWITCH").relation("leaf" + i, "PART_OF", "site");
    }
    desk.relation("app", "DEPENDS_ON", "leaf1").relation("app", "DEPENDS_ON", "leaf2");
    desk.raise(0, "app", "DOWN").raise(1, "leaf1", "DOWN").raise(1.5, "leaf2", "DOWN").end();
    assertThat(desk.incidents())
        .extracting(i -> i.getCauses().get(0).getResource())
        .containsExactlyInAnyOrder("leaf1", "leaf2");
  }
}
