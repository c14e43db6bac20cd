package io.lull.job;

import io.lull.pipeline.reconcile.MapDocuments;
import io.lull.pipeline.reconcile.ReconcileOptions;
import io.lull.pipeline.reconcile.ReconcileStage;
import io.lull.pipeline.reconcile.Reconciler;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * From what inventories and people say to one graph; a part of the topology job and of a replay.
 */
public final class DiscoveryGraph {
  private DiscoveryGraph() {}

  /**
   * Says nothing. Savepoints of releases before 0.6 know a source of service maps, and are refused
   * where it is missing.
   */
  static DataStream<Fact> mapsBefore(StreamExecutionEnvironment env) {
    return env.fromData(List.of(MapDocuments.nothing()), TypeInformation.of(Fact.class))
        .uid("service-maps")
        .name("service maps of before")
        .setParallelism(1)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Fact>noWatermarks()
                .withTimestampAssigner((fact, time) -> Reconciler.SINCE_EVER))
        .uid("service-maps-since-ever")
        .name("since ever")
        .setParallelism(1);
  }

  /**
   * Connects the stages. Notes are the side output {@link ReconcileStage#NOTES}.
   *
   * @param facts what inventories and telemetry say
   * @param declared what people say; it is a fact as any other, and the most trusted
   * @param maps what service maps in files say
   * @return changes to be reconciled with the graph there is
   */
  public static SingleOutputStreamOperator<TopologyChange> connect(
      DataStream<Fact> facts,
      DataStream<TopologyChange> declared,
      List<Fact> maps,
      ReconcileOptions options) {
    DataStream<Fact> said =
        declared
            .transform("Declared", TypeInformation.of(Fact.class), new DeclaredOperator(maps))
            .uid("declared-facts")
            .setParallelism(1);
    return ReconcileStage.connect(said.union(facts), options);
  }
}
