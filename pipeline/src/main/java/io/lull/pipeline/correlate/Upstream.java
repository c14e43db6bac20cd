package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What could have caused an alarm: the nodes from which failure can travel to its site, each by its
 * best path (the largest product of the relations' weights; a Dijkstra search, bounded in depth and
 * in nodes, so its cost does not grow with the topology).
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

  /**
   * A node that can explain a site.
   *
   * @param weight how well, 1 for the site's own ends
   * @param hops relations between
   * @param connections how many of them are connections
   * @param served whether the way leads from the node, a service, to a member of it
   * @param next the next node on the way to the site; null at its resource
   */
  record Reach(
      String node,
      double weight,
      int hops,
      int connections,
      boolean served,
      @Nullable String next) {
    boolean byDependency() {
      return connections == 0;
    }
  }

  /** Relations of a node that are looked at, for each node the search may hold. */
  private static final int SCAN_FACTOR = 16;

  private final Topology topology;
  private final CorrelateOptions options;

  Upstream(Topology topology, CorrelateOptions options) {
    this.topology = topology;
    this.options = options;
  }

  /** Returns what can explain the site, by node id; the site's ends are among them. */
  Map<String, Reach> of(Site site) {
    Map<String, Reach> found = new TreeMap<>();
    PriorityQueue<Reach> frontier = new PriorityQueue<>(BEST_FIRST);
    frontier.add(new Reach(site.resource(), 1, 0, 0, false, null));
    String peer = site.peer();
    if (peer != null) {
      frontier.add(new Reach(peer, 1, 0, 0, false, site.resource()));
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

  /** Returns the nodes from the cause to the site's resource, both included. */
  static List<String> path(Map<String, Reach> upstream, String cause) {
    List<String> path = new ArrayList<>();
    Reach reach = upstream.get(cause);
    while (reach != null) {
      path.add(reach.node());
      reach = reach.next() == null ? null : upstream.get(reach.next());
    }
    return path;
  }

  private static final Comparator<Reach> BEST_FIRST =
      Comparator.comparingDouble(Reach::weight)
          .reversed()
          .thenComparingInt(Reach::hops)
          .thenComparing(Reach::node)
          .thenComparing(r -> r.next() == null ? "" : r.next());

  private void expand(
      Reach reach, int connections, Map<String, Reach> found, PriorityQueue<Reach> frontier) {
    Collection<Relation> outgoing = topology.relationsFrom(reach.node());
    looked(outgoing)
        .filter(r -> carries(RelationKind.of(r.getType()), reach.served()))
        .filter(r -> !found.containsKey(r.getTo()))
        .limit(options.searchLimit())
        .forEach(r -> frontier.add(step(reach, r.getTo(), RelationKind.of(r.getType()))));
    if (reach.served()) {
      return;
    }
    if (reach.byDependency() && reach.hops() <= options.maxHops()) {
      looked(topology.relationsTo(reach.node()))
          .filter(r -> RelationKind.of(r.getType()) == RelationKind.REDUNDANT)
          .filter(r -> !found.containsKey(r.getFrom()))
          .limit(options.searchLimit())
          .forEach(r -> frontier.add(toService(reach, r.getFrom())));
    }
    if (reach.connections() >= connections || isHub(reach)) {
      return;
    }
    connections(outgoing)
        .limit(options.searchLimit())
        .forEach(r -> frontier.add(step(reach, r.getTo(), RelationKind.CONNECTION)));
    connections(topology.relationsTo(reach.node()))
        .limit(options.searchLimit())
        .forEach(r -> frontier.add(step(reach, r.getFrom(), RelationKind.CONNECTION)));
  }

  private static boolean carries(RelationKind kind, boolean served) {
    return served ? kind == RelationKind.DEPENDENCY : kind != RelationKind.CONNECTION;
  }

  /** A relation costs a look even where it leads nowhere: a CI may have a million of them. */
  private Stream<Relation> looked(Collection<Relation> relations) {
    return relations.stream().limit((long) SCAN_FACTOR * options.searchLimit());
  }

  private Stream<Relation> connections(Collection<Relation> relations) {
    return looked(relations).filter(r -> RelationKind.of(r.getType()) == RelationKind.CONNECTION);
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

  private static Reach step(Reach from, String to, RelationKind kind) {
    return new Reach(
        to,
        from.weight() * kind.weight,
        from.hops() + 1,
        from.connections() + (kind == RelationKind.CONNECTION ? 1 : 0),
        false,
        from.node());
  }

  private static Reach toService(Reach member, String service) {
    return new Reach(
        service,
        member.weight() * RelationKind.MEMBER,
        member.hops() + 1,
        member.connections(),
        true,
        member.node());
  }
}
