package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.ControlRecord;
import io.lull.schema.Incident;
import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts correlation into a job graph. */
public final class CorrelateStage {
  private CorrelateStage() {}

  /**
   * Connects the stage. All inputs carry their stream timestamps.
   *
   * @param alarms what became of alarms
   * @param control all control records; wishes to forget what was learned are heard
   * @param topology reconciled changes of the topology
   * @return incident revisions; more on the side outputs of {@link CorrelateFunction}
   */
  public static SingleOutputStreamOperator<Incident> connect(
      DataStream<AlarmChange> alarms,
      DataStream<ControlRecord> control,
      DataStream<TopologyChange> topology,
      CorrelateOptions options) {
    FlatMapFunction<ControlRecord, TopologyChange> wishes =
        (record, out) -> {
          ModelReset reset = ModelReset.of(record);
          if (reset != null) {
            out.collect(reset.asChange());
          }
        };
    DataStream<TopologyChange> resets =
        control
            .flatMap(wishes, topology.getType())
            .uid("model-resets")
            .name("Resets of what was learned");
    return OrderedStages.connect(
            alarms.keyBy(AlarmChange::domain, Types.STRING),
            topology.union(resets),
            new CorrelateFunction(options),
            TypeInformation.of(Incident.class))
        .uid("correlate")
        .name("Correlate");
  }
}
