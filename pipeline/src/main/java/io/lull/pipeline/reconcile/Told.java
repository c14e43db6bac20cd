package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.RelationIds;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The graph as it was told, and how it is now. Of all that happens to a CI or relation at one time
 * the outcome is told: whoever applies changes of one time may do so in any order.
 */
final class Told {
  private static final String SOURCE = "discovery";

  private final NavigableMap<String, TopologyChange> now = new TreeMap<>();
  private final NavigableMap<String, Optional<TopologyChange>> before = new TreeMap<>();
  private final Set<String> dirty = new TreeSet<>();

  void restore(String key, TopologyChange change) {
    now.put(key, change);
  }

  @Nullable TopologyChange get(String key) {
    return now.get(key);
  }

  /** Keys of what is other than at the last call. */
  Set<String> drain() {
    Set<String> all = new TreeSet<>(dirty);
    dirty.clear();
    return all;
  }

  /** How a CI is now; null: there is none. */
  void node(String ci, @Nullable Node node) {
    set("node|" + ci, node == null ? null : change(node, null));
  }

  /** How a relation is now; null: it is not. */
  void relation(String id, @Nullable Relation relation) {
    set("relation|" + id, relation == null ? null : change(null, relation));
  }

  private void set(String key, @Nullable TopologyChange change) {
    TopologyChange known = now.get(key);
    if (change == null ? known == null : known != null && same(known, change)) {
      return;
    }
    before.putIfAbsent(key, Optional.ofNullable(known));
    dirty.add(key);
    if (change == null) {
      now.remove(key);
    } else {
      now.put(key, change);
    }
  }

  private static boolean same(TopologyChange a, TopologyChange b) {
    return a.getNode() != null
        ? a.getNode().equals(b.getNode())
        : a.getRelation().equals(b.getRelation());
  }

  /**
   * What is other than it was told: relations that go, CIs, CIs that go, relations.
   *
   * @param time since when, milliseconds since the epoch; null: since ever
   */
  List<TopologyChange> flush(@Nullable Long time) {
    if (before.isEmpty()) {
      return List.of();
    }
    List<TopologyChange> gone = new ArrayList<>();
    List<TopologyChange> nodes = new ArrayList<>();
    List<TopologyChange> goneNodes = new ArrayList<>();
    List<TopologyChange> relations = new ArrayList<>();
    for (Map.Entry<String, Optional<TopologyChange>> entry : before.entrySet()) {
      TopologyChange old = entry.getValue().orElse(null);
      TopologyChange change = now.get(entry.getKey());
      boolean node = entry.getKey().startsWith("node|");
      if (old != null && (change == null || !Topology.idOf(old).equals(Topology.idOf(change)))) {
        (node ? goneNodes : gone).add(at(time, ChangeOp.DELETE, old));
        if (!node && !RelationIds.hasInterfaces(old.getRelation())) {
          parallel(entry.getKey(), time, relations);
        }
      }
      if (change != null && (old == null || !same(old, change))) {
        (node ? nodes : relations).add(at(time, ChangeOp.UPSERT, change));
      }
    }
    before.clear();
    gone.addAll(nodes);
    gone.addAll(goneNodes);
    gone.addAll(relations);
    return gone;
  }

  /** The deletion of a relation without interfaces is one of all parallel ones. */
  private void parallel(String key, @Nullable Long time, List<TopologyChange> into) {
    for (TopologyChange link : now.subMap(key + '|', key + '}').values()) {
      into.add(at(time, ChangeOp.UPSERT, link));
    }
  }

  private static TopologyChange change(@Nullable Node node, @Nullable Relation relation) {
    return new TopologyChange(null, ChangeOp.UPSERT, node, relation, SOURCE);
  }

  private static TopologyChange at(@Nullable Long time, ChangeOp op, TopologyChange change) {
    return new TopologyChange(time, op, change.getNode(), change.getRelation(), SOURCE);
  }
}
