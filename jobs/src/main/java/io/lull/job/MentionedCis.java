package io.lull.job;

import io.lull.pipeline.reconcile.MentionFunction;
import io.lull.pipeline.reconcile.Mentions;
import io.lull.schema.ChangeOp;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.Node;
import io.lull.schema.Scrape;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/** CIs that only telemetry speaks of: how they are catalogued, and that nothing else is known. */
public final class MentionedCis {
  private MentionedCis() {}

  /** Facts of the resources that events speak of, before they are resolved. */
  public static DataStream<Fact> ofEvents(DataStream<Event> events) {
    return events
        .flatMap(
            new MentionFunction<Event>(Event::getResource, Event::getTimeMillis),
            TypeInformation.of(Fact.class))
        .uid("mentions")
        .name("Mentions")
        .setParallelism(events.getParallelism());
  }

  /** Facts of the resources that metrics speak of. */
  public static DataStream<Fact> ofMetrics(DataStream<Scrape> metrics) {
    return metrics
        .flatMap(
            new MentionFunction<Scrape>(Scrape::resource, Scrape::timeMillis),
            TypeInformation.of(Fact.class))
        .uid("metric-mentions")
        .name("Mentions in metrics")
        .setParallelism(metrics.getParallelism());
  }

  /**
   * The topology without CIs that are only mentioned. To those who explain alarms they are unknown:
   * that something has that name says nothing of what it hangs on, and alarms of unknown CIs are
   * tied by names and times, which known ones never are.
   */
  public static DataStream<TopologyChange> without(DataStream<TopologyChange> topology) {
    return topology
        .map(MentionedCis::unlessMentioned, topology.getType())
        .uid("known-topology")
        .name("Known topology")
        .setParallelism(topology.getParallelism());
  }

  private static TopologyChange unlessMentioned(TopologyChange change) {
    Node node = change.getNode();
    if (node == null
        || change.getOp() == ChangeOp.DELETE
        || !Mentions.isMentionOnly(node.getAttributes())) {
      return change;
    }
    Node gone = new Node(node.getId(), node.getType(), "", List.of(), null, Map.of());
    return new TopologyChange(
        change.getTimeMillis(), ChangeOp.DELETE, gone, null, change.getSource());
  }
}
