package io.lull.pipeline.correlate;

import java.util.Arrays;

/**
 * The cheapest way to explain every vertex: each one is a root at a price of its own, or hangs on
 * one other, and nobody explains himself in a circle.
 *
 * <p>That is a minimum spanning arborescence from a virtual vertex whose edges cost the prices. The
 * idea is that of Chu and Liu [1] and Edmonds [2]: every vertex takes its cheapest way in; a circle
 * becomes one vertex, with what leads into it made relative to the edge that it would replace. It
 * is done as Gabow, Galil, Spencer and Tarjan [3] grow a path against the edges until it ends at a
 * root or closes a circle; the ways into a vertex are in a leftist heap, from all of whose edges
 * the cost of the one that is taken is subtracted at its top only and passed down when it is
 * merged. Of equal costs the edge that was added first wins, so the result is a function of the
 * order in which the caller adds them.
 *
 * <p>Cost: O(edges × log vertices), whatever circles lie in circles; nine words an edge.
 *
 * <ol>
 *   <li>Y. J. Chu, T. H. Liu: On the shortest arborescence of a directed graph. Scientia Sinica 14,
 *       1965
 *   <li>J. Edmonds: Optimum branchings. Journal of Research of the National Bureau of Standards
 *       71B, 1967
 *   <li>H. Gabow, Z. Galil, T. Spencer, R. Tarjan: Efficient algorithms for finding minimum
 *       spanning trees in undirected and directed graphs. Combinatorica 6, 1986
 * </ol>
 */
final class Arborescence {

  /** The parent of a root. */
  static final int ROOT = -1;

  private static final int NONE = -1;
  private static final int LEAST_EDGES = 16;

  private final int vertices;
  private int edges;
  private int[] from = new int[LEAST_EDGES];
  private int[] to = new int[LEAST_EDGES];
  private double[] cost = new double[LEAST_EDGES];

  Arborescence(int vertices) {
    this.vertices = vertices;
  }

  /** Makes the vertex a root at a price in nats. Every vertex needs one. */
  void root(int vertex, double price) {
    add(ROOT, vertex, price);
  }

  /** Lets one vertex explain another, not itself, at a cost in nats. */
  void edge(int from, int to, double cost) {
    add(from, to, cost);
  }

  private void add(int start, int end, double price) {
    if (edges == from.length) {
      from = Arrays.copyOf(from, 2 * edges);
      to = Arrays.copyOf(to, 2 * edges);
      cost = Arrays.copyOf(cost, 2 * edges);
    }
    from[edges] = start;
    to[edges] = end;
    cost[edges++] = price;
  }

  /** Returns the edge into each vertex, as an index in the order of adding. */
  int[] solve() {
    return new Growth().solve();
  }

  /** Returns where the edge starts; {@link #ROOT} for the price of a root. */
  int from(int edge) {
    return from[edge];
  }

  double cost(int edge) {
    return cost[edge];
  }

  /** One solution in the making; the numbers of circles follow those of the vertices. */
  private final class Growth {
    private final Heaps heaps = new Heaps(edges, cost);
    private final int[] heap = new int[2 * vertices];
    private final int[] taken = new int[2 * vertices];

    // The circle a vertex or circle is on, and the outermost as far as it is known.
    private final int[] circle = new int[2 * vertices];
    private final int[] outermost = new int[2 * vertices];
    private final boolean[] onPath = new boolean[2 * vertices];
    private final boolean[] explained = new boolean[2 * vertices];
    private final int[] path = new int[2 * vertices];
    private int depth;
    private int next = vertices;

    int[] solve() {
      Arrays.fill(heap, NONE);
      Arrays.fill(circle, NONE);
      for (int i = 0; i < outermost.length; i++) {
        outermost[i] = i;
      }
      for (int edge = 0; edge < edges; edge++) {
        heap[to[edge]] = heaps.merge(heap[to[edge]], edge);
      }
      for (int v = 0; v < vertices; v++) {
        int start = find(v);
        if (!explained[start]) {
          grow(start);
        }
      }
      open();
      return Arrays.copyOf(taken, vertices);
    }

    /** Goes against the cheapest ways in until it comes to what is explained. */
    private void grow(int start) {
      int at = start;
      while (true) {
        onPath[at] = true;
        path[depth++] = at;
        int edge = take(at);
        int before = from[edge] == ROOT ? ROOT : find(from[edge]);
        if (before == ROOT || explained[before]) {
          break;
        }
        at = onPath[before] ? close(before) : before;
      }
      while (depth > 0) {
        explained[path[--depth]] = true;
      }
    }

    private int take(int at) {
      int edge = heap[at];
      heap[at] = heaps.withoutTop(edge);
      while (from[edge] != ROOT && find(from[edge]) == at) {
        edge = heap[at];
        heap[at] = heaps.withoutTop(edge);
      }
      heaps.subtract(heap[at], heaps.key(edge));
      taken[at] = edge;
      return edge;
    }

    /** Makes one of all on the path from a vertex on. */
    private int close(int first) {
      int closed = next++;
      int merged = NONE;
      int member;
      do {
        member = path[--depth];
        circle[member] = closed;
        outermost[member] = closed;
        merged = heaps.merge(merged, heap[member]);
      } while (member != first);
      heap[closed] = merged;
      return closed;
    }

    private int find(int vertex) {
      int top = vertex;
      while (outermost[top] != top) {
        top = outermost[top];
      }
      int at = vertex;
      while (at != top) {
        int above = outermost[at];
        outermost[at] = top;
        at = above;
      }
      return top;
    }

    /** Opens each circle where the edge leads in that was taken for it as a whole. */
    private void open() {
      boolean[] opened = new boolean[next];
      for (int closed = next - 1; closed >= vertices; closed--) {
        if (!opened[closed]) {
          int edge = taken[closed];
          for (int inside = to[edge]; inside != closed; inside = circle[inside]) {
            taken[inside] = edge;
            opened[inside] = true;
          }
        }
      }
    }
  }

  /** Leftist heaps of edges; a heap is named by its least edge, none by {@link #NONE}. */
  private static final class Heaps {
    private final double[] key;
    private final double[] pending;
    private final int[] left;
    private final int[] right;
    private final int[] rank;

    Heaps(int size, double[] costs) {
      key = Arrays.copyOf(costs, size);
      pending = new double[size];
      left = new int[size];
      right = new int[size];
      rank = new int[size];
      Arrays.fill(left, NONE);
      Arrays.fill(right, NONE);
    }

    double key(int edge) {
      return key[edge];
    }

    /** From all of a heap. */
    void subtract(int heap, double amount) {
      if (heap != NONE) {
        key[heap] -= amount;
        pending[heap] += amount;
      }
    }

    int withoutTop(int heap) {
      pass(heap);
      return merge(left[heap], right[heap]);
    }

    int merge(int one, int other) {
      if (one == NONE || other == NONE) {
        return one == NONE ? other : one;
      }
      boolean first = key[one] < key[other] || (key[one] == key[other] && one < other);
      int top = first ? one : other;
      pass(top);
      right[top] = merge(right[top], first ? other : one);
      if (rankOf(left[top]) < rankOf(right[top])) {
        int swapped = left[top];
        left[top] = right[top];
        right[top] = swapped;
      }
      rank[top] = rankOf(right[top]) + 1;
      return top;
    }

    private int rankOf(int heap) {
      return heap == NONE ? -1 : rank[heap];
    }

    private void pass(int heap) {
      if (pending[heap] != 0) {
        subtract(left[heap], pending[heap]);
        subtract(right[heap], pending[heap]);
        pending[heap] = 0;
      }
    }
  }
}
