package io.lull.pipeline.deduplicate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChangeSerializer;
import io.lull.pipeline.model.AlarmEventSerializer;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Puts deduplication into a job graph: events in, changes of alarms out. */
public final class DeduplicateStage {
  /** Side output: clears of alarms that were not active. */
  public static final OutputTag<OrphanClear> ORPHAN_CLEARS =
      new OutputTag<>("orphan-clears", TypeInformation.of(OrphanClear.class));

  private DeduplicateStage() {}

  /**
   * Connects the stage. Of the events, which are classified and resolved and carry their stream
   * timestamps, those that raise or clear an alarm are taken; the rest has no alarm.
   */
  public static SingleOutputStreamOperator<AlarmChange> connect(
      DataStream<Event> events, DeduplicateOptions options) {
    return OrderedStages.connect(
            events
                .filter(DeduplicateStage::isOfAlarm)
                .returns(AlarmEventSerializer.TYPE)
                .uid("deduplicate-alarms")
                .name("Only raise and clear")
                .keyBy(event -> AlarmKey.of(event).text(), Types.STRING),
            new DeduplicateFunction(options),
            AlarmChangeSerializer.TYPE)
        .uid("deduplicate")
        .name("Deduplicate");
  }

  static boolean isOfAlarm(Event event) {
    return event.getStatus() == EventStatus.RAISED || event.getStatus() == EventStatus.CLEARED;
  }
}
