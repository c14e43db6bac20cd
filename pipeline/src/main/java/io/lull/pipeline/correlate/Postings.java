package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Notes each symptom at the nodes that it touches or that can explain it ({@link NodeNotes}), for
 * others to find it there.
 */
final class Postings {
  private final Tables tables;

  Postings(Tables tables) {
    this.tables = tables;
  }

  /** Notes a symptom at its ends, and at all nodes that were found above it. */
  void add(SymptomState symptom, Reaches found) {
    touch(symptom, symptom.resource);
    if (symptom.peer != null) {
      touch(symptom, symptom.peer);
    }
    List<String> above = new ArrayList<>(found.size());
    for (Reach reach : found.values()) {
      NodeNotes node = node(reach.node());
      node.add(new NodeNotes.Below(symptom.id, reach.cost(), EdgeCosts.lagOf(reach)), symptom);
      tables.nodes().put(reach.node(), node);
      above.add(reach.node());
    }
    symptom.above = above;
    symptom.posted = found;
  }

  private void touch(SymptomState symptom, String at) {
    NodeNotes node = node(at);
    node.touch(symptom);
    tables.nodes().put(at, node);
  }

  private NodeNotes node(String id) {
    NodeNotes node = tables.nodes().get(id);
    return node == null ? new NodeNotes() : node;
  }

  /** Takes back all that was noted because of a symptom. */
  void remove(SymptomState symptom) {
    TreeSet<String> nodes = new TreeSet<>(symptom.above);
    nodes.add(symptom.resource);
    if (symptom.peer != null) {
      nodes.add(symptom.peer);
    }
    for (String id : nodes) {
      NodeNotes node = tables.nodes().get(id);
      if (node != null) {
        node.remove(symptom.id);
        if (node.isEmpty()) {
          tables.nodes().remove(id);
        } else {
          tables.nodes().put(id, node);
        }
      }
    }
  }
}
