package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds for any history over any topology. */
class CorrelatorProperties {

  private static final int RESOURCES = 12;
  private static final String[] RELATIONS = {
    "DEPENDS_ON", "RUNS_ON", "PART_OF", "CONNECTED_TO", "SERVED_BY", "WATCHES"
  };

  /** One history: a random topology (cycles and self-relations included) and random alarms. */
  private record History(long seed, int relations, int alarms, int spanSeconds) {

    TestingDesk desk() {
      TestingDesk desk = new TestingDesk();
      Random random = new Random(seed);
      for (int i = 0; i < RESOURCES; i++) {
        desk.node("n" + i, i % 4 == 0 ? "BUSINESS_SERVICE" : i % 4 == 1 ? "SERVICE" : "HOST");
      }
      for (int i = 0; i < relations; i++) {
        desk.relation(
            "n" + random.nextInt(RESOURCES),
            RELATIONS[random.nextInt(RELATIONS.length)],
            "n" + random.nextInt(RESOURCES),
            "share",
            random.nextBoolean() ? "1" : "0.3");
      }
      return desk;
    }

    /** Changes as deduplication tells them: raised, repeated, cleared, in turn for each alarm. */
    List<AlarmChange> changes() {
      Random random = new Random(seed + 1);
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < alarms; i++) {
        times.add((long) random.nextInt(spanSeconds * 1000));
      }
      Collections.sort(times);
      Map<String, AlarmChange> active = new HashMap<>();
      List<AlarmChange> changes = new ArrayList<>();
      for (long time : times) {
        String resource = "n" + random.nextInt(RESOURCES + 3);
        String type = "T" + random.nextInt(3);
        AlarmChange before = active.get(resource + type);
        String peer = random.nextInt(3) == 0 ? "n" + random.nextInt(RESOURCES) : null;
        AlarmChange.Kind kind =
            before == null
                ? AlarmChange.Kind.RAISED
                : random.nextInt(3) == 0 ? AlarmChange.Kind.REPEATED : AlarmChange.Kind.CLEARED;
        String event = String.format("e%05d", changes.size());
        AlarmChange change =
            new AlarmChange(
                    kind,
                    before == null ? event : before.eventId(),
                    time,
                    before == null ? time : before.raisedMillis(),
                    resource,
                    type,
                    "",
                    true,
                    TestingDesk.DOMAIN,
                    Severity.values()[random.nextInt(5)],
                    "",
                    before == null ? peer : before.peer(),
                    before == null ? 1 : before.count() + 1,
                    List.of(new EventRef(event, time)))
                .with(evidence(random, time));
        if (kind == AlarmChange.Kind.CLEARED) {
          active.remove(resource + type);
        } else {
          active.put(resource + type, change);
        }
        changes.add(change);
      }
      return changes;
    }

    /** What is sampled, what is foretold, and mostly what is said as it happens. */
    private static AlarmChange.Evidence evidence(Random random, long time) {
      return switch (random.nextInt(8)) {
        case 0 -> new AlarmChange.Evidence(1_000L * random.nextInt(90), random.nextFloat());
        case 1, 2 -> {
          long at = time + 1_000L * random.nextInt(900);
          yield new AlarmChange.Evidence(
              0, 0.9f, new AlarmChange.Crossing(at - (at - time) / 3, at, at + (at - time) / 2));
        }
        default -> AlarmChange.Evidence.EXACT;
      };
    }

