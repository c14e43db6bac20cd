package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The evidence that is missing: what part of the dependants of a node fails, for a node that is
 * held to fail silently. A site of twenty switches none of which alarms has not failed, though
 * everything that alarms is in it.
 *
 * <p>A dependant fails if it alarms, or if half of what runs on it, is part of it or serves it
 * fails in turn: behind a dead switch the hosts are as silent as the switch, and only what runs on
 * them is heard. What merely depends on the dependant does not count so, for it depends on others
 * too. Bounded in depth and in relations; what lies beyond does not fail.
 */
final class Dependants {

  /** From this part on the silent node is believed to fail. */
  static final double QUORUM = 0.5;

  private static final int MOST_LEVELS = 3;

  /** Relations of one node that are looked at. */
  private static final int MOST_RELATIONS = 512;

  /** Relations that are looked at for one incident. */
  private static final int BUDGET = 32_768;

  private final Topology topology;
  private final Set<String> alarming;
  private final Map<String, Double> known = new HashMap<>();
  private int budget = BUDGET;

  Dependants(Topology topology, Set<String> alarming) {
    this.topology = topology;
    this.alarming = alarming;
  }

  /** Part of the node's direct dependants that fail, 0 to 1; 0 if it has none. */
  double failing(String node) {
    return failing(node, 1);
  }

  private double failing(String node, int level) {
    Double before = known.get(level + node);
    if (before != null) {
      return before;
    }
    known.put(level + node, 0.0);
    Set<String> own = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    looked(topology.relationsTo(node).stream())
        .forEach(r -> (isPlace(r) ? own : others).add(r.getFrom()));
    looked(topology.relationsFrom(node).stream())
        .forEach(
            r -> {
              switch (RelationKind.of(r.getType())) {
                case REDUNDANT -> own.add(r.getTo());
                case CONNECTION -> others.add(r.getTo());
                default -> {}
              }
            });
    others.removeAll(own);
    long failed = own.stream().filter(dependant -> fails(dependant, level)).count();
    long all = own.size();
    if (level == 1) {
      failed += others.stream().filter(dependant -> fails(dependant, level)).count();
      all += others.size();
    }
    double share = all == 0 ? 0 : (double) failed / all;
    known.put(level + node, share);
    return share;
  }

  private boolean fails(String dependant, int level) {
    return alarming.contains(dependant)
        || (level < MOST_LEVELS && failing(dependant, level + 1) >= QUORUM);
  }

  private static boolean isPlace(Relation relation) {
    return RelationKind.of(relation.getType()) == RelationKind.PLACE;
  }

  private Stream<Relation> looked(Stream<Relation> relations) {
    return relations.limit(MOST_RELATIONS).takeWhile(relation -> budget-- > 0);
  }
}
