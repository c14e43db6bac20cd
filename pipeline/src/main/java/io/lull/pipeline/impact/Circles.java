package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Part.Need;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/**
 * Sets right what circles do to values that CIs have from what they need: what comes back to a CI
 * through itself says nothing. Taken at its word, two services that need each other would pass a
 * small loss to and fro until it is the whole.
 *
 * <p>The value of a CI in a circle is that from what it needs, each with the value it has without
 * the CIs on the way there. Others are left as they are, but those above a circle, which are found
 * again.
 *
 * <p>Cost: the relations of what is affected, once; where there are circles, looks along all their
 * ways, {@value #MOST_LOOKS} in all and {@value #MOST_STEPS} steps far. What lies beyond counts
 * with the value that was found regardless of circles.
 */
final class Circles {
  private static final int MOST_LOOKS = 100_000;
  private static final int MOST_STEPS = 24;

  /** Values as they were found regardless of circles, and how they come about. */
  interface Values {
    double of(int index);

    void put(int index, double value);

    /** The value that a CI has from those of what it needs. */
    double from(int index, IntToDoubleFunction of);
  }

  private final double nothing;
  private final Values values;

  /** CIs that lie in circles, or on the way from one to another. */
  private final Set<Integer> circles;

  private final Set<Integer> way = new HashSet<>();
  private int looks;

  private Circles(double nothing, Values values, Set<Integer> circles) {
    this.nothing = nothing;
    this.values = values;
    this.circles = circles;
  }

  /**
   * Sets values right.
   *
   * @param affected CIs whose values come, or may come, from others'
   * @param nothing the value of a CI that is not affected
   */
  static Circles settle(
      ServiceMap map, Collection<Integer> affected, double nothing, Values values) {
    Map<Integer, Set<Integer>> below = new HashMap<>();
    Map<Integer, Set<Integer>> above = new HashMap<>();
    Set<Integer> left = new LinkedHashSet<>(affected);
    for (int index : left) {
      Part part = map.part(index);
      for (List<Need> needs : List.of(part.needs(), part.members())) {
        for (Need need : needs) {
          if (left.contains(need.to())) {
            below.computeIfAbsent(index, i -> new LinkedHashSet<>()).add(need.to());
            above.computeIfAbsent(need.to(), i -> new LinkedHashSet<>()).add(index);
          }
        }
      }
    }
    peel(left, below, above);
    List<Integer> over = peel(left, above, below);
    Circles circles = new Circles(nothing, values, left);
    circles.settle();
    Collections.reverse(over);
    over.forEach(index -> values.put(index, values.from(index, values::of)));
    return circles;
  }

  /** Values as a CI is affected by them: without what comes from itself. */
  IntToDoubleFunction asSeenBy(int index) {
    return circles.contains(index)
        ? to -> {
          begin();
          way.add(index);
          double value = seen(to);
          way.clear();
          return value;
        }
        : values::of;
  }

  /** Takes out, one after another, those that have no edge to any that is left. */
  private static List<Integer> peel(
      Set<Integer> left, Map<Integer, Set<Integer>> edges, Map<Integer, Set<Integer>> back) {
    Map<Integer, Integer> open = new HashMap<>();
    Deque<Integer> free = new ArrayDeque<>();
    for (int index : left) {
      int count = 0;
      for (int to : edges.getOrDefault(index, Set.of())) {
        count += left.contains(to) ? 1 : 0;
      }
      open.put(index, count);
      if (count == 0) {
        free.add(index);
      }
    }
    List<Integer> peeled = new ArrayList<>();
    for (Integer index = free.poll(); index != null; index = free.poll()) {
      left.remove(index);
      peeled.add(index);
      for (int from : back.getOrDefault(index, Set.of())) {
        if (left.contains(from) && open.merge(from, -1, Integer::sum) == 0) {
          free.add(from);
        }
      }
    }
    return peeled;
  }

  private void settle() {
    Map<Integer, Double> right = new LinkedHashMap<>();
    for (int index : circles) {
      begin();
      right.put(index, look(index));
    }
    right.forEach(values::put);
  }

  private void begin() {
    looks = MOST_LOOKS / circles.size();
  }

  private double look(int index) {
    looks--;
    way.add(index);
    double value = values.from(index, this::seen);
    way.remove(index);
    return value;
  }

  private double seen(int index) {
    if (way.contains(index)) {
      return nothing;
    }
    boolean known = !circles.contains(index) || looks <= 0 || way.size() >= MOST_STEPS;
    return known ? values.of(index) : look(index);
  }
}
