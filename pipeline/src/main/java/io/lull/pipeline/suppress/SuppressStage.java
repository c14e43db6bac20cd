package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.ControlRecord;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Puts maintenance and suppression into a job graph, between deduplication and correlation. */
public final class SuppressStage {
  /** Side output: alarms that are held back and what became of them; the last of an id holds. */
  public static final OutputTag<SuppressedAlarm> SUPPRESSED =
      new OutputTag<>("suppressed", TypeInformation.of(SuppressedAlarm.class));

  private SuppressStage() {}

  /**
   * Connects the stage. All inputs carry their stream timestamps; records of the topology and of
   * control that have no time carry none, or {@code Long.MIN_VALUE}.
   *
   * @param alarms what became of alarms, those of one alarm from one subtask in order
   * @param control all control records; those that are no windows or suppressions are left aside
   * @param topology reconciled changes of the topology
   * @param routing which domains hear of an alarm
   * @return the changes that correlation is to know of, once for each domain
   */
  public static SingleOutputStreamOperator<AlarmChange> connect(
      DataStream<AlarmChange> alarms,
      DataStream<ControlRecord> control,
      DataStream<TopologyChange> topology,
      SuppressOptions options,
      AlarmRouting routing) {
    TypeInformation<SuppressControl> controlType = TypeInformation.of(SuppressControl.class);
    DataStream<SuppressControl> rules =
        control
            .map(record -> SuppressControl.of(record), controlType)
            .uid("suppress-rules")
            .name("Windows and suppressions");
    DataStream<SuppressControl> changes =
        topology
            .map(change -> SuppressControl.of(change), controlType)
            .uid("suppress-topology")
            .name("Topology without details");
    return OrderedStages.connect(
            alarms.keyBy(SuppressStage::key, Types.STRING),
            rules.union(changes),
            new SuppressFunction(options, routing),
            alarms.getType())
        .uid("suppress")
        .name("Suppress");
  }

  /** Identity of the alarm, as text: the lengths keep any two apart. */
  static String key(AlarmChange alarm) {
    return alarm.resource().length()
        + ":"
        + alarm.type().length()
        + ":"
        + alarm.resource()
        + alarm.type()
        + alarm.qualifier();
  }
}
