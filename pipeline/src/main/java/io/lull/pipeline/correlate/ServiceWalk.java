package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Effect;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.ServiceImpact;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks from what failed to the services that depend on it. On the way only the share of the
 * traffic that a relation carries is taken along; a service with several members loses one part of
 * that many. The largest share over all paths counts. Bounded in nodes.
 *
 * <p>A service is DOWN if fewer members are left than it needs ({@link Redundancy}), or if it runs
 * on, is part of, or wholly depends on one that is; it is DEGRADED if it alarms itself or depends
 * in part on one that is down; else it is AT_RISK.
 */
final class ServiceWalk {

  /** Nodes that are visited at most. */
  private static final int MOST_NODES = 4_000;

  /** Relations of one node that are looked at. */
  private static final int MOST_RELATIONS = 4_096;

  private static final double NEGLIGIBLE = 1e-3;

  private record Step(String node, double share, @Nullable Step from) {}

  private static final Comparator<Step> LARGEST_FIRST =
      Comparator.comparingDouble(Step::share).reversed().thenComparing(Step::node);

  private final Topology topology;
  private final FailureModel model;
  private final Redundancy redundancy;

  ServiceWalk(Topology topology, FailureModel model) {
    this.topology = topology;
    this.model = model;
    this.redundancy = new Redundancy(topology, model);
  }

  /**
   * What the walk found.
   *
   * @param business effect on each business service, the largest share of revenue first
   * @param services ids of services of both kinds, business services first
   */
  record Hit(List<ServiceImpact> business, List<String> services) {}

  /**
   * Returns the services above CIs.
   *
   * @param failed CIs to start from
   * @param alarming CIs that alarm: services among them are already hurt
   * @param lost CIs that are out of order, not merely suffering
   */
  Hit from(Collection<String> failed, Set<String> alarming, Set<String> lost) {
    Map<String, Step> found = walk(failed);
    Set<String> down = down(found, lost);
    List<ServiceImpact> business = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    for (Step step : found.values()) {
      Node node = topology.node(step.node());
      String type = node == null ? "" : node.getType();
      if (type.equals("BUSINESS_SERVICE")) {
        business.add(impact(step, effect(step.node(), alarming, down)));
      } else if (type.equals("SERVICE") && !failed.contains(step.node())) {
        plain.add(step.node());
      }
    }
    business.sort(
        Comparator.comparingDouble((ServiceImpact s) -> s.getShare() * revenue(s.getId()))
            .reversed()
            .thenComparing(ServiceImpact::getId));
    List<String> services = new ArrayList<>(business.stream().map(ServiceImpact::getId).toList());
    services.addAll(plain);
    return new Hit(business, services);
  }

  /** Share of the estate's revenue that the service makes; 1 where the topology does not say. */
  double revenue(String service) {
    Node node = topology.node(service);
    return fraction(node == null ? null : node.getAttributes().get("revenueShare"));
  }

  private Map<String, Step> walk(Collection<String> failed) {
    PriorityQueue<Step> frontier = new PriorityQueue<>(LARGEST_FIRST);
    failed.forEach(node -> frontier.add(new Step(node, 1, null)));
    Map<String, Step> found = new TreeMap<>();
    while (!frontier.isEmpty() && found.size() < MOST_NODES) {
      Step step = frontier.remove();
      if (found.putIfAbsent(step.node(), step) == null) {
        topology.relationsTo(step.node()).stream()
            .limit(MOST_RELATIONS)
            .filter(relation -> !found.containsKey(relation.getFrom()))
            .map(relation -> new Step(relation.getFrom(), step.share() * share(relation), step))
            .filter(next -> next.share() > NEGLIGIBLE)
            .forEach(frontier::add);
      }
    }
    return found;
  }

  /** What is lost and, among the CIs found, what is out of order with it. */
  private Set<String> down(Map<String, Step> found, Set<String> lost) {
    Set<String> down = new HashSet<>(lost);
    Deque<String> news = new ArrayDeque<>(new TreeSet<>(lost));
    Map<String, Redundancy.Group> groups = new HashMap<>();
    Map<String, Set<String>> failing = new HashMap<>();
    while (!news.isEmpty()) {
      String node = news.remove();
      topology.relationsTo(node).stream()
          .limit(MOST_RELATIONS)
          .filter(relation -> !down.contains(relation.getFrom()))
          .filter(relation -> found.containsKey(relation.getFrom()))
          .filter(relation -> takesDown(relation, groups, failing))
          .map(Relation::getFrom)
          .distinct()
          .forEach(
              above -> {
                down.add(above);
                news.add(above);
              });
    }
    return down;
  }

  private boolean takesDown(
      Relation relation, Map<String, Redundancy.Group> groups, Map<String, Set<String>> failing) {
    return switch (model.travel(relation.getType())) {
      case PLACE -> true;
      case DEPENDENCY -> isWhole(relation);
      case REDUNDANT -> {
        String service = relation.getFrom();
        Set<String> members = failing.computeIfAbsent(service, k -> new HashSet<>());
        members.add(relation.getTo());
        yield groups.computeIfAbsent(service, redundancy::of).isDown(members.size());
      }
      case CONNECTION -> false;
    };
  }

  private static boolean isWhole(Relation relation) {
    return fraction(relation.getAttributes().get("share")) == 1;
  }

  private Effect effect(String service, Set<String> alarming, Set<String> down) {
    if (down.contains(service)) {
      return Effect.DOWN;
    }
    boolean partly =
        topology.relationsFrom(service).stream()
            .limit(MOST_RELATIONS)
            .filter(relation -> model.travel(relation.getType()) == Travel.DEPENDENCY)
            .anyMatch(relation -> !isWhole(relation) && down.contains(relation.getTo()));
    return partly || alarming.contains(service) ? Effect.DEGRADED : Effect.AT_RISK;
  }

  private double share(Relation relation) {
    return switch (model.travel(relation.getType())) {
      case DEPENDENCY, PLACE -> fraction(relation.getAttributes().get("share"));
      case REDUNDANT -> 1.0 / members(relation.getFrom());
      case CONNECTION -> 0;
    };
  }

  private long members(String service) {
    long members =
        topology.relationsFrom(service).stream()
            .limit(MOST_RELATIONS)
            .filter(r -> model.travel(r.getType()) == Travel.REDUNDANT)
            .count();
    return Math.max(1, members);
  }

  /** A number in 0..1; 1 where there is none or it cannot be read. */
  private static double fraction(@Nullable String text) {
    if (text == null) {
      return 1;
    }
    try {
      double value = Double.parseDouble(text);
      return value >= 0 && value <= 1 ? value : 1;
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static ServiceImpact impact(Step step, Effect effect) {
    List<String> via = new ArrayList<>();
    for (Step s = step; s != null; s = s.from()) {
      via.add(0, s.node());
    }
    return ServiceImpact.newBuilder()
        .setId(step.node())
        .setShare(step.share())
        .setEffect(effect)
        .setVia(via)
        .build();
  }
}
