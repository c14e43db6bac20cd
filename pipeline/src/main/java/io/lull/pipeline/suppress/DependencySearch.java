package io.lull.pipeline.suppress;

import io.lull.pipeline.model.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One search for planned work on anything that a CI depends on, level by level, so that the nearest
 * is found first. Along DEPENDS_ON, RUNS_ON and PART_OF any one is enough. From a member of a
 * service the way leads to the service and from there along dependencies only, never to its other
 * members: they live by what the service depends on. A service also loses its members: if so many
 * of them are covered, each by a search of its own, that fewer are left than it requires.
 *
 * <p>Bounded in depth and in CIs, over all searches together; a cycle adds nothing. The order of
 * relations decides what is looked at first, so the answer is the same in every subtask.
 */
final class DependencySearch {

  /** Members of one service that are looked at, and relations for each CI that may be. */
  private static final int MOST_RELATIONS = 512;

  private static final String REQUIRED = "required";

  private final Topology topology;
  private final InForce rules;
  private final SuppressOptions options;

  /** Why members are lost; null: they are not. */
  private final Map<Integer, @Nullable Hold> members = new HashMap<>();

  /** Members that are being asked about. */
  private final Set<Integer> asked = new HashSet<>();

  /** Whether a member that is being asked about was met: what came out holds only for now. */
  private boolean provisional;

  private int left;
  private boolean cutShort;

  /**
   * A CI on the way.
   *
   * @param below what depends on it and led here; null at the start
   * @param served whether it is a service, reached from a member of it
   */
  private record Step(int node, @Nullable Step below, boolean served, int depth) {}

  DependencySearch(Topology topology, InForce rules, SuppressOptions options) {
    this.topology = topology;
    this.rules = rules;
    this.options = options;
    this.left = options.searchLimit();
  }

  boolean isCutShort() {
    return cutShort;
  }

  /** Why what happens to the CI is planned; null if it is not. */
  @Nullable Hold from(int node) {
    return from(node, options.maxDepth());
  }

  private @Nullable Hold from(int node, int depth) {
    List<Step> seen = new ArrayList<>();
    Set<Integer> found = new HashSet<>();
    found.add(node);
    List<Step> level = List.of(new Step(node, null, false, depth));
    while (!level.isEmpty()) {
      List<Hold> holds = new ArrayList<>();
      for (Step step : level) {
        if (--left < 0) {
          cutShort = true;
          return Coverage.best(holds);
        }
        addWindows(holds, step);
      }
      Hold best = Coverage.best(holds);
      if (best != null) {
        return best;
      }
      seen.addAll(level);
      level = next(level, found);
    }
    return byMembers(seen);
  }

  private void addWindows(List<Hold> holds, Step step) {
    for (Rule rule : rules.at(step.node())) {
      if (rule.spread()) {
        holds.add(Hold.by(rule, path(step)));
      }
    }
  }

  private List<String> path(@Nullable Step from) {
    List<String> path = new ArrayList<>();
    for (Step step = from; step != null; step = step.below()) {
      path.add(topology.id(step.node()));
    }
    return path;
  }

  private List<Step> next(List<Step> level, Set<Integer> found) {
    List<Step> next = new ArrayList<>();
    for (Step step : level) {
      if (step.depth() > 0) {
        expand(step, found, next);
      }
    }
    return next;
  }

  private void expand(Step step, Set<Integer> found, List<Step> next) {
    int[] looks = {MOST_RELATIONS};
    topology.forEachRelationFrom(
        step.node(),
        (other, type, outgoing, relation) -> {
          Spread spread = options.spread(topology.relationType(type));
          boolean leads = spread == Spread.DEPENDENCY || (spread == Spread.PLACE && !step.served());
          if (leads && found.add(other)) {
            next.add(new Step(other, step, false, step.depth() - 1));
          }
          return goOn(looks);
        });
    if (step.served()) {
      return;
    }
    topology.forEachRelationTo(
        step.node(),
        (other, type, outgoing, relation) -> {
          boolean serves = options.spread(topology.relationType(type)) == Spread.REDUNDANT;
          if (serves && !found.contains(other) && found.add(served(other))) {
            next.add(new Step(other, step, true, step.depth() - 1));
          }
          return goOn(looks);
        });
  }

  /** In the set of what was found: a service that is only passed may be looked at in full later. */
  private static int served(int node) {
    return ~node;
  }

  private boolean goOn(int[] looks) {
    cutShort |= --looks[0] <= 0;
    return looks[0] > 0;
  }

  private @Nullable Hold byMembers(List<Step> seen) {
    for (Step step : seen) {
      if (step.depth() > 0 && !step.served()) {
        Hold hold = byMembers(step);
        if (hold != null) {
          return hold;
        }
      }
    }
    return null;
  }

  private @Nullable Hold byMembers(Step service) {
    List<Integer> all = new ArrayList<>();
    int required = required(service.node(), all);
    List<Hold> lost = new ArrayList<>();
    for (int i = 0; i < all.size() && i - lost.size() < required; i++) {
      Hold hold = ofMember(all.get(i), service.depth() - 1);
      if (hold != null) {
        lost.add(hold);
      }
    }
    int tooMany = all.size() - required + 1;
    if (all.isEmpty() || lost.size() < tooMany) {
      return null;
    }
    lost.sort((a, b) -> Long.compare(b.untilMillis(), a.untilMillis()));
    List<Hold> decisive = List.copyOf(lost.subList(0, tooMany));
    Hold first = Coverage.best(decisive);
    List<String> path = first == null ? path(service) : first.pathTo(path(service));
    return Hold.byLossOf(decisive, all.size(), topology.id(service.node()), path);
  }

  /**
   * A member that is being asked about already, in a cycle, is not lost by itself. What was found
   * on that supposition is not remembered for when the supposition ends.
   */
  private @Nullable Hold ofMember(int member, int depth) {
    if (members.containsKey(member)) {
      return members.get(member);
    }
    if (!asked.add(member)) {
      provisional = true;
      return null;
    }
    Hold hold = from(member, depth);
    asked.remove(member);
    if (asked.isEmpty() || hold != null) {
      provisional = provisional && !asked.isEmpty();
      members.put(member, hold);
    } else if (!provisional) {
      members.put(member, null);
    }
    return hold;
  }

  /**
   * Collects the members of a service and tells how many it needs: its own attribute {@code
   * required}, else the largest of its relations to members, else the configured part.
   */
  private int required(int service, List<Integer> all) {
    int[] required = {0};
    int[] looks = {MOST_RELATIONS};
    topology.forEachRelationFrom(
        service,
        (other, type, outgoing, relation) -> {
          if (options.spread(topology.relationType(type)) == Spread.REDUNDANT) {
            if (!all.contains(other)) {
              all.add(other);
            }
            required[0] = Math.max(required[0], number(topology.attribute(relation, REQUIRED)));
          }
          return goOn(looks);
        });
    int own = all.isEmpty() ? 0 : number(topology.nodeAttribute(service, REQUIRED));
    int number = own > 0 ? own : required[0];
    return number > 0
        ? Math.min(number, all.size())
        : (int) Math.ceil(options.required() * all.size());
  }

  private static int number(@Nullable String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
