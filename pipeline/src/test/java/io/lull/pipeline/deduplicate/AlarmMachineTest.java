package io.lull.pipeline.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.Events;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import org.junit.jupiter.api.Test;

class AlarmMachineTest {
  private static final long S = 1_000;
  private static final DeduplicateOptions OPTIONS =
      new DeduplicateOptions(10 * S, 4, 60 * S, 3, 600 * S, 300 * S, 3600 * S);

  private final TestingAlarm alarm = new TestingAlarm(OPTIONS);

  @Test
  void aRaiseIsToldAtOnceAndRepeatsAreGathered() {
    alarm.raise("e1", 0).raise("e2", 2 * S).raise("e3", 5 * S).advance(11 * S);
    assertThat(alarm.said()).containsExactly("RAISED e1@0 x1 [e1]");
    alarm.advance(12 * S);
    assertThat(alarm.said()).containsExactly("REPEATED e1@5000 x3 [e2,e3]");
    alarm.clear("e4", 20 * S);
    assertThat(alarm.said()).containsExactly("CLEARED e1@20000 x4 [e4]");
  }

  @Test
  void aClearTakesAlongWhatIsGathered() {
    alarm.raise("e1", 0).raise("e2", S).clear("e3", 2 * S);
    assertThat(alarm.said()).containsExactly("RAISED e1@0 x1 [e1]", "CLEARED e1@2000 x3 [e2,e3]");
  }

  @Test
  void whatIsGatheredIsBounded() {
    alarm.raise("e1", 0).raise("e2", 1).raise("e3", 2).raise("e4", 3).raise("e5", 4).raise("e6", 5);
    assertThat(alarm.said())
        .containsExactly("RAISED e1@0 x1 [e1]", "REPEATED e1@4 x5 [e2,e3,e4,e5]");
  }

  @Test
  void aWorseSeverityDoesNotWaitAndABetterOneIsNoNews() {
    alarm.raise("e1", 0).raise("e2", S);
    alarm.take(event("e3", 2 * S, EventStatus.RAISED, Severity.CRITICAL), 2 * S);
    assertThat(alarm.said())
        .containsExactly("RAISED e1@0 x1 [e1]", "REPEATED e1@2000 x3 [e2,e3] CRITICAL");
    alarm.take(event("e4", 3 * S, EventStatus.RAISED, Severity.MINOR), 3 * S);
    assertThat(alarm.said()).isEmpty();
  }

  @Test
  void anAlarmThatComesBackIsANewOne() {
    alarm.raise("e1", 0).clear("e2", S).raise("e3", 20 * S);
    assertThat(alarm.said())
        .containsExactly(
            "RAISED e1@0 x1 [e1]", "CLEARED e1@1000 x2 [e2]", "RAISED e3@20000 x1 [e3]");
  }

  @Test
  void anAlarmIsLateAsLongAsAllOfItCameTooLate() {
    Event first = event("e1", 0, EventStatus.RAISED, Severity.MAJOR);
    alarm.take(Events.late(first, 90_000 * S), 90_000 * S);
    Event again = event("e2", S, EventStatus.RAISED, Severity.MAJOR);
    alarm.take(Events.late(again, 90_000 * S), 90_001 * S).advance(90_011 * S);
    assertThat(alarm.changes).hasSize(2).allMatch(AlarmChange::late);

    alarm.take(event("e3", 90_020 * S, EventStatus.RAISED, Severity.MAJOR), 90_020 * S);
    assertThat(alarm.changes).hasSize(3);
    AlarmChange inTime = alarm.changes.get(2);
    assertThat(inTime.late()).as("told without delay").isFalse();
    assertThat(inTime.count()).isEqualTo(3);

    alarm.take(
        Events.late(event("e4", 2 * S, EventStatus.RAISED, Severity.MAJOR), 90_000 * S),
        90_021 * S);
    assertThat(alarm.advance(90_031 * S).changes.get(3).late()).isFalse();
  }

  @Test
  void aLateClearOfAnEarlierTimeDoesNotClear() {
    alarm.raise("e1", 90_000 * S);
    Event clear = event("e2", 0, EventStatus.CLEARED, Severity.MAJOR);
    alarm.take(Events.late(clear, 90_010 * S), 90_010 * S).advance(90_020 * S);
    assertThat(alarm.changes)
        .extracting(AlarmChange::kind)
        .containsExactly(Kind.RAISED, Kind.REPEATED);
  }

  @Test
  void aRaiseThatItsClearHasOvertakenDoesNotReopen() {
    alarm.raise("e1", 10 * S).clear("e3", 20 * S);
    alarm.take(event("e2", 15 * S, EventStatus.RAISED, Severity.CRITICAL), 40 * S).advance(50 * S);
    assertThat(alarm.said())
        .containsExactly(
            "RAISED e1@10000 x1 [e1]", "CLEARED e1@20000 x2 [e3]", "REPEATED e1@15000 x3 [e2]");
  }

  @Test
  void aClearOfAnEarlierTimeDoesNotClear() {
    alarm.raise("e1", 10 * S).raise("e3", 30 * S);
    alarm.take(event("e2", 20 * S, EventStatus.CLEARED, Severity.MAJOR), 35 * S);
    alarm.advance(40 * S);
    assertThat(alarm.said())
        .containsExactly("RAISED e1@10000 x1 [e1]", "REPEATED e1@20000 x3 [e3,e2]");
    assertThat(alarm.clear("e4", 50 * S).said()).containsExactly("CLEARED e1@50000 x4 [e4]");
  }

