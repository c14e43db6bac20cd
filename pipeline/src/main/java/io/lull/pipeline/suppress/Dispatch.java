package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.ordered.OrderedFunction.Context;
import io.lull.pipeline.ordered.OrderedFunction.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Sends what passes to the domain of its resource, and a copy to each domain in which something may
 * have caused the alarm. Which these are is found out when the alarm is raised and remembered until
 * it is cleared, so that they hear of it to its end.
 *
 * <p>It stands here and not before correlation because this stage has the topology and its key is
 * the alarm: a stage of its own would hold both once more. Where all CIs are in one domain a change
 * costs two comparisons.
 */
final class Dispatch {
  private final Topology topology;
  private final AlarmRouting.Router router;
  private final ValueState<List<String>> others;
  private final Counter copies;

  /** Alarms that have copies; while there are none no change costs a look into the state. */
  private long copied;

  Dispatch(Context context, Topology topology, AlarmRouting routing) throws Exception {
    this.topology = topology;
    this.router = routing.over(topology);
    ValueStateDescriptor<List<String>> descriptor =
        new ValueStateDescriptor<>("other-domains", Types.LIST(Types.STRING));
    others = context.runtime().getState(descriptor);
    context.forEachKey(descriptor, domains -> copied++);
    copies = context.runtime().getMetricGroup().counter("copiesForOtherDomains");
    context.runtime().getMetricGroup().gauge("alarmsInSeveralDomains", () -> copied);
  }

  /** Sends a change of the current alarm. */
  void send(AlarmChange change, Output<AlarmChange> out) throws Exception {
    out.collect(change);
    List<String> domains = copied == 0 ? null : others.value();
    if (change.kind() == Kind.RAISED && !topology.isUndivided()) {
      domains = raised(change, domains);
    }
    if (domains == null) {
      return;
    }
    for (String domain : domains) {
      out.collect(change.copyFor(domain));
      copies.inc();
    }
    if (change.kind() == Kind.CLEARED) {
      others.clear();
      copied--;
    }
  }

  private @Nullable List<String> raised(AlarmChange change, @Nullable List<String> before)
      throws Exception {
    SortedSet<String> beyond = router.beyond(change);
    if (before != null) {
      beyond.addAll(before);
    }
    beyond.remove(change.domain());
    if (beyond.isEmpty()) {
      return null;
    }
    List<String> domains = new ArrayList<>(beyond);
    others.update(domains);
    copied += before == null ? 1 : 0;
    return domains;
  }
}
