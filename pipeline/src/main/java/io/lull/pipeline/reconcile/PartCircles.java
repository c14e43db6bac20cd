package io.lull.pipeline.reconcile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which of the relations PART_OF are left out so that nothing is part of itself.
 *
 * <p>Containment is a hierarchy, and whoever walks along it must come to an end. Taken the most
 * trusted first, the earlier before the later, what would close a circle with those already taken
 * is left out; so of a circle the least trusted and latest goes, whatever came first. That is a
 * function of the relations that there are: when one of a circle goes, what was left out for it
 * comes in.
 *
 * <p>A relation that is in no circle is never left out and changes nothing of others, so only those
 * of a strongly connected component are weighed together. Cost of a change: O(what contains its
 * ends), which is a short chain; in a circle of e relations O(e²). What contains more than {@value
 * #MOST_WHOLES} is not looked through.
 */
final class PartCircles {
  static final int MOST_WHOLES = 1024;

  /**
   * A relation.
   *
   * @param rank place of the most trusted source that says so
   * @param sinceMillis when that was first said, milliseconds since the epoch
   */
  record Part(String id, String from, String to, int rank, long sinceMillis) {}

  /**
   * A relation that is left out now and was not before.
   *
   * @param circle the relations with which it would close a circle, from its end to its start
   */
  record LeftOut(Part part, List<Part> circle) {}

  private static final Comparator<Part> ORDER =
      Comparator.comparingInt(Part::rank)
          .thenComparingLong(Part::sinceMillis)
          .thenComparing(Part::id);

  private final Map<String, Map<String, Part>> wholes = new HashMap<>();
  private final Map<String, Set<String>> componentOf = new HashMap<>();
  private final Map<String, Part> leftOut = new HashMap<>();
  private final NavigableSet<String> changed = new TreeSet<>();

  void put(Part part) {
    Part before = wholes.computeIfAbsent(part.from(), f -> new TreeMap<>()).put(part.id(), part);
    if (!part.equals(before)) {
      changed.add(part.from());
    }
  }

  void remove(String from, String id) {
    Map<String, Part> all = wholes.get(from);
    if (all != null && all.remove(id) != null) {
      changed.add(from);
      if (all.isEmpty()) {
        wholes.remove(from);
      }
    }
  }

  boolean isLeftOut(String id) {
    return leftOut.containsKey(id);
  }

  /**
   * Weighs again what has changed since the last call.
   *
   * @param touched takes the relations that are left out now or no longer
   * @return those that are now
   */
  List<LeftOut> renew(Collection<String> touched) {
    if (changed.isEmpty()) {
      return List.of();
    }
    Map<String, Part> before = new TreeMap<>();
    NavigableSet<String> nodes = new TreeSet<>(changed);
    for (String node : changed) {
      nodes.addAll(componentOf.getOrDefault(node, Set.of()));
    }
    changed.clear();
    for (String node : nodes) {
      componentOf.remove(node);
    }
    leftOut
        .values()
        .forEach(
            part -> {
              if (nodes.contains(part.from())) {
                before.put(part.id(), part);
              }
            });
    before.keySet().forEach(leftOut::remove);
    List<LeftOut> now = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (String node : nodes) {
      if (!done.contains(node)) {
        Set<String> component = component(node);
        done.addAll(component);
        weigh(component, before, now);
      }
    }
    touched.addAll(before.keySet());
    now.forEach(found -> touched.add(found.part().id()));
    now.removeIf(found -> before.containsKey(found.part().id()));
    return now;
  }

  private void weigh(Set<String> component, Map<String, Part> before, List<LeftOut> now) {
    NavigableSet<Part> parts = new TreeSet<>(ORDER);
    for (String node : component) {
      for (Part part : partsOf(node)) {
        if (component.contains(part.to())) {
          parts.add(part);
        }
      }
    }
    if (parts.isEmpty()) {
      return;
    }
    component.forEach(node -> componentOf.put(node, component));
    Map<String, List<Part>> taken = new HashMap<>();
    for (Part part : parts) {
      if (leftOut.containsKey(part.id())) {
        before.putIfAbsent(part.id(), part); // Of a component that has grown into this one.
      }
      List<Part> path = path(part.to(), part.from(), taken);
      if (path == null) {
        leftOut.remove(part.id());
        taken.computeIfAbsent(part.from(), f -> new ArrayList<>()).add(part);
      } else {
        leftOut.put(part.id(), part);
        now.add(new LeftOut(part, path));
      }
    }
  }

  private Collection<Part> partsOf(String node) {
    return wholes.getOrDefault(node, Collections.emptyMap()).values();
  }

  /** The node and all that it is part of and that is part of it. */
  private Set<String> component(String node) {
    Map<String, List<String>> partsOf = new HashMap<>();
    Set<String> above = new HashSet<>(Set.of(node));
    Deque<String> open = new ArrayDeque<>(above);
    while (!open.isEmpty() && above.size() <= MOST_WHOLES) {
      String at = open.remove();
      for (Part part : partsOf(at)) {
        partsOf.computeIfAbsent(part.to(), w -> new ArrayList<>()).add(at);
        if (above.add(part.to())) {
          open.add(part.to());
        }
      }
    }
    Set<String> component = new TreeSet<>(Set.of(node));
    open.clear();
    open.add(node);
    while (!open.isEmpty()) {
      for (String part : partsOf.getOrDefault(open.remove(), List.of())) {
        if (component.add(part)) {
          open.add(part);
        }
      }
    }
    return component;
  }

  /** The shortest way up; empty from a node to itself, null where there is none. */
  private static @Nullable List<Part> path(String from, String to, Map<String, List<Part>> taken) {
    Map<String, List<Part>> ways = new HashMap<>();
    ways.put(from, List.of());
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String at = open.remove();
      List<Part> way = ways.getOrDefault(at, List.of());
      if (at.equals(to)) {
        return way;
      }
      for (Part part : taken.getOrDefault(at, List.of())) {
        if (!ways.containsKey(part.to())) {
          List<Part> longer = new ArrayList<>(way);
          longer.add(part);
          ways.put(part.to(), longer);
          open.add(part.to());
        }
      }
    }
    return null;
  }
}