    /** What clears all that is still active at the end. */
    List<AlarmChange> clears() {
      Map<String, AlarmChange> last = new HashMap<>();
      changes().forEach(change -> last.put(AlarmLife.key(change), change));
      List<AlarmChange> clears = new ArrayList<>();
      last.values().stream()
          .filter(change -> change.kind() != AlarmChange.Kind.CLEARED)
          .sorted(AlarmOrder.INSTANCE)
          .forEach(
              change ->
                  clears.add(
                      desk().later(change, AlarmChange.Kind.CLEARED, spanSeconds * 1000L + 1)));
      return clears;
    }
  }

  @Property(tries = 300)
  void anEventIsInAtMostOneFinalIncidentAndThatIncidentKnowsIts(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(max = 150) int alarms,
      @ForAll @IntRange(min = 1, max = 900) int span) {
    History history = new History(seed, relations, alarms, span);
    TestingDesk desk = history.desk();
    history.changes().forEach(desk::take);
    desk.end();

    Map<String, String> members = desk.members();
    Set<String> listed = new HashSet<>();
    for (Incident incident : desk.incidents()) {
      for (MemberAlarm alarm : incident.getAlarms()) {
        assertThat(listed.add(alarm.getEvent())).as("event in two incidents").isTrue();
        assertThat(members).containsEntry(alarm.getEvent(), incident.getId());
      }
    }
  }

  @Property(tries = 300)
  void revisionsCountOneByOneAndEndWithTheResolution(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(max = 150) int alarms,
      @ForAll @IntRange(min = 1, max = 900) int span) {
    History history = new History(seed, relations, alarms, span);
    TestingDesk desk = history.desk();
    history.changes().forEach(desk::take);
    desk.end();

    Map<String, Incident> last = new HashMap<>();
    for (Incident revision : desk.revisions) {
      Incident before = last.put(revision.getId(), revision);
      assertThat(revision.getRevision()).isEqualTo(before == null ? 1 : before.getRevision() + 1);
      assertThat(before == null || before.getState() != IncidentState.RESOLVED).isTrue();
      assertThat(revision.getState() == IncidentState.MERGED)
          .isEqualTo(revision.getMergedInto() != null);
      assertThat(before == null || before.getUpdatedMillis() <= revision.getUpdatedMillis())
          .isTrue();
      assertThat(revision.getChanges()).isNotEmpty();
      assertThat(revision.getCauses()).isNotEmpty();
      assertThat(revision.getCauses())
          .allSatisfy(cause -> assertThat(cause.getScore()).isBetween(0.0, 1.0));
    }
    last.values().stream()
        .filter(incident -> incident.getMergedInto() != null)
        .forEach(incident -> assertThat(last).containsKey(incident.getMergedInto()));
  }

  @Property(tries = 150)
  void theOrderOfArrivalDoesNotMatterOnceSorted(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(max = 100) int alarms) {
    History history = new History(seed, relations, alarms, 60);
    List<AlarmChange> shuffled = new ArrayList<>(history.changes());
    Collections.shuffle(shuffled, new Random(seed));
    shuffled.sort(AlarmOrder.INSTANCE);

    TestingDesk one = history.desk();
    history.changes().forEach(one::take);
    TestingDesk other = history.desk();
    shuffled.forEach(other::take);
    assertThat(other.end().revisions).isEqualTo(one.end().revisions);
    assertThat(other.memberships).isEqualTo(one.memberships);
  }

  @Property(tries = 200)
  void aRestartAnywhereChangesNothing(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(min = 1, max = 150) int alarms,
      @ForAll @IntRange(min = 1, max = 900) int span,
      @ForAll @IntRange(min = 1, max = 30) int between) {
    History history = new History(seed, relations, alarms, span);
    List<AlarmChange> changes = new ArrayList<>(history.changes());
    changes.addAll(history.clears());
    TestingDesk undisturbed = history.desk();
    changes.forEach(undisturbed::take);
    undisturbed.end();

    TestingDesk desk = history.desk();
    Random cuts = new Random(seed + 2);
    for (AlarmChange change : changes) {
      if (cuts.nextInt(between) == 0) {
        desk.restart();
      }
      desk.take(change);
    }
    desk.restart().end();
    assertThat(desk.revisions).isEqualTo(undisturbed.revisions);
    assertThat(desk.memberships).isEqualTo(undisturbed.memberships);
    assertThat(desk.counted).isEqualTo(undisturbed.counted);
    assertThat(desk.models).isEqualTo(undisturbed.models);
    desk.tables.save();
    assertThat(desk.tables.stored()).isZero();
  }

  @Property(tries = 200)
  void nothingIsKeptOnceEverythingIsCleared(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int relations,
      @ForAll @IntRange(min = 1, max = 150) int alarms,
      @ForAll @IntRange(min = 1, max = 900) int span) {
    History history = new History(seed, relations, alarms, span);
    TestingDesk desk = history.desk();
    history.changes().forEach(desk::take);
    history.clears().forEach(desk::take);
    desk.end();
    assertThat(desk.tables.size()).isZero();
    assertThat(desk.timers).isEmpty();
    assertThat(desk.incidents())
        .allSatisfy(i -> assertThat(i.getState()).isEqualTo(IncidentState.RESOLVED));
  }
}
