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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What could have caused an alarm: the nodes from which failure can travel to its site, each by its
 * cheapest path (a Dijkstra search over the costs of the {@link FailureModel}, bounded in cost,
 * depth and nodes, so that its own cost does not grow with the topology).
 *
 * <p>An alarm that names a peer is about what the two share: its own ends and what those depend on
 * explain it, other neighbours do not. Only an alarm about its resource alone, or about what that
 * depends on, is also explained by what these are connected to.
 *
 * <p>A member of a service lives by what the service depends on: from a member the search goes to
 * the services it serves, and from there to their dependencies only. It never goes on to the other
 * members, so one member that fails explains the service but not its siblings.
 */
final class Upstream {

  /** What it costs that failure of a CI shows at one of its links or ports. */
  static final double OWN = 0.1;

  /** What it costs that a CI that failed speaks of its link, as the other end does. */
  private static final double ALIVE = 0.3;

  /** What it costs that of two ends of a link only the one that failed speaks. */
  static final double ONE_SIDED = 1.2;

  /**
   * A node that can explain a site.
   *
   * @param cost of the path, nats; 0 for the site's own resource
   * @param lagMillis mean time failure takes along the path
   * @param hops relations between
   * @param connections how many of them are connections
   * @param served whether the way leads from the node, a service, to a member of it
   * @param member whether it leads from the node to a service that it is a member of
   * @param next the next node on the way to the site; null at its ends
   */
  record Reach(
      String node,
      double cost,
      long lagMillis,
      int hops,
      int connections,
      boolean served,
      boolean member,
      @Nullable String next) {}

  /** Relations of a node that are looked at, for each node the search may hold. */
  private static final int SCAN_FACTOR = 16;

  /** Nodes whose neighbours are kept at hand. */
  private static final int MOST_KNOWN = 50_000;

  private static final Comparator<Reach> CHEAPEST_FIRST =
      Comparator.comparingDouble(Reach::cost)
          .thenComparingInt(Reach::hops)
          .thenComparing(Reach::node)
          .thenComparing(r -> r.next() == null ? "" : r.next());

  private final Topology topology;
  private final FailureModel model;
  private final CorrelateOptions options;
  private final Gates gates;
  private final SpreadMap<String, Near> known = new SpreadMap<>();
  private long knownAt = -1;

  /** A relation along which failure travels, to the node at its other end. */
  private record Step(String to, FailureModel.Relation relation) {}

  /**
   * What is next to a node, of the relations that are looked at.
   *
   * @param below what it depends on, runs on, is part of or is served by
   * @param services services that it is a member of
   * @param neighbours what it is connected to
   */
  private static final class Near {
    final List<Step> below = new ArrayList<>();
    final List<Step> services = new ArrayList<>();
    Map<String, FailureModel.Relation> neighbours = Map.of();

    /** Sum of the weights of the neighbours; not a number before it was asked for. */
    double weights = Double.NaN;
  }

  Upstream(Topology topology, FailureModel model, CorrelateOptions options) {
    this.topology = topology;
    this.model = model;
    this.options = options;
    this.gates = new Gates(node -> neighbours(node).keySet());
  }

  /**
   * Returns what can explain the site, cheapest first; the site's ends are among them.
   *
   * @param speakers the ends of a link that spoke of it
   */
  Reaches of(Site site, Collection<String> speakers) {
    Reaches found = new Reaches();
    PriorityQueue<Reach> frontier = new PriorityQueue<>(CHEAPEST_FIRST);
    String peer = site.peer();
    double own = site.isNode() ? 0 : OWN;
    if (peer == null) {
      frontier.add(new Reach(site.resource(), own, 0, 0, 0, false, false, null));
    } else {
      double first = own + speaking(site.resource(), speakers);
      frontier.add(new Reach(site.resource(), first, 0, 0, 0, false, false, null));
      frontier.add(new Reach(peer, own + speaking(peer, speakers), 0, 0, 0, false, false, null));
    }
    int connections =
        peer == null || depends(site.resource(), peer) || depends(peer, site.resource())
            ? options.maxHops()
            : 0;
    while (!frontier.isEmpty() && found.size() < options.searchLimit()) {
      Reach reach = frontier.remove();
      if (found.add(reach) && reach.hops() < options.maxDepth()) {
        expand(reach, connections, found, frontier);
      }
    }
    return found;
  }

