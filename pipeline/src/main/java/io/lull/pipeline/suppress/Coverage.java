package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.InterfaceNames;
import io.lull.pipeline.model.Topology;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether rules cover an alarm: those about its resource, about the peer or the link it
 * names, and, of windows that spread, those about anything that these depend on.
 *
 * <p>Idea: the search goes up from the alarm, not down from the window, because below a site there
 * may be a hundred thousand CIs and above an alarm there are tens. It costs nothing where no rule
 * is in force and two look-ups where none spreads.
 */
final class Coverage {

  /** Links of one CI that are searched for an interface. */
  private static final int MOST_LINKS = 4_096;

  private final Topology topology;
  private final RuleBook book;
  private final SuppressOptions options;
  private long cutShort;

  Coverage(Topology topology, RuleBook book, SuppressOptions options) {
    this.topology = topology;
    this.book = book;
    this.options = options;
  }

  /**
   * Why the alarm is to be held back at this time; null if it is not.
   *
   * @param now event time, milliseconds since the epoch
   */
  @Nullable Hold of(AlarmChange alarm, long now) {
    InForce rules = book.at(now);
    if (rules.isEmpty()) {
      return null;
    }
    int node = topology.indexOf(alarm.resource());
    Hold hold = byResource(alarm, node, rules);
    if (hold != null || !rules.hasWindows()) {
      return hold;
    }
    int peer = peer(alarm, node);
    hold = byPeer(alarm, node, peer, rules);
    return hold != null || !rules.spreads() ? hold : byDependency(alarm, node, peer, rules);
  }

  /** How many searches ended because of their limit. */
  long cutShort() {
    return cutShort;
  }

  private static @Nullable Hold byResource(AlarmChange alarm, int node, InForce rules) {
    List<String> path = List.of(alarm.resource());
    List<Hold> holds = new ArrayList<>();
    add(holds, rules.ofAny(), alarm, path);
    add(holds, node >= 0 ? rules.at(node) : rules.at(alarm.resource()), alarm, path);
    return best(holds);
  }

  private static void add(
      List<Hold> holds, List<Rule> rules, AlarmChange alarm, List<String> path) {
    for (Rule rule : rules) {
      if (rule.isAbout(alarm.type())) {
        holds.add(Hold.by(rule, path));
      }
    }
  }

  /** Work on the other end shows here as well; a suppression is about its own resource only. */
  private @Nullable Hold byPeer(AlarmChange alarm, int node, int peer, InForce rules) {
    List<Hold> holds = new ArrayList<>();
    if (peer >= 0) {
      addWindows(holds, rules.at(peer), List.of(topology.id(peer), alarm.resource()));
      if (node >= 0) {
        addWindows(holds, rules.between(node, peer), List.of(link(node, peer), alarm.resource()));
      }
    } else if (alarm.peer() != null) {
      addWindows(holds, rules.at(alarm.peer()), List.of(alarm.peer(), alarm.resource()));
    }
    return best(holds);
  }

  private static void addWindows(List<Hold> holds, List<Rule> rules, List<String> path) {
    for (Rule rule : rules) {
      if (rule.maintenance()) {
        holds.add(Hold.by(rule, path));
      }
    }
  }

  private String link(int node, int peer) {
    String one = topology.id(node);
    String other = topology.id(peer);
    return one.compareTo(other) <= 0 ? one + "--" + other : other + "--" + one;
  }

  static @Nullable Hold best(List<Hold> holds) {
    return holds.stream().min(Hold.BEST_FIRST).orElse(null);
  }

  private @Nullable Hold byDependency(AlarmChange alarm, int node, int peer, InForce rules) {
    DependencySearch search = new DependencySearch(topology, rules, options);
    List<Hold> holds = new ArrayList<>();
    if (node >= 0) {
      addFound(holds, search.from(node), List.of());
    }
    if (peer >= 0 && peer != node) {
      addFound(holds, search.from(peer), List.of(alarm.resource()));
    }
    cutShort += search.isCutShort() ? 1 : 0;
    return best(holds);
  }

  private static void addFound(List<Hold> holds, @Nullable Hold found, List<String> rest) {
    if (found != null) {
      holds.add(new Hold(found.rules(), found.untilMillis(), found.pathTo(rest), found.what()));
    }
  }

  /**
   * Index of the other end that the alarm is about: the peer it names; else the other end of the
   * link at the interface that is its qualifier; else the CI whose address its qualifier is.
   */
  private int peer(AlarmChange alarm, int node) {
    String name = alarm.peer() == null ? "" : alarm.peer();
    int peer = name.isEmpty() ? Topology.UNKNOWN : topology.find(name);
    if (peer < 0 && node >= 0 && !alarm.qualifier().isEmpty()) {
      peer = linked(node, alarm.qualifier());
    }
    return peer < 0 && !name.isEmpty() && !alarm.qualifier().isEmpty()
        ? topology.find(alarm.qualifier())
        : peer;
  }

  private int linked(int node, String name) {
    int[] found = {Topology.UNKNOWN};
    int[] left = {MOST_LINKS};
    topology.forEachRelation(
        node,
        (other, type, outgoing, relation) -> {
          if (options.spread(topology.relationType(type)) == Spread.LINK) {
            String end = topology.attribute(relation, outgoing ? "fromInterface" : "toInterface");
            if (end != null && InterfaceNames.same(end, name)) {
              found[0] = other;
            }
          }
          return found[0] < 0 && --left[0] > 0;
        });
    return found[0];
  }
}
