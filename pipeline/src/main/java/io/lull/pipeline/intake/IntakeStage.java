package io.lull.pipeline.intake;

import io.lull.pipeline.model.PackedEvent;
import io.lull.pipeline.model.RecordTypeInfo;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.ControlRecord;
import io.lull.schema.Event;
import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Puts intake into a job graph: decoded events in, classified and resolved events out. */
public final class IntakeStage {
  /**
   * Side output: events that came after their time, with {@link
   * io.lull.pipeline.model.Events#LATE}, as they were decoded.
   */
  public static final OutputTag<Event> LATE =
      new OutputTag<>("late", TypeInformation.of(Event.class));

  private IntakeStage() {}

  /**
   * Connects the stage. All inputs carry their stream timestamps; records of the topology and of
   * control that have no time carry none, or {@code Long.MIN_VALUE}.
   *
   * @param events decoded events, not classified yet
   * @param control all control records; those that are no classification rules are left aside
   * @param topology reconciled changes of the topology
   * @param maxAgeMillis how old an event may be to open an incident, milliseconds
   */
  public static SingleOutputStreamOperator<Event> connect(
      DataStream<Event> events,
      DataStream<ControlRecord> control,
      DataStream<TopologyChange> topology,
      EventClassification.Factory classification,
      long maxAgeMillis) {
    TypeInformation<IntakeControl> controlType = TypeInformation.of(IntakeControl.class);
    DataStream<IntakeControl> rules =
        control
            .map(record -> IntakeControl.of(record), controlType)
            .uid("intake-rules")
            .name("Classification rules");
    DataStream<IntakeControl> changes =
        topology
            .map(change -> IntakeControl.of(change), controlType)
            .uid("intake-topology")
            .name("Topology");
    SingleOutputStreamOperator<PackedEvent> packed =
        events
            .process(
                new PackFunction(),
                new RecordTypeInfo<>(PackedEvent.class, PackedEvent.serializer()))
            .uid("intake-pack")
            .name("Pack")
            .setParallelism(events.getParallelism());
    return OrderedStages.connect(
            packed,
            rules.union(changes, packed.getSideOutput(PackFunction.WATERMARKS)),
            new IntakeFunction(classification, maxAgeMillis),
            events.getType())
        .uid("intake")
        .name("Classify and resolve");
  }
}
