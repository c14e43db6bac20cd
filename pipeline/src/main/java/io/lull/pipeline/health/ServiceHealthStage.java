package io.lull.pipeline.health;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.Health;
import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts the health of services, from their parts, into a job graph: behind suppression. */
public final class ServiceHealthStage {
  /**
   * What stands before the id of a service: samples may come under the same name, and what these
   * say of it by themselves is another record.
   */
  public static final String KEY_PREFIX = "service:";

  private ServiceHealthStage() {}

  /**
   * Connects the stage. One key needs one subtask, and with that one more copy of the topology.
   *
   * @param alarms what became of alarms, with their stream timestamps; copies are left aside
   * @param topology reconciled changes
   * @param bonds what relations mean
   */
  public static SingleOutputStreamOperator<Health> connect(
      DataStream<AlarmChange> alarms,
      DataStream<TopologyChange> topology,
      HealthOptions options,
      BondsByType bonds) {
    DataStream<AlarmChange> ends =
        alarms
            .filter(change -> !change.isCopy() && change.kind() != AlarmChange.Kind.REPEATED)
            .uid("health-alarms")
            .name("Alarms that come and go");
    return OrderedStages.connect(
            ends.keyBy(change -> "", Types.STRING),
            topology,
            new ServiceHealthFunction(options, bonds),
            TypeInformation.of(Health.class))
        .uid("service-health")
        .name("Service health")
        .setParallelism(1);
  }
}
