package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What could have caused an alarm: the nodes from which failure can travel to its site, each by its
 * cheapest path (a Dijkstra search over the costs of the {@link FailureModel}, bounded in cost,
 * depth and nodes, so that its own cost does not grow with the topology).
 *
 * <p>An alarm that names a peer is about what the two share: its own ends and what those depend on
 * explain it, other neighbours do not. Only an alarm about its resource alone is also explained by
 * what the resource is connected to.
 *
 * <p>A member of a service lives by what the service depends on: from a member the search goes to
 * the services it serves, and from there to their dependencies only. It never goes on to the other
 * members, so one member that fails explains the service but not its siblings.
 */
final class Upstream {

  /** What it costs that failure of a CI shows at one of its links or ports. */
  static final double OWN = 0.1;

  /**
   * A node that can explain a site.
   *
   * @param cost of the path, nats; 0 for the site's own resource
   * @param lagMillis mean time failure takes along the path
   * @param hops relations between
   * @param connections how many of them are connections
   * @param served whether the way leads from the node, a service, to a member of it
   * @param next the next node on the way to the site; null at its ends
   */
  record Reach(
      String node,
      double cost,
      long lagMillis,
      int hops,
      int connections,
      boolean served,
      @Nullable String next) {}

  /** Relations of a node that are looked at, for each node the search may hold. */
  private static final int SCAN_FACTOR = 16;

  private static final Comparator<Reach> CHEAPEST_FIRST =
      Comparator.comparingDouble(Reach::cost)
          .thenComparingInt(Reach::hops)
          .thenComparing(Reach::node)
          .thenComparing(r -> r.next() == null ? "" : r.next());

  private final Topology topology;
  private final FailureModel model;
  private final CorrelateOptions options;

  Upstream(Topology topology, FailureModel model, CorrelateOptions options) {
    this.topology = topology;
    this.model = model;
    this.options = options;
  }

  /** Returns what can explain the site, cheapest first; the site's ends are among them. */
  Map<String, Reach> of(Site site) {
    Map<String, Reach> found = new LinkedHashMap<>();
    PriorityQueue<Reach> frontier = new PriorityQueue<>(CHEAPEST_FIRST);
    String peer = site.peer();
    double own = site.isNode() ? 0 : OWN;
    frontier.add(new Reach(site.resource(), own, 0, 0, 0, false, null));
    if (peer != null) {
      frontier.add(new Reach(peer, own, 0, 0, 0, false, null));
    }
    int connections = peer == null ? options.maxHops() : 0;
    while (!frontier.isEmpty() && found.size() < options.searchLimit()) {
      Reach reach = frontier.remove();
      if (found.putIfAbsent(reach.node(), reach) == null && reach.hops() < options.maxDepth()) {
        expand(reach, connections, found, frontier);
      }
    }
    return found;
  }

  /** Returns the nodes from the cause to the site, both included; empty if there is no way. */
  static List<String> path(Map<String, Reach> upstream, String cause, Site site) {
    List<String> path = new ArrayList<>();
    Reach reach = upstream.get(cause);
    while (reach != null) {
      path.add(reach.node());
      reach = reach.next() == null ? null : upstream.get(reach.next());
    }
    if (!path.isEmpty() && !path.get(path.size() - 1).equals(site.resource())) {
      path.add(site.resource());
    }
    return path;
  }

  private void expand(
      Reach reach, int connections, Map<String, Reach> found, PriorityQueue<Reach> frontier) {
    Collection<Relation> outgoing = topology.relationsFrom(reach.node());
    looked(outgoing)
        .filter(r -> carries(model.travel(r.getType()), reach.served()))
        .filter(r -> !found.containsKey(r.getTo()))
        .forEach(r -> push(frontier, reach, r.getTo(), model.relation(r.getType()), false));
    if (reach.served()) {
      return;
    }
    if (reach.connections() == 0 && reach.hops() <= options.maxHops()) {
      looked(topology.relationsTo(reach.node()))
          .filter(r -> model.travel(r.getType()) == Travel.REDUNDANT)
          .filter(r -> !found.containsKey(r.getFrom()))
          .forEach(r -> push(frontier, reach, r.getFrom(), model.relation(r.getType()), true));
    }
    if (reach.connections() >= connections || isHub(reach)) {
      return;
    }
    connections(outgoing)
        .forEach(r -> push(frontier, reach, r.getTo(), model.relation(r.getType()), false));
    connections(topology.relationsTo(reach.node()))
        .forEach(r -> push(frontier, reach, r.getFrom(), model.relation(r.getType()), false));
  }

  private static boolean carries(Travel travel, boolean served) {
    return served ? travel == Travel.DEPENDENCY : travel != Travel.CONNECTION;
  }

  private void push(
      PriorityQueue<Reach> frontier,
      Reach from,
      String to,
      FailureModel.Relation relation,
      boolean toService) {
    double cost =
        from.cost()
            + (toService ? -Math.log(model.member()) : relation.cost())
            + (from.hops() > 0 ? model.step() : 0);
    if (cost <= options.maxCost()) {
      boolean connection = relation.travel() == Travel.CONNECTION;
      frontier.add(
          new Reach(
              to,
              cost,
              from.lagMillis() + relation.lagMillis(),
              from.hops() + 1,
              from.connections() + (connection ? 1 : 0),
              toService,
              from.node()));
    }
  }

  /** A relation costs a look even where it leads nowhere: a CI may have a million of them. */
  private Stream<Relation> looked(Collection<Relation> relations) {
    return relations.stream().limit((long) SCAN_FACTOR * options.searchLimit());
  }

  private Stream<Relation> connections(Collection<Relation> relations) {
    return looked(relations)
        .filter(r -> model.travel(r.getType()) == Travel.CONNECTION)
        .limit(options.searchLimit());
  }

  /**
   * A node reached over a connection with many others: its neighbours have little in common.
   * Parallel links lead to one neighbour.
   */
  private boolean isHub(Reach reach) {
    if (reach.connections() == 0) {
      return false;
    }
    String node = reach.node();
    long most = options.hubDegree() + 1L;
    return Stream.concat(
                connections(topology.relationsFrom(node)).map(Relation::getTo),
                connections(topology.relationsTo(node)).map(Relation::getFrom))
            .distinct()
            .limit(most)
            .count()
        >= most;
  }
}
