package io.lull.pipeline.topology;

import io.lull.pipeline.model.Topology;
import io.lull.schema.TopologyChange;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Keeps the graph of the one key in keyed state, and a {@link TopologyReconciler} over it. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class ReconcileFunction extends KeyedProcessFunction<String, TopologyChange, TopologyChange> {
  private static final long serialVersionUID = 1L;

  // Checkpointed.
  private transient MapState<String, TopologyChange> accepted;

  // Built from state with the first change: before that no key is current.
  private transient @Nullable TopologyReconciler reconciler;

  // Not checkpointed.
  private transient Counter refused;
  private transient Counter unchanged;

  @Override
  public void open(OpenContext context) {
    accepted =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "accepted", Types.STRING, TypeInformation.of(TopologyChange.class)));
    refused = getRuntimeContext().getMetricGroup().counter("refused");
    unchanged = getRuntimeContext().getMetricGroup().counter("unchanged");
    getRuntimeContext()
        .getMetricGroup()
        .gauge("entries", () -> reconciler == null ? 0 : reconciler.size());
  }

  @Override
  public void processElement(TopologyChange change, Context context, Collector<TopologyChange> out)
      throws Exception {
    TopologyReconciler.Outcome outcome = reconciler().take(change);
    if (outcome.refusal() != null) {
      refused.inc();
      context.output(TopologyStage.REFUSED, new RefusedChange(change, outcome.refusal()));
      return;
    }
    if (outcome.changes().isEmpty()) {
      unchanged.inc();
    }
    for (TopologyChange made : outcome.changes()) {
      if (Topology.isDelete(made)) {
        accepted.remove(Topology.idOf(made));
      } else {
        accepted.put(Topology.idOf(made), made);
      }
      out.collect(made);
    }
  }

  private TopologyReconciler reconciler() throws Exception {
    TopologyReconciler known = reconciler;
    if (known == null) {
      known = new TopologyReconciler();
      for (TopologyChange change : accepted.values()) {
        known.restore(change);
      }
      reconciler = known;
    }
    return known;
  }
}
