package io.lull.pipeline.model;

/**
 * For each node the relations at it, sorted, as a treap over arrays of ints: binary search trees
 * whose shape is that of insertion in random order (C. R. Aragon, R. Seidel, Randomized Search
 * Trees, 1989; the random priority is a hash of the relation's index). Insertion, removal and
 * search take O(log degree) comparisons expected, 8 bytes a relation and 8 a node. The order seen
 * is that of the keys, whatever the shape.
 */
final class LinkTree {
  /** Order of relations by their index. */
  interface Order {
    int compare(int a, int b);
  }

  /** Where a relation stands: negative if before what is looked for, positive if behind. */
  interface Place {
    int of(int relation);
  }

  /** Told each relation in order; returns whether to go on. */
  interface Visitor {
    boolean visit(int relation);
  }

  private final Order order;
  private int[] root = new int[16];
  private int[] left = new int[16];
  private int[] right = new int[16];

  /** Relations of a node whose both ends are known. */
  private int[] complete = new int[16];

  LinkTree(Order order) {
    this.order = order;
  }

  void nodesUpTo(int index) {
    root = IntStack.grown(root, index);
    complete = IntStack.grown(complete, index);
  }

  void relationsUpTo(int relation) {
    left = IntStack.grown(left, relation);
    right = IntStack.grown(right, relation);
  }

  boolean isEmpty(int node) {
    return root[node] == 0;
  }

  int complete(int node) {
    return complete[node];
  }

  void addComplete(int node, int number) {
    complete[node] += number;
  }

  /** Forgets the relations of a node. */
  void clear(int node) {
    root[node] = 0;
    complete[node] = 0;
  }

  /** The relation that is equal in order; 0 if there is none. */
  int find(int node, int relation) {
    for (int at = root[node]; at != 0; ) {
      int compared = order.compare(relation, at);
      if (compared == 0) {
        return at;
      }
      at = compared < 0 ? left[at] : right[at];
    }
    return 0;
  }

  void insert(int node, int relation) {
    left[relation] = 0;
    right[relation] = 0;
    root[node] = insertBelow(root[node], relation);
  }

  private int insertBelow(int at, int relation) {
    if (at == 0) {
      return relation;
    }
    if (order.compare(relation, at) < 0) {
      int child = insertBelow(left[at], relation);
      left[at] = child;
      if (priority(child) > priority(at)) {
        left[at] = right[child];
        right[child] = at;
        return child;
      }
    } else {
      int child = insertBelow(right[at], relation);
      right[at] = child;
      if (priority(child) > priority(at)) {
        right[at] = left[child];
        left[child] = at;
        return child;
      }
    }
    return at;
  }

  void remove(int node, int relation) {
    root[node] = removeBelow(root[node], relation);
  }

  private int removeBelow(int at, int relation) {
    if (at == 0) {
      throw new IllegalStateException("relation " + relation + " is not where it belongs");
    }
    if (at == relation) {
      return joined(left[at], right[at]);
    }
    if (order.compare(relation, at) < 0) {
      left[at] = removeBelow(left[at], relation);
    } else {
      right[at] = removeBelow(right[at], relation);
    }
    return at;
  }

  private int joined(int a, int b) {
    if (a == 0 || b == 0) {
      return a + b;
    }
    if (priority(a) > priority(b)) {
      right[a] = joined(right[a], b);
      return a;
    }
    left[b] = joined(a, left[b]);
    return b;
  }

  private static int priority(int relation) {
    return NodeTable.mix(relation);
  }

  /** Visits all relations of the node, in order; returns whether none said to stop. */
  boolean forEach(int node, Visitor visitor) {
    return forEachBelow(root[node], visitor);
  }

  private boolean forEachBelow(int at, Visitor visitor) {
    return at == 0
        || (forEachBelow(left[at], visitor)
            && visitor.visit(at)
            && forEachBelow(right[at], visitor));
  }

  /** Visits the relations at the place, in order. */
  void forEachAt(int node, Place place, Visitor visitor) {
    forEachBelowAt(root[node], place, visitor);
  }

  private boolean forEachBelowAt(int at, Place place, Visitor visitor) {
    if (at == 0) {
      return true;
    }
    int where = place.of(at);
    return (where < 0 || forEachBelowAt(left[at], place, visitor))
        && (where != 0 || visitor.visit(at))
        && (where > 0 || forEachBelowAt(right[at], place, visitor));
  }

  /** Goes through the relations of the node one by one. They must not change meanwhile. */
  Cursor cursor(int node) {
    Cursor cursor = new Cursor();
    cursor.descend(root[node]);
    return cursor;
  }

  /** In order, with the way back on a stack. */
  final class Cursor {
    private final IntStack above = new IntStack();

    /** The next relation; 0 at the end. */
    int next() {
      if (above.isEmpty()) {
        return 0;
      }
      int relation = above.pop();
      descend(right[relation]);
      return relation;
    }

    private void descend(int from) {
      for (int at = from; at != 0; at = left[at]) {
        above.push(at);
      }
    }
  }
}
