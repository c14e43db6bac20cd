package io.lull.pipeline.intake;

import io.lull.pipeline.model.EventPacker;
import io.lull.pipeline.model.PackedEvent;
import io.lull.schema.Event;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Packs events where they were decoded, for the way to intake and the time they wait there. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class PackFunction extends ProcessFunction<Event, PackedEvent> {
  private static final long serialVersionUID = 1L;

  /**
   * No elements, but the watermarks of this subtask, to be told to every subtask of intake. One
   * that gets no events itself, as where there are fewer partitions than subtasks, so still knows
   * how far time has gone, and applies the topology's changes; and none is ahead of the others.
   */
  static final OutputTag<IntakeControl> WATERMARKS =
      new OutputTag<>("watermarks", TypeInformation.of(IntakeControl.class));

  private transient EventPacker packer;

  @Override
  public void open(OpenContext context) {
    packer = new EventPacker();
  }

  @Override
  public void processElement(Event event, Context context, Collector<PackedEvent> out) {
    out.collect(packer.pack(event));
  }
}
