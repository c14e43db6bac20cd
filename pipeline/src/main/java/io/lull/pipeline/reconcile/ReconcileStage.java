package io.lull.pipeline.reconcile;

import io.lull.pipeline.ordered.OrderedStages;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Puts the reconciliation of facts into a job graph: facts in, changes of the topology out. */
public final class ReconcileStage {
  /** Side output: merges, splits, conflicts, contradictions and circles. */
  public static final OutputTag<DiscoveryNote> NOTES =
      new OutputTag<>("discovery-notes", TypeInformation.of(DiscoveryNote.class));

  static final String KEY = "estate";

  private ReconcileStage() {}

  /**
   * Connects the stage. One subtask does the work: identity is a matter of the whole estate.
   *
   * @param facts with their times as stream timestamps; since ever: {@link Reconciler#SINCE_EVER}
   */
  public static SingleOutputStreamOperator<TopologyChange> connect(
      DataStream<Fact> facts, ReconcileOptions options) {
    return OrderedStages.connect(
            facts.keyBy(fact -> KEY, Types.STRING),
            new FactsFunction(options),
            TypeInformation.of(TopologyChange.class))
        .uid("reconcile-facts")
        .name("Reconcile facts");
  }
}
