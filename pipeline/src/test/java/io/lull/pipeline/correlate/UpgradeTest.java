package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpgradeTest {

  @Test
  void anOpenIncidentGoesOnUnderItsIdWithTheNextRevision() {
    TestingDesk desk = services();
    GroupState old = incident("e1", 3, 2);
    desk.takeOver(60, old, alarm(old, "e1", 10, "web", null), alarm(old, "e2", 12, "db", null));
    desk.until(90);
    assertThat(desk.revisions).as("nothing happened since revision 3").isEmpty();

    desk.raise(91, "app", "DOWN").until(100);
    Incident told = desk.revisions.get(0);
    assertThat(told.getId()).isEqualTo(old.id);
    assertThat(told.getRevision()).isEqualTo(4);
    assertThat(told.getOpenedMillis()).isEqualTo(10_000);
    assertThat(told.getChanges()).contains("1 alarm joined");
    assertThat(told.getAlarms()).extracting(MemberAlarm::getEvent).contains("e1", "e2");
  }

  @Test
  void itIsResolvedWhenItsAlarmsAreAndNothingIsKept() {
    TestingDesk desk = services();
    GroupState old = incident("e1", 3, 2);
    old.lastClearMillis = 50_000;
    desk.takeOver(60, old, alarm(old, "e1", 10, "web", null), alarm(old, "e2", 12, "db", 50L));
    desk.restart();
    desk.end();
    assertThat(desk.revisions).as("web is down still").isEmpty();

    clear(desk, 100, "web", "DOWN").end();
    assertThat(desk.only().getId()).isEqualTo(old.id);
    assertThat(desk.only().getState()).isEqualTo(IncidentState.RESOLVED);
    assertThat(desk.tables.size()).isZero();
  }

  @Test
  void twoThatAreOneToTheNewModelAreMergedAndKeepTheirNames() {
    TestingDesk desk = services();
    GroupState first = incident("e1", 3, 1);
    GroupState second = incident("e2", 5, 1);
    desk.takeOver(60, first, alarm(first, "e1", 10, "web", null));
    desk.takeOver(60, second, alarm(second, "e2", 12, "db", null));
    desk.until(61);
    assertThat(desk.revisions)
        .extracting(Incident::getId, Incident::getRevision, Incident::getMergedInto)
        .contains(tuple(first.id, 4, second.id));
    clear(clear(desk, 100, "web", "DOWN"), 100, "db", "DOWN").end();
    assertThat(desk.only().getId()).isEqualTo(second.id);
    assertThat(desk.tables.size()).isZero();
  }

  @Test
  void whatWasTooSlightStaysSilentAndGoes() {
    TestingDesk desk = services();
    GroupState old = incident("e1", 0, 1);
    old.severity = Severity.WARNING;
    old.qualifiedMillis = Long.MIN_VALUE;
    AlarmState slight =
        new AlarmState(
            old.id,
            "e1",
            "web",
            "SLOW",
            "",
            null,
            Severity.WARNING,
            "",
            10_000,
            null,
            false,
            0,
            1,
            List.of(new EventRef("e1", 10_000)));
    desk.takeOver(60, old, slight).until(1_000);
    assertThat(desk.tables.size()).as("active still").isPositive();
    clear(desk, 2_000, "web", "SLOW").end();
    assertThat(desk.revisions).isEmpty();
    assertThat(desk.tables.size()).isZero();
  }

  private static TestingDesk clear(TestingDesk desk, double at, String resource, String type) {
    AlarmChange raised =
        new AlarmChange(
            AlarmChange.Kind.RAISED,
            "e1",
            10_000,
            10_000,
            resource,
            type,
            "",
            true,
            TestingDesk.DOMAIN,
            Severity.WARNING,
            "",
            null,
            1,
            List.of());
    return desk.take(desk.later(raised, AlarmChange.Kind.CLEARED, TestingDesk.millis(at)));
  }

  private static TestingDesk services() {
    return new TestingDesk()
        .node("web", "SERVICE")
        .node("app", "SERVICE")
        .node("db", "SERVICE")
        .relation("web", "DEPENDS_ON", "db")
        .relation("app", "DEPENDS_ON", "db");
  }

  private static GroupState incident(String event, int revision, int alarms) {
    GroupState old = new GroupState();
    old.id = IncidentIdentity.idOf(TestingDesk.DOMAIN, event);
    old.domain = TestingDesk.DOMAIN;
    old.revision = revision;
    old.openedMillis = 10_000;
    old.qualifiedMillis = 10_000;
    old.lastRaiseMillis = 12_000;
    old.lastClearMillis = Long.MIN_VALUE;
    old.lastEmitMillis = revision > 0 ? 15_000 : Long.MIN_VALUE;
    old.dirtyMillis = Long.MIN_VALUE;
    old.dueMillis = Long.MIN_VALUE;
    old.alarms = alarms;
    old.severity = Severity.MAJOR;
    old.cause = revision > 0 ? "db" : null;
    old.changes = new ArrayList<>();
    return old;
  }

  private static AlarmState alarm(
      GroupState old, String event, long at, String resource, @Nullable Long cleared) {
    return new AlarmState(
        old.id,
        event,
        resource,
        "DOWN",
        "",
        null,
        Severity.MAJOR,
        "",
        at * 1_000,
        cleared == null ? null : cleared * 1_000,
        false,
        0,
        1,
        List.of());
  }
}
