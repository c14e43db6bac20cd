package io.lull.pipeline.correlate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What cuts a CI off: the CIs all connections of which to the main part of its network lead
 * through. When one of them fails nothing gets through from what is behind it, however far.
 *
 * <p>A gate of a CI is an articulation point of the network whose loss leaves it in a part that is
 * no larger than another one, counted in CIs that have more than one connection: a switch with
 * fifty hosts is not the core of four spines. One depth-first search from the CI finds them by low
 * points [1]; sizes of the parts are counted on the way. The search is bounded: what it did not get
 * to counts as one large part behind the last it saw, so a gate is never found where there is none,
 * and one may be missed where what it cuts off is large itself.
 *
 * <p>Cost: O(connections looked at), at most {@value #MOST_CONNECTIONS}, once for each CI while the
 * topology stays; what is connected to one other only has the gates of that one.
 *
 * <ol>
 *   <li>J. Hopcroft, R. Tarjan: Algorithm 447, efficient algorithms for graph manipulation.
 *       Communications of the ACM 16, 1973
 * </ol>
 */
final class Gates {

  /** Connections that are looked at for one CI. */
  private static final int MOST_CONNECTIONS = 4_096;

  private final Function<String, ? extends Collection<String>> neighbours;
  private final Map<String, List<String>> known = new HashMap<>();

  Gates(Function<String, ? extends Collection<String>> neighbours) {
    this.neighbours = neighbours;
  }

  /** Forgets what was found: the topology has changed. */
  void clear() {
    known.clear();
  }

  /** Returns the CIs that cut a CI off when they fail, nearest first. */
  List<String> of(String node) {
    List<String> gates = known.get(node);
    if (gates == null) {
      gates = find(node);
      known.put(node, gates);
    }
    return gates;
  }

  private List<String> find(String node) {
    Collection<String> connected = neighbours.apply(node);
    if (connected.isEmpty()) {
      return List.of();
    }
    if (connected.size() == 1) {
      String only = connected.iterator().next();
      if (neighbours.apply(only).size() < 2) {
        return List.of();
      }
      List<String> gates = new ArrayList<>();
      gates.add(only);
      gates.addAll(of(only));
      return List.copyOf(gates);
    }
    return new Region(node).gates();
  }

  /** What is around one CI, as far as it is looked at; the last vertex stands for all the rest. */
  private final class Region {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<List<Integer>> edges = new ArrayList<>();
    private final List<Long> sizes = new ArrayList<>();
    private final long[] size;
    private final int rest;

    Region(String start) {
      number(start);
      int left = MOST_CONNECTIONS;
      int expanded = 0;
      for (; expanded < names.size() && left > 0; expanded++) {
        Collection<String> others = neighbours.apply(names.get(expanded));
        left -= others.size();
        sizes.set(expanded, others.size() > 1 ? 1L : 0L);
        for (String other : others) {
          connect(expanded, number(other));
        }
      }
      rest = names.size();
      if (expanded < rest) {
        sizes.add((long) Integer.MAX_VALUE);
        edges.add(new ArrayList<>());
        for (int v = expanded; v < rest; v++) {
          connect(v, rest);
        }
      }
      size = sizes.stream().mapToLong(Long::longValue).toArray();
    }

    private int number(String name) {
      Integer number = numbers.putIfAbsent(name, names.size());
      if (number != null) {
        return number;
      }
      names.add(name);
      edges.add(new ArrayList<>());
      sizes.add(1L);
      return names.size() - 1;
    }

    /** Notes a connection at both ends: of one, only the other may have been looked at. */
    private void connect(int one, int other) {
      edges.get(one).add(other);
      edges.get(other).add(one);
    }

    /** Depth-first from the CI; a vertex is a gate if what it alone leads to is the larger part. */
    List<String> gates() {
      int count = size.length;
      int[] seen = new int[count];
      int[] low = new int[count];
      int[] parent = new int[count];
      int[] next = new int[count];
      long[] below = size.clone();
      long[] largest = new long[count];
      long[] separate = new long[count];
      long all = Arrays.stream(size).sum();
      List<String> gates = new ArrayList<>();
      ArrayDeque<Integer> stack = new ArrayDeque<>(List.of(0));
      int time = 0;
      seen[0] = low[0] = ++time;
      parent[0] = -1;
      while (!stack.isEmpty()) {
        int v = stack.peek();
        List<Integer> edge = edges.get(v);
        if (next[v] < edge.size()) {
          int w = edge.get(next[v]++);
          if (seen[w] == 0) {
            seen[w] = low[w] = ++time;
            parent[w] = v;
            stack.push(w);
          } else if (w != parent[v]) {
            low[v] = Math.min(low[v], seen[w]);
          }
          continue;
        }
        stack.pop();
        if (v > 0 && v < rest && largest[v] >= all - size[v] - separate[v]) {
          gates.add(0, names.get(v));
        }
        int above = parent[v];
        if (above >= 0) {
          below[above] += below[v];
          low[above] = Math.min(low[above], low[v]);
          if (low[v] >= seen[above]) {
            separate[above] += below[v];
            largest[above] = Math.max(largest[above], below[v]);
          }
        }
      }
      return List.copyOf(gates);
    }
  }
}
