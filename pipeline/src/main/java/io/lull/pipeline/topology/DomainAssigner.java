package io.lull.pipeline.topology;

import io.lull.schema.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says which domain each CI is in: bounded neighbourhoods of the topology, so that what can have
 * caused an alarm is mostly in the domain of the alarm.
 *
 * <p>What people say holds: the attribute {@code domain} of the CI, else that of the nearest whole
 * it is PART_OF. Where they say nothing, a CI gets its domain once, when its first relations are
 * known. Nodes are reported before their relations, so a node is parked wherever there is room, and
 * settled with all others of the same moment:
 *
 * <ol>
 *   <li>beside settled neighbours: in the domain it shares most relations with, if that has room;
 *   <li>else together with all that it is connected to: in a domain into which that fits, or cut
 *       into regions ({@link RegionGrower}) that become domains.
 * </ol>
 *
 * <p>Settled CIs never move, however many others come; deletions only make room. So the assignment
 * is a function of the history. A domain is named after its best connected CI when it is made; the
 * first is {@code default}, and all are in it as long as they fit.
 *
 * <p>Cost: a change O(relations of its CIs); settling a batch as {@link RegionGrower} says. State:
 * the domain and a {@link Placement} for each CI.
 */
final class DomainAssigner {

  /** What is related to what. */
  interface Graph {
    boolean isKnown(String node);

    /** The other end of each relation at the node, known or not. */
    void forEachNeighbour(String node, Consumer<String> visitor);

    /** What the node is part of. */
    Collection<String> wholes(String node);

    /** What is part of the node. */
    Collection<String> parts(String node);
  }

  private record Seat(String domain, int kind) {}

  private final Graph graph;
  private final int cap;
  private final DomainSizes sizes;
  private final Map<String, Seat> seats = new HashMap<>();
  private final SortedMap<Long, NavigableSet<String>> batches = new TreeMap<>();
  private final Map<String, Long> batchOf = new HashMap<>();
  private final Map<String, @Nullable Placement> placed = new LinkedHashMap<>();

  DomainAssigner(Graph graph, int cap) {
    this.graph = graph;
    this.cap = cap;
    this.sizes = new DomainSizes(cap);
  }

  /** Takes back what was kept in state. */
  void restore(String node, String domain, Placement placement) {
    seat(node, domain, placement.kind());
    if (placement.touchedMillis() != Placement.NEVER) {
      touch(node, placement.touchedMillis());
    }
    placed.clear();
  }

  /** The domain of a node that was reported; it may get another with its batch. */
  String report(Node node, long time) {
    String id = node.getId();
    Seat before = seats.get(id);
    String explicit = explicit(node);
    if (explicit != null) {
      seat(id, explicit, Placement.EXPLICIT);
      if (before == null || !before.domain().equals(explicit)) {
        touchParts(id, time);
      }
      return explicit;
    }
    if (before == null || before.kind() == Placement.EXPLICIT) {
      park(id);
      touch(id, time);
      if (before == null) {
        graph.forEachNeighbour(id, other -> touchIfParked(other, time));
      } else {
        touchParts(id, time);
      }
    }
    return seat(id).domain();
  }

  private static @Nullable String explicit(Node node) {
    String domain = node.getAttributes().getOrDefault("domain", "").strip();
    if (domain.isEmpty() && node.getDomain() != null) {
      domain = node.getDomain().strip();
    }
    return domain.isEmpty() ? null : domain;
  }

  /** A relation came or went. */
  void related(String from, String to, boolean partOf, long time) {
    touchIfParked(from, time);
    touchIfParked(to, time);
    if (partOf) {
      touchIfPlaced(from, time);
      touchParts(from, time);
    }
  }

  void remove(String node) {
    untouch(node);
    Seat before = seats.remove(node);
    if (before != null) {
      leave(before);
      placed.put(node, null);
    }
  }

  private void touchIfParked(String node, long time) {
    Seat seat = seats.get(node);
    if (seat != null && seat.kind() == Placement.PARKED) {
      touch(node, time);
    }
  }

  private void touchIfPlaced(String node, long time) {
    Seat seat = seats.get(node);
    if (seat != null && seat.kind() != Placement.EXPLICIT) {
      touch(node, time);
    }
  }

