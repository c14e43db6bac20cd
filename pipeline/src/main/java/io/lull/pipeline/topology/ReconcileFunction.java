package io.lull.pipeline.topology;

import io.lull.pipeline.model.Topology;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the graph of the one key in keyed state, and a {@link TopologyReconciler} over it.
 *
 * <p>Nodes are settled in their domains when all changes of their time have come: when the
 * watermark says so, or a change of a later time does, whichever is first. Told it is at that time
 * in both cases, so that it does not depend on which it was.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class ReconcileFunction extends KeyedProcessFunction<String, TopologyChange, TopologyChange> {
  private static final long serialVersionUID = 1L;

  private static final long SINCE_EVER = Long.MIN_VALUE + 1;

  // Configuration.
  private final int domainSize;

  // Checkpointed.
  private transient MapState<String, TopologyChange> accepted;
  private transient MapState<String, Placement> placements;
  private transient MapState<Tuple2<Long, String>, TopologyChange> untold;

  // Built from state with the first change: before that no key is current.
  private transient @Nullable TopologyReconciler reconciler;

  // Not checkpointed.
  private transient Counter refused;
  private transient Counter remarked;
  private transient Counter unchanged;

  ReconcileFunction(int domainSize) {
    this.domainSize = domainSize;
  }

  @Override
  public void open(OpenContext context) {
    accepted =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "accepted", Types.STRING, TypeInformation.of(TopologyChange.class)));
    placements =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "placements", Types.STRING, TypeInformation.of(Placement.class)));
    untold =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "untold-domains",
                    Types.TUPLE(Types.LONG, Types.STRING),
                    TypeInformation.of(TopologyChange.class)));
    refused = getRuntimeContext().getMetricGroup().counter("refused");
    remarked = getRuntimeContext().getMetricGroup().counter("remarked");
    unchanged = getRuntimeContext().getMetricGroup().counter("unchanged");
    getRuntimeContext()
        .getMetricGroup()
        .gauge("entries", () -> reconciler == null ? 0 : reconciler.size());
  }

  @Override
  public void processElement(TopologyChange change, Context context, Collector<TopologyChange> out)
      throws Exception {
    long time = timeOf(context);
    settleBefore(time, context);
    TopologyReconciler.Outcome outcome = reconciler().take(change, time);
    if (outcome.refusal() != null) {
      refused.inc();
      context.output(TopologyStage.REFUSED, new RefusedChange(change, outcome.refusal()));
      return;
    }
    if (outcome.remark() != null) {
      remarked.inc();
      context.output(TopologyStage.REFUSED, new RefusedChange(change, outcome.remark()));
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
    if (reconciler().nextBatch() <= time) {
      if (context.timerService().currentWatermark() >= time) {
        settleThrough(time, context, out);
      } else {
        context.timerService().registerEventTimeTimer(time);
      }
    }
    keepPlacements();
  }

  private static long timeOf(Context context) {
    Long timestamp = context.timestamp();
    return timestamp == null ? SINCE_EVER : Math.max(SINCE_EVER, timestamp);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<TopologyChange> out)
      throws Exception {
    tell(time, out);
    settleThrough(time, context, out);
    keepPlacements();
  }

  private void settleThrough(long time, Context context, Collector<TopologyChange> out)
      throws Exception {
    while (reconciler().nextBatch() <= time) {
      remark(context);
      for (TopologyChange settled : reconciler().settleNext()) {
        accepted.put(Topology.idOf(settled), settled);
        out.collect(settled);
      }
    }
  }

  /** Settles what a later change shows to be complete; it is told when its timer fires. */
  private void settleBefore(long time, Context context) throws Exception {
    while (reconciler().nextBatch() < time) {
      remark(context);
      long batch = reconciler().nextBatch();
      for (TopologyChange settled : reconciler().settleNext()) {
        accepted.put(Topology.idOf(settled), settled);
        untold.put(Tuple2.of(batch, Topology.idOf(settled)), settled);
      }
    }
  }

  /** Of what all changes of a time show. */
  private void remark(Context context) throws Exception {
    for (RefusedChange found : reconciler().unmapped()) {
      remarked.inc();
      context.output(TopologyStage.REFUSED, found);
    }
  }

  private void tell(long time, Collector<TopologyChange> out) throws Exception {
    List<Tuple2<Long, String>> due = new ArrayList<>();
    for (Tuple2<Long, String> key : untold.keys()) {
      if (key.f0 <= time) {
        due.add(Tuple2.of(key.f0, key.f1));
      }
    }
    due.sort(
        Comparator.<Tuple2<Long, String>>comparingLong(key -> key.f0).thenComparing(key -> key.f1));
    for (Tuple2<Long, String> key : due) {
      out.collect(untold.get(key));
      untold.remove(key);
    }
  }

  private void keepPlacements() throws Exception {
    for (Map.Entry<String, @Nullable Placement> entry : reconciler().placements().entrySet()) {
      if (entry.getValue() == null) {
        placements.remove(entry.getKey());
      } else {
        placements.put(entry.getKey(), entry.getValue());
      }
    }
  }

  private TopologyReconciler reconciler() throws Exception {
    TopologyReconciler known = reconciler;
    if (known == null) {
      known = new TopologyReconciler(domainSize);
      for (TopologyChange change : accepted.values()) {
        boolean node = change.getNode() != null;
        known.restore(change, node ? placements.get(Topology.idOf(change)) : null);
      }
      reconciler = known;
    }
    return known;
  }
}
