package io.lull.pipeline.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.EventPacker;
import io.lull.pipeline.model.Events;
import io.lull.pipeline.model.PackedEvent;
import io.lull.pipeline.ordered.TimedBench;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LateEventsTest {
  private static final long MAX_AGE = 1_000;
  private static final long NOW = 1_750_000_000_000L;

  private TimedBench<IntakeControl, Event> bench;

  @BeforeEach
  void open() throws Exception {
    bench =
        new TimedBench<>(
            new IntakeFunction(TestingClassification::new, MAX_AGE),
            TypeInformation.of(IntakeControl.class),
            TypeInformation.of(Event.class));
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  private static PackedEvent event(String id, long time) {
    return new EventPacker().pack(plain(id, time));
  }

  private static Event plain(String id, long time) {
    return Event.newBuilder()
        .setId(id)
        .setTimeMillis(time)
        .setObservedMillis(time)
        .setSource("syslog")
        .setResource("r")
        .setStatus(EventStatus.RAISED)
        .build();
  }

  private List<StreamRecord<? extends Event>> taken() {
    return bench.harness.extractOutputStreamRecords().stream()
        .<StreamRecord<? extends Event>>map(record -> record)
        .toList();
  }

  private List<Event> told() {
    Queue<StreamRecord<Event>> late = bench.harness.getSideOutput(IntakeStage.LATE);
    return late == null ? List.of() : late.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void whatComesInTimeIsNotLate() throws Exception {
    bench.watermark(NOW).take(event("e", NOW + 1 - MAX_AGE), NOW + 1).watermark(NOW + 1);
    assertThat(taken()).hasSize(1).noneMatch(record -> Events.isLate(record.getValue()));
    assertThat(told()).isEmpty();
  }

  @Test
  void whatTheWatermarkHasPassedIsToldAndTakenAsOfNow() throws Exception {
    bench.watermark(NOW).take(event("e", NOW), NOW);
    assertThat(taken()).hasSize(1);
    assertThat(taken().get(0).getTimestamp()).isEqualTo(NOW + 1);
    assertThat(taken().get(0).getValue().getTimeMillis()).isEqualTo(NOW);
    assertThat(Events.isLate(taken().get(0).getValue())).as("may open an incident").isFalse();
    assertThat(told())
        .singleElement()
        .satisfies(
            event -> assertThat(event.getAttributes()).containsEntry(Events.LATE, "PT0.001S"));
  }

  @Test
  void whatIsTooOldGoesOnWithAMark() throws Exception {
    bench.watermark(NOW);
    bench.take(event("young", NOW + 1 - MAX_AGE), NOW - 500);
    bench.take(event("old", NOW - MAX_AGE), NOW - 500);
    assertThat(taken())
        .extracting(record -> Events.isLate(record.getValue()))
        .containsExactly(false, true);
    assertThat(told()).extracting(Event::getId).containsExactly("young", "old");
  }

  @Test
  void anOldTimeIsLateThoughTheRecordIsNotAndIsToldOnce() throws Exception {
    bench.watermark(NOW).take(event("old", NOW - 2 * MAX_AGE), NOW + 5).watermark(NOW + 5);
    assertThat(taken()).hasSize(1).allMatch(record -> Events.isLate(record.getValue()));
    assertThat(told()).hasSize(1);
  }

  @Test
  void theEndsOfTimeAreTaken() throws Exception {
    bench.take(event("first", Long.MIN_VALUE), Long.MIN_VALUE + 1);
    bench.watermark(NOW);
    bench.take(event("dawn", Long.MIN_VALUE), NOW);
    bench.take(event("dusk", Long.MAX_VALUE), NOW);
    bench.watermark(Long.MAX_VALUE);
    bench.take(event("after", Long.MIN_VALUE), 0);
    assertThat(taken())
        .extracting(record -> record.getValue().getId() + Events.isLate(record.getValue()))
        .containsExactly("firstfalse", "dawntrue", "duskfalse", "aftertrue");
    assertThat(told()).extracting(Event::getId).containsExactly("dawn", "dusk", "after");
  }
}
