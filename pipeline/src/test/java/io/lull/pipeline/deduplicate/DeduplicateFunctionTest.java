package io.lull.pipeline.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmEventSerializer;
import io.lull.pipeline.ordered.OrderedBench;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;

class DeduplicateFunctionTest {
  private static final DeduplicateOptions OPTIONS =
      new DeduplicateOptions(10, 100, 60, 5, 600, 300, 5_000);

  private static OrderedBench<Event, AlarmChange> bench() throws Exception {
    return new OrderedBench<>(
        new DeduplicateFunction(OPTIONS),
        AlarmEventSerializer.TYPE,
        event -> AlarmKey.of(event).text());
  }

  private static Event event(String id, long time, EventStatus status) {
    return TestingAlarm.event(id, time, status, Severity.MAJOR, "syslog");
  }

  @Test
  void stateAndTimersReturnToZero() throws Exception {
    try (OrderedBench<Event, AlarmChange> bench = bench()) {
      for (int i = 0; i < 20; i++) {
        Event raise = event("r" + i, 100 + i, EventStatus.RAISED);
        raise.setQualifier("port " + i % 4);
        bench.take(raise, raise.getTimeMillis());
      }
      Event clear = event("c", 200, EventStatus.CLEARED);
      clear.setQualifier("port 0");
      Event orphan = event("o", 200, EventStatus.CLEARED);
      orphan.setQualifier("port 9");
      bench.take(clear, 200).take(orphan, 200).watermark(210);
      assertThat(bench.harness.numKeyedStateEntries()).as("all in memory").isZero();
      bench.snapshot();
      assertThat(bench.harness.numKeyedStateEntries()).isEqualTo(5);
      assertThat(bench.harness.numEventTimeTimers()).isEqualTo(5);

      bench.watermark(20_000);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
      assertThat(bench.harness.getSideOutput(DeduplicateStage.ORPHAN_CLEARS))
          .extracting(StreamRecord::getValue)
          .extracting(o -> o.event().id())
          .containsExactly("o");
    }
  }

  @Test
  void repeatsAreToldWhenTheirIntervalEndsAndOnTheirOwnTime() throws Exception {
    try (OrderedBench<Event, AlarmChange> bench = bench()) {
      bench.take(event("e1", 100, EventStatus.RAISED), 100);
      bench.take(event("e2", 105, EventStatus.RAISED), 105).watermark(114);
      assertThat(bench.harness.extractOutputValues())
          .extracting(AlarmChange::kind)
          .containsExactly(AlarmChange.Kind.RAISED);
      bench.watermark(115);
      assertThat(bench.harness.extractOutputStreamRecords())
          .extracting(StreamRecord::getTimestamp)
          .containsExactly(100L, 115L);
    }
  }

  @Test
  void anAlarmOutlivesARestart() throws Exception {
    OperatorSubtaskState snapshot;
    try (OrderedBench<Event, AlarmChange> bench = bench()) {
      bench.take(event("e1", 100, EventStatus.RAISED), 100);
      bench.take(event("e2", 105, EventStatus.RAISED), 105).watermark(110);
      snapshot = bench.snapshot();
    }
    try (OrderedBench<Event, AlarmChange> bench = bench()) {
      bench.restore(snapshot);
      bench.take(event("e3", 200, EventStatus.CLEARED), 200).watermark(300);
      List<AlarmChange> changes = bench.harness.extractOutputValues();
      assertThat(changes)
          .extracting(AlarmChange::kind)
          .containsExactly(AlarmChange.Kind.REPEATED, AlarmChange.Kind.CLEARED);
      assertThat(changes).extracting(AlarmChange::count).containsExactly(2L, 3L);
      assertThat(changes).extracting(AlarmChange::eventId).containsOnly("e1");
    }
  }

  @Test
  void theEndOfTheInputDoesNotExpireAnything() throws Exception {
    try (OrderedBench<Event, AlarmChange> bench = bench()) {
      bench.take(event("e1", 100, EventStatus.RAISED), 100);
      bench.take(event("e2", 105, EventStatus.RAISED), 105).watermark(Long.MAX_VALUE);
      assertThat(bench.harness.extractOutputValues())
          .extracting(AlarmChange::kind)
          .containsExactly(AlarmChange.Kind.RAISED, AlarmChange.Kind.REPEATED);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }
}
