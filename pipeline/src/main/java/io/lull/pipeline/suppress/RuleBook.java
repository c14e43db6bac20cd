package io.lull.pipeline.suppress;

import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All windows and suppressions, by id, and the topology their names are looked up in.
 *
 * <p>Which of them hold is found out anew when a rule changes, begins or ends, and whom they name
 * when a CI comes, goes or is renamed: O(rules), and nothing for an alarm in between.
 */
final class RuleBook {
  private final Topology topology;
  private final TreeMap<String, Rule> rules = new TreeMap<>();

  // Derived: what holds from validFrom until before validTo.
  private List<Rule> holding = List.of();
  private long validFrom = Long.MAX_VALUE;
  private long validTo = Long.MIN_VALUE;
  private @Nullable InForce inForce;

  RuleBook(Topology topology) {
    this.topology = topology;
  }

  /**
   * Applies a record.
   *
   * @return whether a rule that was there before was changed or removed
   * @throws IllegalArgumentException if it is refused; what was in force stays
   */
  boolean apply(ControlRecord record) {
    List<String> problems = SuppressRules.problems(record.getId(), record);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    Rule rule = record.getOp() == ChangeOp.DELETE ? null : Rule.of(record);
    Rule before = rule == null ? rules.remove(record.getId()) : rules.put(record.getId(), rule);
    validFrom = Long.MAX_VALUE;
    inForce = null;
    return before != null && !before.equals(rule);
  }

  /** Applies a change of the topology. */
  void apply(TopologyChange change) {
    long version = topology.version();
    topology.apply(change);
    if (change.getNode() != null && topology.version() != version) {
      inForce = null;
    }
  }

  /** The rules that hold at a time. */
  InForce at(long now) {
    if (rules.isEmpty()) {
      return InForce.NOTHING;
    }
    if (now < validFrom || now >= validTo) {
      lookUp(now);
      inForce = null;
    }
    InForce force = inForce;
    if (force == null) {
      force = InForce.of(holding, topology);
      inForce = force;
    }
    return force;
  }

  private void lookUp(long now) {
    List<Rule> found = new ArrayList<>();
    long from = Long.MIN_VALUE;
    long to = Long.MAX_VALUE;
    for (Map.Entry<String, Rule> entry : rules.entrySet()) {
      Rule rule = entry.getValue();
      if (rule.holdsAt(now)) {
        found.add(rule);
      }
      for (long edge : new long[] {rule.fromMillis(), rule.toMillis()}) {
        if (edge <= now) {
          from = Math.max(from, edge);
        } else {
          to = Math.min(to, edge);
        }
      }
    }
    holding = found;
    validFrom = from;
    validTo = to;
  }

  /** Number of rules, also those that hold no more or not yet. */
  int size() {
    return rules.size();
  }

  /** Names, in the rules that held when an alarm was last looked at, that no CI has. */
  int unknown() {
    InForce force = inForce;
    return force == null ? 0 : force.unknown();
  }
}
