package io.lull.pipeline.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of any history of an alarm, sender clocks that are off included. */
class AlarmMachinePropertyTest {
  private static final DeduplicateOptions OPTIONS =
      new DeduplicateOptions(10, 5, 60, 3, 200, 100, 2_000);

  @Property(tries = 500)
  void everyEventIsToldExactlyOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int n) {
    TestingAlarm alarm = new TestingAlarm(OPTIONS);
    List<String> sent = play(alarm, seed, n);
    alarm.advance(Long.MAX_VALUE - 1);

    List<String> told = new ArrayList<>();
    alarm.changes.forEach(c -> c.events().stream().map(EventRef::id).forEach(told::add));
    alarm.orphans.forEach(o -> told.add(o.event().id()));
    assertThat(told).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Property(tries = 500)
  void aLifeIsRaisedThenClearedAndEndsWithNothingKept(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int n) {
    TestingAlarm alarm = new TestingAlarm(OPTIONS);
    play(alarm, seed, n);
    alarm.advance(Long.MAX_VALUE - 1);
    assertThat(alarm.state).isNull();

    boolean active = false;
    boolean flapping = false;
    String open = "";
    long count = 0;
    for (AlarmChange change : alarm.changes) {
      if (change.kind() == Kind.RAISED) {
        assertThat(active).isFalse();
        active = true;
        open = change.eventId();
        count = 0;
      } else {
        assertThat(change.eventId()).isEqualTo(open);
      }
      if (change.kind() == Kind.CLEARED) {
        assertThat(active).isTrue();
        assertThat(flapping).isFalse();
        active = false;
      }
      if (change.kind() == Kind.FLAPPING || change.kind() == Kind.CALMED) {
        assertThat(active).isTrue();
        assertThat(flapping).isEqualTo(change.kind() == Kind.CALMED);
        flapping = !flapping;
      }
      count += change.events().size();
      assertThat(change.count()).isEqualTo(count);
    }
    assertThat(active).isFalse();
  }

  private static List<String> play(TestingAlarm alarm, long seed, int n) {
    Random random = new Random(seed);
    int pace = 1 << random.nextInt(9);
    long now = 10_000;
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      now += random.nextInt(pace);
      Event event =
          TestingAlarm.event(
              "e" + i,
              now - random.nextInt(pace),
              random.nextBoolean() ? EventStatus.RAISED : EventStatus.CLEARED,
              Severity.values()[random.nextInt(5)],
              random.nextInt(4) == 0 ? "snmp" : "syslog");
      alarm.take(event, now);
      sent.add(event.getId());
    }
    return sent;
  }
}
