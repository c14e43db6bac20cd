package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alarms that came too late to open an incident: they join one that is open. Times are seconds. */
class LateAlarmsTest {
  private final TestingDesk desk = new TestingDesk();

  private void estate() {
    desk.node("db", "DATABASE");
    for (String web : List.of("web1", "web2", "web3")) {
      desk.node(web, "SERVICE").relation(web, "DEPENDS_ON", "db");
    }
  }

  /** An alarm of the time {@code raised} that comes at {@code at}. */
  private static AlarmChange late(double at, double raised, String resource) {
    return change(AlarmChange.Kind.RAISED, at, raised, resource, true);
  }

  private static AlarmChange change(
      AlarmChange.Kind kind, double at, double raised, String resource, boolean late) {
    String event = "late-" + resource + "-" + kind;
    return new AlarmChange(
        kind,
        "late-" + resource + "-RAISED",
        TestingDesk.millis(at),
        TestingDesk.millis(raised),
        resource,
        "DOWN",
        "",
        true,
        TestingDesk.DOMAIN,
        Severity.CRITICAL,
        "down",
        null,
        1,
        List.of(new EventRef(event, TestingDesk.millis(raised))),
        late);
  }

  @Test
  void itJoinsTheIncidentThatIsOpen() {
    estate();
    desk.raise(10, "db", "DOWN").until(20);
    desk.take(late(30, 12, "web1")).until(40);
    Incident incident = desk.only();
    assertThat(incident.getAlarms())
        .extracting(MemberAlarm::getResource)
        .containsExactlyInAnyOrder("db", "web1");
    assertThat(desk.members()).containsEntry("late-web1-RAISED", incident.getId());
  }

  @Test
  void itCanBeTheCauseOfTheIncidentThatIsOpen() {
    estate();
    desk.raise(11, "web1", "HTTP_ERRORS").raise(11, "web2", "HTTP_ERRORS").until(20);
    desk.take(late(30, 10, "db")).until(40);
    assertThat(desk.only().getCauses().get(0).getResource()).isEqualTo("db");
    assertThat(desk.only().getCauses().get(0).getSilent()).isFalse();
  }

  @Test
  void itOpensNone() {
    estate();
    desk.take(late(30, 10, "db"));
    for (String web : List.of("web1", "web2", "web3")) {
      desk.take(late(30, 11, web));
    }
    assertThat(desk.until(100).revisions).isEmpty();
  }

  @Test
  void aResolvedIncidentDoesNotSwallowIt() {
    estate();
    desk.raise(10, "db", "DOWN").clear(20, "db", "DOWN").until(200);
    assertThat(desk.only().getState()).isEqualTo(IncidentState.RESOLVED);
    int revisions = desk.revisions.size();
    desk.take(late(210, 12, "web1")).until(300);
    assertThat(desk.revisions).hasSize(revisions);
    assertThat(desk.members()).doesNotContainKey("late-web1-RAISED");
  }

  @Test
  void heardInTimeItOpensOneAfterAll() {
    estate();
    desk.take(late(30, 10, "db")).until(40);
    assertThat(desk.revisions).isEmpty();
    desk.take(change(AlarmChange.Kind.REPEATED, 50, 10, "db", false)).until(52);
    assertThat(desk.only().getCauses().get(0).getResource()).isEqualTo("db");
  }

  @Test
  void whatJoinsNothingIsForgottenAndCountedWhenItIsCleared() {
    estate();
    desk.take(late(30, 10, "db")).restart();
    desk.take(change(AlarmChange.Kind.CLEARED, 40, 10, "db", true)).until(10_000);
    assertThat(desk.revisions).isEmpty();
    assertThat(desk.counted).containsEntry(Correlator.Counted.EXPIRED_ALARMS, 1L);
    assertThat(desk.tables.size()).isZero();
  }

  @Test
  void itsIncidentStaysOpenAsLongAsItIsActive() {
    estate();
    desk.raise(10, "db", "DOWN").until(20);
    desk.take(late(30, 12, "web1")).clear(50, "db", "DOWN").until(500);
    assertThat(desk.only().getState()).isEqualTo(IncidentState.OPEN);
    desk.take(change(AlarmChange.Kind.CLEARED, 510, 12, "web1", true)).until(700);
    assertThat(desk.only().getState()).isEqualTo(IncidentState.RESOLVED);
  }
}
