package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.ordered.OrderedFunction.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
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

  /** Remembers the other domains of each alarm until it is cleared. */
  interface OtherDomains {
    /** Those of the current alarm; null if it has none. */
    @Nullable List<String> get() throws Exception;

    void put(List<String> domains) throws Exception;

    void remove() throws Exception;

    /** Counts a copy that was sent. */
    void copied();
  }

  private final Topology topology;
  private final AlarmRouting.Router router;
  private final OtherDomains others;

  Dispatch(Topology topology, AlarmRouting routing, OtherDomains others) {
    this.topology = topology;
    this.router = routing.over(topology);
    this.others = others;
  }

  /** Sends a change of the current alarm. */
  void send(AlarmChange change, Output<AlarmChange> out) throws Exception {
    out.collect(change);
    List<String> domains = others.get();
    if (change.kind() == Kind.RAISED && !topology.isUndivided()) {
      domains = raised(change, domains);
    }
    if (domains == null) {
      return;
    }
    for (String domain : domains) {
      out.collect(change.copyFor(domain));
      others.copied();
    }
    if (change.kind() == Kind.CLEARED) {
      others.remove();
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
    others.put(domains);
    return domains;
  }
}
