package io.lull.pipeline.model;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The tables behind {@link Topology} and how a change goes through them. */
final class Graph {
  private static final int NONE = -1;

  // Kinds of records beside NodeTable.NODE and AWAITED; kept in snapshots.
  private static final int RELATION = 3;
  private static final int TYPE = 4;
  private static final int KEY = 5;
  private static final int DOMAIN = 6;

  private final RecordStore store = new RecordStore(this::moved);
  final Dictionary types = new Dictionary(store, TYPE);
  private final Dictionary keys = new Dictionary(store, KEY);
  private final Dictionary domains = new Dictionary(store, DOMAIN);
  final NodeTable nodes = new NodeTable(store);
  final NodeRecords records = new NodeRecords(store, nodes, types, keys, domains);
  final RelationTable relations = new RelationTable(store, RELATION, nodes, types, keys);
  final NameIndex names = new NameIndex(records::has);
  private int nodeCount;
  private int completeCount;
  private boolean restoring;

  int nodeCount() {
    return nodeCount;
  }

  /** Whether no CI has a domain but this one. */
  boolean hasNoDomainBut(String domain) {
    return domains.size() == (domains.codeOf(domain) == 0 ? 0 : 1);
  }

  /** Number of relations whose both ends are known. */
  int completeCount() {
    return completeCount;
  }

  /** Sets a node. Returns whether that altered anything. */
  boolean put(Node node) {
    int index = awaited(node.getId());
    boolean before = nodes.isPresent(index);
    if (!records.put(index, node)) {
      return false;
    }
    if (before) {
      names.remove(index);
    } else {
      nodeCount++;
      completeCount += relations.complete(index);
    }
    names.add(index, node);
    return true;
  }

  private int awaited(String id) {
    int index = nodes.findOrAwait(id);
    relations.nodesBelow(nodes.limit());
    return index;
  }

  /**
   * Removes a node. Returns whether that altered anything.
   *
   * @param withRelations whether its relations go too, or wait for it
   */
  boolean remove(String id, boolean withRelations) {
    int index = nodes.find(id);
    if (index < 0 || !(withRelations || nodes.isPresent(index))) {
      return false;
    }
    if (!withRelations && relations.touches(index)) {
      await(index);
      return true;
    }
    IntStack touching = relations.at(index);
    for (int i = 0; i < touching.size(); i++) {
      remove(touching.get(i), index);
    }
    relations.forgetNode(index);
    if (nodes.isPresent(index)) {
      names.remove(index);
      records.release(index);
      nodeCount--;
    }
    nodes.remove(index);
    return true;
  }

  /** The node goes, its relations wait for it. */
  private void await(int index) {
    completeCount -= relations.dangle(index);
    names.remove(index);
    String id = nodes.id(index);
    records.release(index);
    nodes.await(index, id);
    nodeCount--;
  }

  /** Sets a relation. Returns whether that altered anything. */
  boolean put(Relation relation) {
    int from = awaited(relation.getFrom());
    int to = awaited(relation.getTo());
    int put = relations.put(from, to, relation);
    if (put > 0 && relations.isComplete(put)) {
      completeCount++;
    }
    return put != RelationTable.SAME;
  }

  /**
   * Removes a relation. Returns whether that altered anything.
   *
   * @param withParallel whether one that names no interfaces stands for all of its ends and type
   */
  boolean remove(Relation relation, boolean withParallel) {
    int from = nodes.find(relation.getFrom());
    if (from < 0) {
      return false;
    }
    byte[] id = RelationIds.of(relation).getBytes(StandardCharsets.UTF_8);
    IntStack found =
        relations.withId(from, id, withParallel && !RelationIds.hasInterfaces(relation));
    for (int i = 0; i < found.size(); i++) {
      remove(found.get(i), NONE);
    }
    return !found.isEmpty();
  }

  /** Ends that nothing waits for any more are forgotten, except the one that is being deleted. */
  private void remove(int relation, int deleted) {
    int from = relations.from(relation);
    int to = relations.to(relation);
    completeCount -= relations.isComplete(relation) ? 1 : 0;
    relations.remove(relation, deleted);
    forget(from, deleted);
    if (to != from) {
      forget(to, deleted);
    }
  }

  private void forget(int end, int deleted) {
    if (end != deleted && !nodes.isPresent(end) && !relations.touches(end)) {
      nodes.remove(end);
    }
  }

  private void moved(int kind, int index, int address) {
    switch (kind) {
      case NodeTable.NODE, NodeTable.AWAITED -> {
        if (restoring) {
          nodes.restore(kind, index, address);
        } else {
          nodes.moved(index, address);
        }
      }
      case RELATION -> {
        if (restoring) {
          relations.restore(index, address);
        } else {
          relations.moved(index, address);
        }
      }
      case TYPE -> moved(types, index, address);
      case KEY -> moved(keys, index, address);
      case DOMAIN -> moved(domains, index, address);
      default -> throw new IllegalArgumentException("a record of the unknown kind " + kind);
    }
  }

  private void moved(Dictionary dictionary, int code, int address) {
    if (restoring) {
      dictionary.restore(code, address);
    } else {
      dictionary.moved(code, address);
    }
  }

  Map<Integer, Chunk> chunks() {
    return store.chunks();
  }

  /** Takes over the pages of a snapshot: first where everything is, then what refers to it. */
  void restore(Map<Integer, Chunk> chunks) {
    restoring = true;
    store.restore(chunks);
    restoring = false;
    nodes.restored();
    for (int index = nodes.nextPresent(0); index >= 0; index = nodes.nextPresent(index + 1)) {
      records.retain(index);
      names.add(index, records.node(index));
      nodeCount++;
    }
    relations.restored();
    types.restored();
    keys.restored();
    domains.restored();
    completeCount = relations.countComplete();
  }

  long packedBytes() {
    return store.bytes();
  }
}