  private void touchParts(String whole, long time) {
    Deque<String> open = new ArrayDeque<>(graph.parts(whole));
    TreeSet<String> seen = new TreeSet<>(open);
    while (!open.isEmpty()) {
      String part = open.remove();
      Seat seat = seats.get(part);
      if (seat == null || seat.kind() != Placement.EXPLICIT) {
        touchIfPlaced(part, time);
        graph.parts(part).stream().filter(seen::add).forEach(open::add);
      }
    }
  }

  private void touch(String node, long time) {
    Long before = batchOf.get(node);
    if (before == null || before > time) {
      untouch(node);
      batchOf.put(node, time);
      batches.computeIfAbsent(time, t -> new TreeSet<>()).add(node);
      note(node);
    }
  }

  private void untouch(String node) {
    Long time = batchOf.remove(node);
    NavigableSet<String> batch = time == null ? null : batches.get(time);
    if (batch != null && batch.remove(node) && batch.isEmpty()) {
      batches.remove(time);
    }
  }

  private void note(String node) {
    placed.put(node, new Placement(seat(node).kind(), batchOf.getOrDefault(node, Placement.NEVER)));
  }

  private Seat seat(String node) {
    Seat seat = seats.get(node);
    if (seat == null) {
      throw new IllegalStateException(node + " has no domain");
    }
    return seat;
  }

  private void seat(String node, String domain, int kind) {
    Seat before = seats.put(node, new Seat(domain, kind));
    if (before != null) {
      leave(before);
    }
    if (isCounted(kind)) {
      sizes.add(domain);
    }
    note(node);
  }

  private void leave(Seat seat) {
    if (isCounted(seat.kind())) {
      sizes.remove(seat.domain());
    }
  }

  private static boolean isCounted(int kind) {
    return kind == Placement.SETTLED || kind == Placement.PARKED;
  }

  private void park(String node) {
    String domain = sizes.roomFor(1);
    seat(node, domain == null ? named(node) : domain, Placement.PARKED);
  }

  private String named(String node) {
    String name = "near-" + node;
    for (int number = 2; sizes.isUsed(name); number++) {
      name = "near-" + node + "-" + number;
    }
    return name;
  }

  /** Stream time of the first batch that waits; {@link Placement#NEVER} if none does. */
  long nextBatch() {
    return batches.isEmpty() ? Placement.NEVER : batches.firstKey();
  }

  /** The nodes of the first batch. */
  Collection<String> nextNodes() {
    return batches.isEmpty() ? List.of() : List.copyOf(batches.get(batches.firstKey()));
  }

  /** Settles the first batch. Returns the nodes whose domain is another now, by id. */
  Map<String, String> settleNext() {
    NavigableSet<String> batch = batches.remove(batches.firstKey());
    Map<String, String> before = new TreeMap<>();
    NavigableSet<String> loose = new TreeSet<>();
    for (String node : batch) {
      batchOf.remove(node);
      Seat seat = seat(node);
      before.put(node, seat.domain());
      String inherited = inherited(node);
      if (inherited != null) {
        seat(node, inherited, Placement.INHERITED);
      } else if (seat.kind() == Placement.INHERITED) {
        park(node);
      }
      if (seat(node).kind() == Placement.PARKED && hasNeighbour(node)) {
        loose.add(node);
        leave(seat(node));
        seats.remove(node);
      } else {
        note(node);
      }
    }
    new Settlement(loose).run();
    before.entrySet().removeIf(entry -> seat(entry.getKey()).domain().equals(entry.getValue()));
    before.replaceAll((node, old) -> seat(node).domain());
    return before;
  }

  private @Nullable String inherited(String node) {
    Collection<String> level = graph.wholes(node);
    TreeSet<String> seen = new TreeSet<>(level);
    while (!level.isEmpty()) {
      TreeSet<String> above = new TreeSet<>();
      for (String whole : new TreeSet<>(level)) {
        Seat seat = seats.get(whole);
        if (seat != null && seat.kind() == Placement.EXPLICIT) {
          return seat.domain();
        }
        graph.wholes(whole).stream().filter(seen::add).forEach(above::add);
      }
      level = above;
    }
    return null;
  }

