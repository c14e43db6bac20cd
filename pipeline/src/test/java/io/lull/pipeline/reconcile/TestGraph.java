package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.RelationIds;
import io.lull.schema.ChangeOp;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A reconciler, and the graph of those who listen to it. */
final class TestGraph {
  final Reconciler reconciler;
  final Map<String, Node> nodes = new TreeMap<>();
  final Map<String, Relation> relations = new TreeMap<>();
  final List<DiscoveryNote> notes = new ArrayList<>();
  final List<TopologyChange> changes = new ArrayList<>();

  private final Set<String> toldKeys = new TreeSet<>();

  TestGraph(ReconcileOptions options) {
    reconciler = new Reconciler(options);
  }

  TestGraph() {
    this(ReconcileOptions.DEFAULT);
  }

  TestGraph take(long time, Fact... facts) {
    for (Fact fact : facts) {
      notes.addAll(reconciler.take(fact, time));
      apply(time);
    }
    return this;
  }

  TestGraph advance(long time) {
    notes.addAll(reconciler.advance(time));
    apply(time);
    return this;
  }

  private void apply(long time) {
    for (TopologyChange change : reconciler.flush(time)) {
      changes.add(change);
      apply(change);
    }
  }

  /** Keys of all that was told and holds. */
  Set<String> toldKeys() {
    toldKeys.addAll(reconciler.drainTold());
    toldKeys.removeIf(key -> reconciler.told(key) == null);
    return toldKeys;
  }

  void inherit(TestGraph before) {
    toldKeys.addAll(before.toldKeys);
  }

  private void apply(TopologyChange change) {
    boolean delete = change.getOp() == ChangeOp.DELETE;
    if (change.getNode() != null) {
      if (delete) {
        nodes.remove(change.getNode().getId());
      } else {
        nodes.put(change.getNode().getId(), change.getNode());
      }
    } else if (delete) {
      relations.remove(RelationIds.of(change.getRelation()));
    } else {
      relations.put(RelationIds.of(change.getRelation()), change.getRelation());
    }
  }

  Node node(String id) {
    return Objects.requireNonNull(nodes.get(id), () -> id + " of " + nodes.keySet());
  }

  Relation relation(String id) {
    return Objects.requireNonNull(relations.get(id), () -> id + " of " + relations.keySet());
  }

  Set<String> ids() {
    return nodes.keySet();
  }

  List<String> noteKinds() {
    return notes.stream().map(DiscoveryNote::getKind).toList();
  }
}
