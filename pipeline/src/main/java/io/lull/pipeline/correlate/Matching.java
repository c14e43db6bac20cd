package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which open incident an alarm belongs to.
 *
 * <p>Nearness alone is not enough: the spines of a fabric are near every leaf, and two of them that
 * fail a minute apart are two faults. So the question is whether <em>one</em> node that is alarming
 * or named explains nearly all of the incident ({@link CorrelateOptions#focusShare}) and this alarm
 * too. The answer is read from the nodes above the alarm, each of which knows the incidents it is
 * part of or can explain: the cost is that of the alarm's own surroundings, however many incidents
 * are open elsewhere.
 *
 * <p>Three weaker ties count when no such node is found: the alarm depends on a member's resource;
 * a member depends, within few relations, on the alarm's resource; or both are alarms of one
 * resource and one of them is about the resource alone.
 */
final class Matching {

  /** What ties an alarm to an incident, weakest first. */
  enum Tie {
    WEAK,
    NEIGHBOUR,
    DEPENDENCY,
    SAME_CAUSE,
    SAME_PLACE
  }

  /**
   * An incident the alarm belongs to.
   *
   * @param group the incident
   * @param tie what ties them
   * @param hops relations between them
   */
  record Match(GroupState group, Tie tie, int hops) {}

  /**
   * The outcome.
   *
   * @param best the incident the alarm joins; null if there is none
   * @param linked other incidents that this alarm shows to be the same one
   */
  record Result(@Nullable GroupState best, List<GroupState> linked) {}

  /** Stronger, then nearer, then younger: a fresh alarm belongs to the fresh storm. */
  private static final Comparator<Match> BEST =
      Comparator.comparing(Match::tie)
          .reversed()
          .thenComparingInt(Match::hops)
          .thenComparing(m -> m.group().openedMillis, Comparator.reverseOrder())
          .thenComparing(m -> m.group().id);

  private final Tables tables;
  private final CorrelateOptions options;

  Matching(Tables tables, CorrelateOptions options) {
    this.tables = tables;
    this.options = options;
  }

  Result match(Site site, String qualifier, Map<String, Upstream.Reach> upstream, long now) {
    Map<String, GroupState> groups = new HashMap<>();
    Map<String, Match> best = new TreeMap<>();
    for (Upstream.Reach reach : upstream.values()) {
      NodeState node = tables.nodes().get(reach.node());
      if (node == null) {
        continue;
      }
      for (NodeState.Part part : node.parts()) {
        GroupState group = groups.computeIfAbsent(part.incident(), tables.groups()::get);
        if (group != null) {
          Match match = judge(site, qualifier, reach, group, part, now);
          if (match != null) {
            best.merge(group.id, match, (a, b) -> BEST.compare(a, b) <= 0 ? a : b);
          }
        }
      }
    }
    if (best.isEmpty()) {
      return new Result(null, List.of());
    }
    Match first = best.values().stream().min(BEST).orElseThrow();
    return new Result(first.group(), linked(site, first, best));
  }

  private @Nullable Match judge(
      Site site,
      String qualifier,
      Upstream.Reach reach,
      GroupState group,
      NodeState.Part part,
      long now) {
    boolean own = site.touches(reach.node());
    if (own && (hasLink(group, site) || hasPlace(group, site, qualifier))) {
      return new Match(group, Tie.SAME_PLACE, 0);
    }
    if (now - group.lastRaiseMillis > options.windowMillis()) {
      return null;
    }
    if (speaksFor(part, group) && (own || part.about() > 0)) {
      Tie tie =
          own && part.about() > 0
              ? Tie.SAME_CAUSE
              : reach.byDependency() ? Tie.DEPENDENCY : Tie.NEIGHBOUR;
      return new Match(group, tie, reach.hops());
    }
    boolean dependsOnMember = !own && part.about() > 0 && reach.byDependency();
    boolean memberDepends = own && part.near() > 0 && part.about() == 0;
    boolean sameResource =
        reach.node().equals(site.resource())
            && part.resource() > 0
            && (site.peer() == null || part.alone() > 0);
    return dependsOnMember || memberDepends || sameResource
        ? new Match(group, Tie.WEAK, reach.hops())
        : null;
  }

  /** The incident is about this very link: then time does not part them while it is open. */
  private boolean hasLink(GroupState group, Site site) {
    String prefix = group.id + Tables.SEPARATOR;
    if (site.peer() == null) {
      return false;
    }
    boolean known =
        tables.sites().get(prefix + site.key()) != null
            || tables.sites().get(prefix + site.reversed().key()) != null;
    return known
        && speaksFor(part(site.resource(), group), group)
        && speaksFor(part(site.reversed().resource(), group), group);
  }

  /** The incident already holds an alarm of this very port, mount point or queue. */
  private boolean hasPlace(GroupState group, Site site, String qualifier) {
    String key = Site.placeKey(group.id, site.resource(), qualifier);
    return site.peer() == null && !key.isEmpty() && tables.sites().get(key) != null;
  }

  private boolean speaksFor(NodeState.Part part, GroupState group) {
    return part.above() >= options.focusShare() * group.sites;
  }

  /**
   * Incidents that turn out to be one: an end of this alarm explains nearly all of each of them; or
   * the alarm says that what one is about and what the other is about are two ends of one link.
   * That a symptom depends on both is no reason: two faults may hurt one service.
   */
  private List<GroupState> linked(Site site, Match first, Map<String, Match> matches) {
    List<GroupState> linked = new ArrayList<>();
    for (Match match : matches.values()) {
      if (match != first && sameFault(site, first.group(), match.group())) {
        linked.add(match.group());
      }
    }
    return linked;
  }

  private boolean sameFault(Site site, GroupState one, GroupState other) {
    String peer = site.peer();
    if (oneExplains(site.resource(), one, other)
        || (peer != null && oneExplains(peer, one, other))) {
      return true;
    }
    return peer != null
        && ((isAbout(site.resource(), one) && isAbout(peer, other))
            || (isAbout(peer, one) && isAbout(site.resource(), other)));
  }

  private boolean oneExplains(String node, GroupState one, GroupState other) {
    return speaksFor(part(node, one), one) && speaksFor(part(node, other), other);
  }

  /** All alarms of the incident that have to do with the node are about it alone. */
  private boolean isAbout(String node, GroupState group) {
    NodeState.Part part = part(node, group);
    return part.alone() > 0 && part.alone() == part.about() && speaksFor(part, group);
  }

  private NodeState.Part part(String node, GroupState group) {
    NodeState state = tables.nodes().get(node);
    return (state == null ? NodeState.NONE : state).part(group.id);
  }
}
