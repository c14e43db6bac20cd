package io.lull.pipeline.health;

import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.Event;
import io.lull.schema.Health;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts scores of health into a job graph: alarms of the metric path in, changes of scores out. */
public final class HealthStage {
  private HealthStage() {}

  /**
   * Connects the stage.
   *
   * @param alarms events with their stream timestamps, each alarm raised and cleared
   */
  public static SingleOutputStreamOperator<Health> connect(
      DataStream<Event> alarms, HealthOptions options) {
    return OrderedStages.connect(
            alarms.keyBy(Event::getResource, Types.STRING),
            new HealthFunction(options),
            TypeInformation.of(Health.class))
        .uid("health")
        .name("Health");
  }
}
