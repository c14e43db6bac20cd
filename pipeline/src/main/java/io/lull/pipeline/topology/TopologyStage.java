package io.lull.pipeline.topology;

import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Puts reconciliation into a job graph: changes as reported in, changes to apply out. */
public final class TopologyStage {
  /** Side output: changes that were not taken. */
  public static final OutputTag<RefusedChange> REFUSED =
      new OutputTag<>("refused-changes", TypeInformation.of(RefusedChange.class));

  /** Default of the CIs of a domain. */
  public static final int DOMAIN_SIZE = 1_000_000;

  private TopologyStage() {}

  /**
   * Connects the stage. One subtask does the work: the graph has one key.
   *
   * @param domainSize CIs of a domain at most
   */
  public static SingleOutputStreamOperator<TopologyChange> connect(
      DataStream<TopologyChange> changes, int domainSize) {
    return changes
        .keyBy(change -> "topology", Types.STRING)
        .process(new ReconcileFunction(domainSize), changes.getType())
        .uid("reconcile-topology")
        .name("Reconcile topology");
  }
}
