package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest forest over vertices that grow in number: who hangs on whom, and who is a root
 * ({@link Arborescence}). What is not connected has nothing to say to each other, so a vertex that
 * comes or goes has only its own component solved again.
 *
 * <p>A component of more than {@value #MOST_EXACT} vertices is not solved for each of them: a
 * vertex that comes takes over whom it explains for less, one that goes leaves each of those to the
 * next best, and {@link #settle} solves the component when all have come or gone. What a vertex
 * saves is then a lower bound.
 *
 * <p>Cost: O(edges × log vertices) of the components that a change touches; of large ones, O(edges
 * of the vertex × depth) a change and the former once.
 */
final class Forest {

  /** Vertices up to which a component is solved again for each vertex that comes or goes. */
  private static final int MOST_EXACT = 128;

  private static final double NOTHING = 1e-9;

  /** {@code via} is null where no path is known. */
  record Edge(int from, int to, double cost, @Nullable String via) {}

  private int size;
  private double[] price;
  private int[] by;
  private double[] cost;
  private @Nullable String[] via;
  private final List<List<Edge>> into = new ArrayList<>();
  private final List<List<Edge>> outOf = new ArrayList<>();

  // Members of a component are a ring; each knows its number, which is that of one of them.
  private int[] component;
  private int[] nextInRing;
  private int[] membersOf;

  // When a vertex was given what it costs now.
  private int[] changed;
  private int round;

  // Of the vertices that are looked at, which one it is; stamped with the number of the look.
  private int[] place;
  private int[] lookedAt;
  private int look;

  // One vertex of each component that is to be solved again.
  private final Set<Integer> unsettled = new TreeSet<>();

  Forest(int expected) {
    int room = Math.max(8, expected + expected / 4);
    price = new double[room];
    by = new int[room];
    cost = new double[room];
    via = new String[room];
    component = new int[room];
    nextInRing = new int[room];
    membersOf = new int[room];
    place = new int[room];
    lookedAt = new int[room];
    changed = new int[room];
  }

  /** Adds a vertex, a root as long as nothing is solved. Returns its number. */
  int add(double rootPrice) {
    if (size == price.length) {
      int room = 2 * size;
      price = Arrays.copyOf(price, room);
      by = Arrays.copyOf(by, room);
      cost = Arrays.copyOf(cost, room);
      via = Arrays.copyOf(via, room);
      component = Arrays.copyOf(component, room);
      nextInRing = Arrays.copyOf(nextInRing, room);
      membersOf = Arrays.copyOf(membersOf, room);
      place = Arrays.copyOf(place, room);
      lookedAt = Arrays.copyOf(lookedAt, room);
      changed = Arrays.copyOf(changed, room);
    }
    int v = size++;
    price[v] = rootPrice;
    cost[v] = rootPrice;
    by[v] = Arborescence.ROOT;
    via[v] = null;
    component[v] = v;
    nextInRing[v] = v;
    membersOf[v] = 1;
    lookedAt[v] = 0;
    changed[v] = round;
    into.add(new ArrayList<>(4));
    outOf.add(new ArrayList<>(4));
    return v;
  }

  /** Lets one vertex explain another, unless the other is cheaper as a root. */
  void edge(int from, int to, double edgeCost, @Nullable String through) {
    if (edgeCost < price[to]) {
      Edge edge = new Edge(from, to, edgeCost, through);
      into.get(to).add(edge);
      outOf.get(from).add(edge);
    }
  }

  /** What explains a vertex, in the order of adding. */
  List<Edge> into(int v) {
    return Collections.unmodifiableList(into.get(v));
  }

  /** Through which node one vertex explains another at the least cost. */
  @Nullable String via(int from, int to) {
    Edge best = null;
    for (Edge edge : into.get(to)) {
      if (edge.from() == from && (best == null || edge.cost() < best.cost())) {
        best = edge;
      }
    }
    return best == null ? null : best.via();
  }

  double cost(int v) {
    return cost[v];
  }

  /** Counts the changes that were made. */
  int round() {
    return round;
  }

  /** The round in which the cost of a vertex changed last. */
  int changed(int v) {
    return changed[v];
  }

  /** The number of what a vertex is connected to; changes as components are united. */
  int component(int v) {
    return component[v];
  }

  /** Solves all there is. */
  void solve() {
    for (List<Edge> edges : outOf) {
      edges.forEach(edge -> unite(edge.from(), edge.to()));
    }
    boolean[] solved = new boolean[size];
    for (int v = 0; v < size; v++) {
      if (!solved[component[v]]) {
        solved[component[v]] = true;
        if (membersOf[component[v]] > 1) {
          take(solve(members(v)));
        }
      }
    }
  }

  /**
   * Solves again what a vertex has to do with that was just added with its edges, and keeps it if
   * that is cheaper; else it is gone again.
   */
  boolean keep(int x) {
    if (wouldHold(x) > MOST_EXACT) {
      return keepAsItIs(x);
    }
    double before = 0;
    List<Integer> touched = new ArrayList<>();
    look++;
    lookedAt[x] = look;
    for (Edge edge : into.get(x)) {
      before += gather(edge.from(), touched);
    }
    for (Edge edge : outOf.get(x)) {
      before += gather(edge.to(), touched);
    }
    touched.add(x);
    int[] vertices = touched.stream().mapToInt(Integer::intValue).sorted().toArray();
    Solution with = solve(vertices);
    if (with.total < before - NOTHING) {
      round++;
      unite(x);
      take(with);
      return true;
    }
    takeBack(x);
    return false;
  }

  private void takeBack(int x) {
    cut(x);
    size--;
    into.remove(x);
    outOf.remove(x);
  }

  private void unite(int x) {
    into.get(x).forEach(edge -> unite(edge.from(), x));
    outOf.get(x).forEach(edge -> unite(x, edge.to()));
  }

  /** Vertices of the component that the edges of a new vertex make. */
  private int wouldHold(int x) {
    look++;
    int held = 1;
    for (Edge edge : into.get(x)) {
      held += firstSeen(component[edge.from()]);
    }
    for (Edge edge : outOf.get(x)) {
      held += firstSeen(component[edge.to()]);
    }
    return held;
  }

  private int firstSeen(int number) {
    if (lookedAt[number] == look) {
      return 0;
    }
    lookedAt[number] = look;
    return membersOf[number];
  }

  /**
   * Keeps a new vertex if those it explains for less than they cost now save more than it costs.
   */
  private boolean keepAsItIs(int x) {
    Edge best = null;
    for (Edge edge : into.get(x)) {
      best = best == null || edge.cost() < best.cost() ? edge : best;
    }
    double asRoot = saved(x, false) - price[x];
    double below = Double.NEGATIVE_INFINITY;
    if (best != null) {
      markAbove(best.from());
      below = saved(x, true) - best.cost();
    }
    if (Math.max(asRoot, below) <= NOTHING) {
      takeBack(x);
      return false;
    }
    round++;
    boolean hangs = best != null && below > asRoot;
    if (!hangs) {
      look++;
    }
    for (Edge edge : outOf.get(x)) {
      if (edge.cost() < cost[edge.to()] && lookedAt[edge.to()] != look) {
        hang(edge.to(), edge);
      }
    }
    hang(x, hangs ? best : null);
    unite(x);
    unsettled.add(x);
    return true;
  }

  /** What those save that would hang on a vertex, each once. */
  private double saved(int x, boolean unmarkedOnly) {
    Map<Integer, Double> least = new LinkedHashMap<>();
    for (Edge edge : outOf.get(x)) {
      if (!unmarkedOnly || lookedAt[edge.to()] != look) {
        least.merge(edge.to(), edge.cost(), Math::min);
      }
    }
    double saved = 0;
    for (Map.Entry<Integer, Double> edge : least.entrySet()) {
      saved += Math.max(0, cost[edge.getKey()] - edge.getValue());
    }
    return saved;
  }

  /** Marks a vertex and what explains it: hung below it they would explain themselves. */
  private void markAbove(int v) {
    look++;
    for (int at = v; at >= 0; at = by[at]) {
      lookedAt[at] = look;
    }
  }

  private void hang(int v, @Nullable Edge edge) {
    double now = edge == null ? price[v] : edge.cost();
    if (now != cost[v]) {
      changed[v] = round;
    }
    cost[v] = now;
    by[v] = edge == null ? Arborescence.ROOT : edge.from();
    via[v] = edge == null ? null : edge.via();
  }

  /** Solves what was changed without being solved. */
  void settle() {
    if (unsettled.isEmpty()) {
      return;
    }
    round++;
    Set<Integer> numbers = new TreeSet<>();
    unsettled.forEach(v -> numbers.add(component[v]));
    unsettled.clear();
    numbers.forEach(number -> take(solve(members(number))));
  }

  private double gather(int v, List<Integer> touched) {
    double sum = 0;
    for (int at = v; lookedAt[at] != look; at = nextInRing[at]) {
      lookedAt[at] = look;
      touched.add(at);
      sum += cost[at];
    }
    return sum;
  }

  /** Lets go of a vertex that was kept, if it is cheaper without. It stays as one that is free. */
  boolean drop(int x) {
    if (membersOf[component[x]] > MOST_EXACT) {
      return dropAsItIs(x);
    }
    int[] all = members(x);
    int[] others = Arrays.stream(all).filter(v -> v != x).toArray();
    double before = 0;
    for (int v : all) {
      before += cost[v];
    }
    if (solve(others).total >= before - NOTHING) {
      return false;
    }
    round++;
    free(x);
    take(solve(others));
    return true;
  }

  private void free(int x) {
    cut(x);
    price[x] = 0;
    hang(x, null);
  }

  /** Lets go of a vertex if those that hang on it have others that cost no more than it does. */
  private boolean dropAsItIs(int x) {
    List<Edge> children = new ArrayList<>();
    List<@Nullable Edge> others = new ArrayList<>();
    double more = 0;
    for (Edge edge : outOf.get(x)) {
      if (by[edge.to()] == x) {
        Edge other = nextBest(edge.to(), x);
        children.add(edge);
        others.add(other);
        more += (other == null ? price[edge.to()] : other.cost()) - cost[edge.to()];
        by[edge.to()] = other == null ? Arborescence.ROOT : other.from();
      }
    }
    if (more >= cost[x] - NOTHING) {
      children.forEach(edge -> by[edge.to()] = x);
      return false;
    }
    round++;
    for (int i = 0; i < children.size(); i++) {
      hang(children.get(i).to(), others.get(i));
    }
    unsettled.add(children.isEmpty() ? x : children.get(0).to());
    free(x);
    return true;
  }

  /** The cheapest way to explain a vertex without another; null: as a root. */
  private @Nullable Edge nextBest(int v, int without) {
    Edge best = null;
    for (Edge edge : into.get(v)) {
      if (edge.from() != without
          && edge.cost() < (best == null ? price[v] : best.cost())
          && !hangsOn(edge.from(), v)) {
        best = edge;
      }
    }
    return best;
  }

  private boolean hangsOn(int v, int other) {
    for (int at = v; at >= 0; at = by[at]) {
      if (at == other) {
        return true;
      }
    }
    return false;
  }

  private void cut(int x) {
    into.get(x).forEach(edge -> outOf.get(edge.from()).remove(edge));
    outOf.get(x).forEach(edge -> into.get(edge.to()).remove(edge));
    into.get(x).clear();
    outOf.get(x).clear();
  }

  private int[] members(int v) {
    int[] members = new int[membersOf[component[v]]];
    int at = v;
    for (int i = 0; i < members.length; i++, at = nextInRing[at]) {
      members[i] = at;
    }
    Arrays.sort(members);
    return members;
  }

  private void unite(int one, int other) {
    if (component[one] == component[other]) {
      return;
    }
    boolean larger = membersOf[component[one]] >= membersOf[component[other]];
    int kept = larger ? component[one] : component[other];
    int start = larger ? other : one;
    membersOf[kept] += membersOf[component[start]];
    int at = start;
    do {
      component[at] = kept;
      at = nextInRing[at];
    } while (at != start);
    int after = nextInRing[one];
    nextInRing[one] = nextInRing[other];
    nextInRing[other] = after;
  }

  /** What a component would be; edges from vertices that are not in it do not count. */
  private record Solution(int[] vertices, List<@Nullable Edge> edges, double total) {}

  private Solution solve(int[] vertices) {
    int count = vertices.length;
    if (count == 1) {
      List<@Nullable Edge> root = new ArrayList<>();
      root.add(null);
      return new Solution(vertices, root, price[vertices[0]]);
    }
    look++;
    for (int i = 0; i < count; i++) {
      lookedAt[vertices[i]] = look;
      place[vertices[i]] = i;
    }
    Arborescence arborescence = new Arborescence(count);
    for (int i = 0; i < count; i++) {
      arborescence.root(i, price[vertices[i]]);
    }
    List<Edge> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (Edge edge : into.get(vertices[i])) {
        if (lookedAt[edge.from()] == look) {
          arborescence.edge(place[edge.from()], i, edge.cost());
          added.add(edge);
        }
      }
    }
    int[] chosen = arborescence.solve();
    List<@Nullable Edge> edges = new ArrayList<>(count);
    double total = 0;
    for (int i = 0; i < count; i++) {
      Edge edge = chosen[i] < count ? null : added.get(chosen[i] - count);
      edges.add(edge);
      total += edge == null ? price[vertices[i]] : edge.cost();
    }
    return new Solution(vertices, edges, total);
  }

  private void take(Solution solution) {
    int[] vertices = solution.vertices();
    for (int i = 0; i < vertices.length; i++) {
      hang(vertices[i], solution.edges().get(i));
    }
  }

  int[] by() {
    return Arrays.copyOf(by, size);
  }

  @Nullable String[] via() {
    return Arrays.copyOf(via, size);
  }

  double[] cost() {
    return Arrays.copyOf(cost, size);
  }
}
