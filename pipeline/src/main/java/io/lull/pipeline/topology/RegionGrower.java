package io.lull.pipeline.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Cuts a connected graph into connected regions of about one size.
 *
 * <p><b>Idea.</b> Greedy graph growing [1]: a region starts at the outermost vertex that is left
 * and takes, one after the other, the vertex beside it that adds the fewest relations across its
 * border, so that it closes around what hangs on a vertex before it goes through it. What is left
 * over, cut off between regions and too small for one of its own, goes to the neighbour it shares
 * most relations with, if that has room.
 *
 * <p><b>Cost.</b> O((vertices + relations) log relations), once for each vertex. <b>Departures.</b>
 * No refinement by swapping vertices afterwards [2]: a cut that is somewhat larger costs routing an
 * alarm to one more domain, and the regions do not stay what they were anyway.
 *
 * <ol>
 *   <li>G. Karypis, V. Kumar: A fast and high quality multilevel scheme for partitioning irregular
 *       graphs. SIAM Journal on Scientific Computing 20, 1998 (section 3.2)
 *   <li>B. Kernighan, S. Lin: An efficient heuristic procedure for partitioning graphs. Bell System
 *       Technical Journal 49, 1970
 * </ol>
 */
final class RegionGrower {
  private static final int NONE = -1;

  private final int[][] neighbours;
  private final int[] order;
  private final int[] region;
  private final int[] inside;
  private final int goal;
  private final int cap;
  private final List<List<Integer>> regions = new ArrayList<>();

  /**
   * @param neighbours for each vertex those it has relations with, each as often as it has
   * @param goal vertices of a region
   * @param cap vertices of a region at most
   */
  RegionGrower(int[][] neighbours, int goal, int cap) {
    this.neighbours = neighbours;
    this.goal = goal;
    this.cap = cap;
    this.region = filled(neighbours.length);
    this.inside = new int[neighbours.length];
    int[] fromAnywhere = breadthFirst(0);
    this.order = breadthFirst(fromAnywhere[fromAnywhere.length - 1]);
  }

  private static int[] filled(int size) {
    int[] none = new int[size];
    Arrays.fill(none, NONE);
    return none;
  }

  private int[] breadthFirst(int start) {
    int[] found = new int[neighbours.length];
    boolean[] seen = new boolean[neighbours.length];
    int count = 0;
    found[count++] = start;
    seen[start] = true;
    for (int at = 0; at < count; at++) {
      for (int next : neighbours[found[at]]) {
        if (!seen[next]) {
          seen[next] = true;
          found[count++] = next;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Returns the regions; each vertex is in exactly one. */
  List<List<Integer>> regions() {
    int[] rank = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      rank[order[i]] = i;
    }
    List<List<Integer>> small = new ArrayList<>();
    for (int seed : order) {
      if (region[seed] == NONE) {
        List<Integer> grown = grow(seed, rank);
        if (2 * grown.size() < goal) {
          grown.forEach(v -> region[v] = Integer.MAX_VALUE);
          small.add(grown);
        } else {
          regions.add(grown);
        }
      }
    }
    small.forEach(this::attach);
    return regions;
  }

  private List<Integer> grow(int seed, int[] rank) {
    int number = regions.size();
    List<Integer> members = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    PriorityQueue<Long> border = new PriorityQueue<>();
    border.add(entry(seed, rank));
    while (members.size() < goal && !border.isEmpty()) {
      int next = order[(int) (border.remove() & 0xFFFF_FFFFL)];
      if (region[next] != NONE) {
        continue;
      }
      region[next] = number;
      members.add(next);
      for (int other : neighbours[next]) {
        if (region[other] == NONE) {
          inside[other]++;
          seen.add(other);
          border.add(entry(other, rank));
        }
      }
    }
    seen.forEach(v -> inside[v] = 0);
    return members;
  }

  /** Fewest relations to vertices outside first, then the outermost. */
  private long entry(int vertex, int[] rank) {
    long outside = neighbours[vertex].length - inside[vertex];
    return outside << 32 | rank[vertex];
  }

  private void attach(List<Integer> piece) {
    int[] shared = new int[regions.size()];
    for (int v : piece) {
      for (int other : neighbours[v]) {
        if (region[other] >= 0 && region[other] < shared.length) {
          shared[region[other]]++;
        }
      }
    }
    int best = NONE;
    for (int r = 0; r < shared.length; r++) {
      boolean fits = regions.get(r).size() + piece.size() <= cap;
      if (fits && shared[r] > 0 && (best == NONE || shared[r] > shared[best])) {
        best = r;
      }
    }
    if (best == NONE) {
      best = regions.size();
      regions.add(new ArrayList<>());
    }
    int into = best;
    regions.get(into).addAll(piece);
    piece.forEach(v -> region[v] = into);
  }
}