  private boolean depends(String node, String other) {
    for (Step step : near(node).below) {
      if (step.to().equals(other)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A CI that speaks of its link is alive; where the other end says nothing, rather that one is
   * not.
   */
  private static double speaking(String end, Collection<String> speakers) {
    if (!speakers.contains(end)) {
      return 0;
    }
    return speakers.size() > 1 ? ALIVE : ONE_SIDED;
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

  private void expand(Reach reach, int connections, Reaches found, PriorityQueue<Reach> frontier) {
    Near near = near(reach.node());
    for (Step step : near.below) {
      if (!reach.served() || step.relation().travel() == Travel.DEPENDENCY) {
        push(found, frontier, reach, step, step.relation().cost(), false);
      }
    }
    if (reach.served()) {
      return;
    }
    if (reach.connections() == 0 && reach.hops() <= options.maxHops()) {
      for (Step step : near.services) {
        push(found, frontier, reach, step, -Math.log(model.member()), true);
      }
    }
    if (connections > 0 && reach.connections() == 0) {
      pushGates(reach, found, frontier);
    }
    if (reach.connections() < connections) {
      near.neighbours.forEach(
          (node, relation) -> {
            double cost = relation.cost() - Math.log(share(reach.node(), near, node));
            push(found, frontier, reach, new Step(node, relation), cost, false);
          });
    }
  }

  /**
   * What cuts the node off is no less able to by being far away: of all that lies between, only
   * that it says nothing costs, and once.
   */
  private void pushGates(Reach from, Reaches found, PriorityQueue<Reach> frontier) {
    FailureModel.Relation relation = model.cheapestConnection();
    String next = from.node();
    int hops = from.hops();
    for (String gate : gates(from.node())) {
      hops++;
      double cost = from.cost() + relation.cost() + (hops > 1 ? model.step() : 0);
      if (cost <= options.maxCost() && !found.containsKey(gate)) {
        int connections = Math.min(hops - from.hops(), options.maxHops());
        long lag = from.lagMillis() + relation.lagMillis();
        frontier.add(new Reach(gate, cost, lag, hops, connections, false, false, next));
      }
      next = gate;
    }
  }

  /** Returns the CIs all ways from the node to the main part of its network lead through. */
  List<String> gates(String node) {
    neighbours(node);
    return gates.of(node);
  }

  private void push(
      Reaches found,
      PriorityQueue<Reach> frontier,
      Reach from,
      Step step,
      double ofRelation,
      boolean toService) {
    FailureModel.Relation relation = step.relation();
    double cost = from.cost() + ofRelation + (from.hops() > 0 ? model.step() : 0);
    if (cost <= options.maxCost() && !found.containsKey(step.to())) {
      boolean connection = relation.travel() == Travel.CONNECTION;
      frontier.add(
          new Reach(
              step.to(),
              cost,
              from.lagMillis() + relation.lagMillis(),
              from.hops() + 1,
              from.connections() + (connection ? 1 : 0),
              toService,
              relation.travel() == Travel.REDUNDANT && !toService,
              from.node()));
    }
  }

  /**
   * The part of a CI's connectedness that it owes to one neighbour, above 0 and at most 1: what it
   * loses when that one fails. All where that one cuts it off from the rest of the network. Where
   * there are other ways it goes on as a service with members to spare does, and neighbours count
   * by the square of how connected they are themselves: what it would cut off, next to nothing.
   */
  double share(String node, String neighbour) {
    return share(node, near(node), neighbour);
  }

  /**
   * The same for a link: a CI at its end loses what went over it, until the others take over and
   * again each time it flaps, also where it has links to spare.
   */
  double linkShare(String node, String neighbour) {
    Near near = near(node);
    return gates(node).contains(neighbour) ? 1 : part(near, neighbour);
  }

  private double share(String node, Near near, String neighbour) {
    return gates(node).contains(neighbour) ? 1 : part(near, neighbour) * model.spare();
  }

  private double part(Near near, String neighbour) {
    if (Double.isNaN(near.weights)) {
      double all = 0;
      for (String other : near.neighbours.keySet()) {
        all += weight(other);
      }
      near.weights = all;
    }
    return weight(neighbour) / Math.max(1, near.weights);
  }

  private double weight(String node) {
    double degree = Math.max(1, neighbours(node).size());
    return degree * degree;
  }

  /** What a CI is connected to; parallel links lead to one neighbour. */
  Map<String, FailureModel.Relation> neighbours(String node) {
    return near(node).neighbours;
  }

  private Near near(String node) {
    if (topology.wiring() != knownAt || known.size() > MOST_KNOWN) {
      known.clear();
      gates.clear();
      knownAt = topology.wiring();
    }
    Near near = known.get(node);
    if (near == null) {
      near = find(node);
      known.put(node, near);
    }
    return near;
  }

  /** A relation costs a look even where it leads nowhere: a CI may have a million of them. */
  private Near find(String node) {
    Near near = new Near();
    TreeMap<String, FailureModel.Relation> neighbours = new TreeMap<>();
    int most = SCAN_FACTOR * options.searchLimit();
    int left = most;
    for (Relation relation : topology.relationsFrom(node)) {
      FailureModel.Relation kind = model.relation(relation.getType());
      if (--left >= 0 && kind.travel() != Travel.CONNECTION) {
        near.below.add(new Step(relation.getTo(), kind));
      }
      note(neighbours, node, relation.getTo(), relation);
    }
    left = most;
    for (Relation relation : topology.relationsTo(node)) {
      FailureModel.Relation kind = model.relation(relation.getType());
      if (--left >= 0 && kind.travel() == Travel.REDUNDANT) {
        near.services.add(new Step(relation.getFrom(), kind));
      }
      note(neighbours, node, relation.getFrom(), relation);
    }
    // In the order of their names, and found by one hash: a core switch has thousands.
    near.neighbours = new LinkedHashMap<>(neighbours);
    return near;
  }

  private void note(
      Map<String, FailureModel.Relation> neighbours, String node, String other, Relation relation) {
    FailureModel.Relation kind = model.relation(relation.getType());
    if (kind.travel() == Travel.CONNECTION
        && !other.equals(node)
        && neighbours.size() < options.searchLimit()) {
      neighbours.merge(other, kind, (a, b) -> a.probability() >= b.probability() ? a : b);
    }
  }
}