  @Test
  void clocksOfDifferentSourcesAreNotCompared() {
    alarm.take(
        TestingAlarm.event("e1", 300 * S, EventStatus.RAISED, Severity.MAJOR, "snmp"), 300 * S);
    alarm.take(
        TestingAlarm.event("e2", 10 * S, EventStatus.CLEARED, Severity.MAJOR, "syslog"), 310 * S);
    assertThat(alarm.said())
        .containsExactly("RAISED e1@300000 x1 [e1]", "CLEARED e1@10000 x2 [e2]");
  }

  @Test
  void aClearThatComesFirstPairsWithItsRaise() {
    alarm.clear("e2", 20 * S);
    alarm.take(event("e1", 15 * S, EventStatus.RAISED, Severity.MAJOR), 30 * S);
    assertThat(alarm.said()).containsExactly("RAISED e1@15000 x1 [e1]", "CLEARED e1@20000 x2 [e2]");
    assertThat(alarm.orphans).isEmpty();
  }

  @Test
  void aClearWithoutAnAlarmIsReportedWhenNoRaiseCanCome() {
    alarm.clear("e1", 20 * S).advance(79 * S);
    assertThat(alarm.orphans).isEmpty();
    alarm.advance(80 * S);
    assertThat(alarm.orphans).extracting(o -> o.event().id()).containsExactly("e1");
    assertThat(alarm.state).isNull();
    assertThat(alarm.said()).isEmpty();
  }

  @Test
  void aRaiseAfterAnOrphanClearIsAnAlarm() {
    alarm.clear("e1", 20 * S).raise("e2", 30 * S);
    assertThat(alarm.said()).containsExactly("RAISED e2@30000 x1 [e2]");
    assertThat(alarm.orphans).hasSize(1);
  }

  @Test
  void tooManyRaisesFlapAndStayActiveUntilTheyCalmDown() {
    for (int i = 0; i < 3; i++) {
      alarm.raise("r" + i, (20 * i) * S).clear("c" + i, (20 * i + 10) * S);
    }
    alarm.said();
    alarm.raise("r3", 60 * S);
    assertThat(alarm.said()).containsExactly("RAISED r3@60000 x1 [r3]", "FLAPPING r3@60000 x1 []");
    assertThat(alarm.changes.get(alarm.changes.size() - 1).message())
        .isEqualTo("flapping: raised 4 times in 600 s");

    alarm.clear("c3", 62 * S).raise("r4", 64 * S).clear("c4", 66 * S).advance(365 * S);
    assertThat(alarm.said()).containsExactly("REPEATED r3@66000 x4 [c3,r4,c4]");
    alarm.advance(366 * S);
    assertThat(alarm.said()).containsExactly("CALMED r3@366000 x4 []", "CLEARED r3@66000 x4 []");
  }

  @Test
  void aFlappingAlarmThatEndsUpIsStillActiveWhenCalm() {
    for (int i = 0; i < 3; i++) {
      alarm.raise("r" + i, (20 * i) * S).clear("c" + i, (20 * i + 10) * S);
    }
    alarm.raise("r3", 60 * S).said();
    // Repeats of the same status are no flapping: they do not put off the calm.
    for (int i = 1; i <= 5; i++) {
      alarm.raise("p" + i, (60 + i * 50) * S);
    }
    alarm.advance(360 * S);
    assertThat(alarm.said())
        .contains("CALMED r3@360000 x6 []")
        .noneMatch(s -> s.startsWith("CLEARED"));
    assertThat(alarm.clear("c9", 400 * S).said()).containsExactly("CLEARED r3@400000 x7 [c9]");
  }

  @Test
  void raisesThatLieFarApartDoNotFlap() {
    for (int i = 0; i < 10; i++) {
      alarm.raise("r" + i, i * 201 * S).clear("c" + i, (i * 201 + 10) * S);
    }
    assertThat(alarm.changes).extracting(AlarmChange::kind).doesNotContain(Kind.FLAPPING);
  }

  @Test
  void anAlarmThatIsNeverClearedExpiresAndIsForgotten() {
    alarm.raise("e1", 0).raise("e2", 1800 * S).advance(5399 * S);
    assertThat(alarm.said()).hasSize(2);
    alarm.advance(5400 * S);
    assertThat(alarm.said()).containsExactly("CLEARED e1@5400000 x2 []");
    assertThat(alarm.changes.get(2).message()).startsWith("expired");
    assertThat(alarm.state).isNotNull();
    assertThat(alarm.advance(6000 * S).state).isNull();
  }

  @Test
  void theEndOfInputGivesOutWhatIsGatheredAndInventsNothing() {
    alarm.raise("e1", 0).raise("e2", S).end();
    assertThat(alarm.said()).containsExactly("RAISED e1@0 x1 [e1]", "REPEATED e1@1000 x2 [e2]");
    assertThat(alarm.state).isNull();
  }

  @Test
  void aClearGoesToTheDomainOfItsRaise() {
    alarm.raise("e1", 0);
    Event clear = event("e2", S, EventStatus.CLEARED, Severity.MAJOR);
    clear.setDomain("west");
    clear.setResolved(false);
    alarm.take(clear, S);
    assertThat(alarm.changes).extracting(AlarmChange::domain).containsExactly("east", "east");
    assertThat(alarm.changes).extracting(AlarmChange::resolved).containsExactly(true, true);
  }

  @Test
  void timesAtTheEndOfTheClockDoNotOverflow() {
    alarm.raise("e1", Long.MAX_VALUE - 5).clear("e2", Long.MAX_VALUE - 3);
    assertThat(alarm.changes).hasSize(2);
    assertThat(new AlarmMachine(OPTIONS).deadline(java.util.Objects.requireNonNull(alarm.state)))
        .isEqualTo(Long.MAX_VALUE);
  }

  private static Event event(String id, long time, EventStatus status, Severity severity) {
    return TestingAlarm.event(id, time, status, severity, "syslog");
  }
}
