package io.lull.pipeline.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is part of what. Containment is a hierarchy, and walks along it must come to an end: whoever
 * adds to it asks first whether that would close a circle, which costs O(all that contains the
 * whole).
 */
public final class Containment {
  private final Map<String, NavigableSet<String>> wholes = new HashMap<>();

  /** What something is part of, sorted. */
  public Collection<String> wholes(String part) {
    return wholes.getOrDefault(part, Collections.emptyNavigableSet());
  }

  public void add(String part, String whole) {
    wholes.computeIfAbsent(part, p -> new TreeSet<>()).add(whole);
  }

  public void remove(String part, String whole) {
    NavigableSet<String> all = wholes.get(part);
    if (all != null && all.remove(whole) && all.isEmpty()) {
      wholes.remove(part);
    }
  }

  /** The shortest circle that this would close, from the part to the part; empty if none. */
  public List<String> circle(String part, String whole) {
    Map<String, @Nullable String> cameFrom = new HashMap<>();
    cameFrom.put(whole, null);
    Deque<String> open = new ArrayDeque<>(List.of(whole));
    while (!open.isEmpty() && !cameFrom.containsKey(part)) {
      String at = open.remove();
      for (String next : wholes(at)) {
        if (!cameFrom.containsKey(next)) {
          cameFrom.put(next, at);
          open.add(next);
        }
      }
    }
    return cameFrom.containsKey(part) ? circle(part, cameFrom) : List.of();
  }

  private static List<String> circle(String part, Map<String, @Nullable String> cameFrom) {
    List<String> back = new ArrayList<>();
    for (String at = part; at != null; at = cameFrom.get(at)) {
      back.add(at);
    }
    back.add(part);
    Collections.reverse(back);
    return back;
  }
}
