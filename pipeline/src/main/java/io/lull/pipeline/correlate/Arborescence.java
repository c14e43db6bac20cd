package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cheapest way to explain every vertex: each one is a root at a price of its own, or hangs on
 * one other, and nobody explains himself in a circle.
 *
 * <p>That is a minimum spanning arborescence from a virtual vertex whose edges cost the prices. The
 * algorithm is that of Chu and Liu [1] and Edmonds [2]: every vertex takes its cheapest way in;
 * circles are contracted, their edges made relative to the one they would replace, and the rest is
 * solved again. Rounds are at most the depth to which circles nest; each costs O(vertices + edges).
 * Of equal costs the edge that was added first wins, so the result is a function of the order in
 * which the caller adds them.
 *
 * <ol>
 *   <li>Y. J. Chu, T. H. Liu: On the shortest arborescence of a directed graph. Scientia Sinica 14,
 *       1965
 *   <li>J. Edmonds: Optimum branchings. Journal of Research of the National Bureau of Standards
 *       71B, 1967
 * </ol>
 */
final class Arborescence {

  /** The parent of a root. */
  static final int ROOT = -1;

  /** An edge of one round; {@code original} is its index among the edges that were added. */
  private record Edge(int from, int to, double cost, int original) {}

  private final int vertices;
  private final List<Edge> edges = new ArrayList<>();

  Arborescence(int vertices) {
    this.vertices = vertices;
  }

  /** Makes the vertex a root at a price in nats. Every vertex needs one. */
  void root(int vertex, double price) {
    edges.add(new Edge(vertices, vertex, price, edges.size()));
  }

  /** Lets one vertex explain another at a cost in nats. */
  void edge(int from, int to, double cost) {
    if (from != to) {
      edges.add(new Edge(from, to, cost, edges.size()));
    }
  }

  /** Returns the edge into each vertex, as an index in the order of adding. */
  int[] solve() {
    int[] chosen = new int[vertices];
    for (int original : solve(vertices + 1, vertices, edges)) {
      if (original >= 0) {
        chosen[edges.get(original).to()] = original;
      }
    }
    return chosen;
  }

  /** Returns where the edge starts; {@link #ROOT} for the price of a root. */
  int from(int edge) {
    int from = edges.get(edge).from();
    return from == vertices ? ROOT : from;
  }

  double cost(int edge) {
    return edges.get(edge).cost();
  }

  /** Returns the original indexes of the edges into the vertices of this round; -1 for the root. */
  private static int[] solve(int count, int root, List<Edge> edges) {
    Edge[] best = cheapest(count, root, edges);
    int[] circle = new int[count];
    int circles = circles(count, root, best, circle);
    int[] result = new int[count];
    if (circles == 0) {
      for (int v = 0; v < count; v++) {
        result[v] = v == root ? -1 : best[v].original();
      }
      return result;
    }
    int[] contracted = new int[count];
    int next = circles;
    for (int v = 0; v < count; v++) {
      contracted[v] = circle[v] >= 0 ? circle[v] : next++;
    }
    List<Edge> inner = new ArrayList<>(edges.size());
    List<Edge> outer = new ArrayList<>(edges.size());
    for (Edge edge : edges) {
      int from = contracted[edge.from()];
      int to = contracted[edge.to()];
      if (from != to) {
        double relative =
            circle[edge.to()] >= 0 ? edge.cost() - best[edge.to()].cost() : edge.cost();
        inner.add(new Edge(from, to, relative, outer.size()));
        outer.add(edge);
      }
    }
    int[] solved = solve(next, contracted[root], inner);
    for (int v = 0; v < count; v++) {
      result[v] = v == root ? -1 : best[v].original();
    }
    for (int c = 0; c < next; c++) {
      if (solved[c] >= 0) {
        Edge entering = outer.get(solved[c]);
        result[entering.to()] = entering.original();
      }
    }
    return result;
  }

  private static Edge[] cheapest(int count, int root, List<Edge> edges) {
    Edge[] best = new Edge[count];
    for (Edge edge : edges) {
      if (edge.to() != root && (best[edge.to()] == null || edge.cost() < best[edge.to()].cost())) {
        best[edge.to()] = edge;
      }
    }
    return best;
  }

  /** Numbers the circles among the cheapest edges; -1 where a vertex is on none. */
  private static int circles(int count, int root, Edge[] best, int[] circle) {
    Arrays.fill(circle, -1);
    int[] seenBy = new int[count];
    Arrays.fill(seenBy, -1);
    int circles = 0;
    for (int start = 0; start < count; start++) {
      int at = start;
      while (at != root && seenBy[at] < 0) {
        seenBy[at] = start;
        at = best[at].from();
      }
      if (at != root && seenBy[at] == start && circle[at] < 0) {
        for (int on = at; circle[on] < 0; on = best[on].from()) {
          circle[on] = circles;
        }
        circles++;
      }
    }
    return circles;
  }
}