  private boolean hasNeighbour(String node) {
    boolean[] found = new boolean[1];
    graph.forEachNeighbour(node, other -> found[0] |= graph.isKnown(other));
    return found[0];
  }

  String domain(String node) {
    return seat(node).domain();
  }

  Map<String, Integer> sizes() {
    return sizes.all();
  }

  /** What is to be written to state since the last call; null: removed. */
  Map<String, @Nullable Placement> drain() {
    Map<String, @Nullable Placement> all = new LinkedHashMap<>(placed);
    placed.clear();
    return all;
  }

  /** Gives the nodes of a batch their domains. */
  private final class Settlement {
    private final NavigableSet<String> loose;

    Settlement(NavigableSet<String> loose) {
      this.loose = loose;
    }

    void run() {
      Deque<String> open = new ArrayDeque<>(loose);
      while (!open.isEmpty()) {
        String node = open.remove();
        String domain = loose.contains(node) ? beside(node) : null;
        if (domain != null) {
          loose.remove(node);
          seat(node, domain, Placement.SETTLED);
          TreeSet<String> next = new TreeSet<>();
          graph.forEachNeighbour(node, next::add);
          next.stream().filter(loose::contains).forEach(open::add);
        }
      }
      while (!loose.isEmpty()) {
        settle(component(loose.first()));
      }
    }

    /** The domain with room that the node shares most relations with. */
    private @Nullable String beside(String node) {
      Map<String, Integer> shared = new TreeMap<>();
      graph.forEachNeighbour(
          node,
          other -> {
            Seat seat = seats.get(other);
            if (seat != null && seat.kind() == Placement.SETTLED && sizes.hasRoom(seat.domain())) {
              shared.merge(seat.domain(), 1, Integer::sum);
            }
          });
      String best = null;
      int most = 0;
      for (Map.Entry<String, Integer> entry : shared.entrySet()) {
        if (entry.getValue() > most) {
          most = entry.getValue();
          best = entry.getKey();
        }
      }
      return best;
    }

    private List<String> component(String start) {
      List<String> found = new ArrayList<>();
      found.add(start);
      loose.remove(start);
      for (int at = 0; at < found.size(); at++) {
        TreeSet<String> next = new TreeSet<>();
        graph.forEachNeighbour(found.get(at), next::add);
        next.stream().filter(loose::remove).forEach(found::add);
      }
      return found;
    }

    private void settle(List<String> component) {
      String domain = sizes.roomFor(component.size());
      if (domain != null) {
        component.forEach(node -> seat(node, domain, Placement.SETTLED));
        return;
      }
      int target = sizes.target(component.size());
      int count = (component.size() + target - 1) / target;
      int goal = (component.size() + count - 1) / count;
      int[][] neighbours = neighbours(component);
      List<List<Integer>> regions =
          count == 1 ? List.of(all(component)) : new RegionGrower(neighbours, goal, cap).regions();
      for (List<Integer> region : regions) {
        String packed = 2 * region.size() < target ? sizes.roomFor(region.size()) : null;
        String chosen = packed == null ? named(hub(component, region, neighbours)) : packed;
        region.forEach(v -> seat(component.get(v), chosen, Placement.SETTLED));
      }
    }

    private List<Integer> all(List<String> component) {
      List<Integer> all = new ArrayList<>();
      for (int v = 0; v < component.size(); v++) {
        all.add(v);
      }
      return all;
    }

    private int[][] neighbours(List<String> component) {
      Map<String, Integer> indexes = new HashMap<>();
      component.forEach(node -> indexes.put(node, indexes.size()));
      int[][] all = new int[component.size()][];
      for (int v = 0; v < all.length; v++) {
        List<Integer> found = new ArrayList<>();
        graph.forEachNeighbour(
            component.get(v),
            other -> {
              Integer index = indexes.get(other);
              if (index != null) {
                found.add(index);
              }
            });
        all[v] = found.stream().mapToInt(Integer::intValue).toArray();
      }
      return all;
    }

    private String hub(List<String> component, List<Integer> region, int[][] neighbours) {
      String best = "";
      int most = -1;
      for (int v : region) {
        int degree = neighbours[v].length;
        String node = component.get(v);
        if (degree > most || (degree == most && node.compareTo(best) < 0)) {
          best = node;
          most = degree;
        }
      }
      return best;
    }
  }
}
