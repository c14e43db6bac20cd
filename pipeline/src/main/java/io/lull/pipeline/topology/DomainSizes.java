package io.lull.pipeline.topology;

import io.lull.pipeline.model.Topology;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How many CIs each domain holds that was not named by people, and which has room. All of it
 * follows from the assignments themselves, so it need not be kept in state. A choice costs O(log
 * domains).
 */
final class DomainSizes {
  /** Part of a domain that is filled when there is a choice: the rest is for what comes later. */
  private static final double FILLED = 0.75;

  private record Slot(int size, String domain) {}

  private final int cap;
  private final Map<String, Integer> sizes = new HashMap<>();
  private final TreeSet<Slot> bySize =
      new TreeSet<>(Comparator.comparingInt(Slot::size).thenComparing(Slot::domain));
  private int total;

  DomainSizes(int cap) {
    this.cap = cap;
  }

  void add(String domain) {
    resize(domain, 1);
  }

  void remove(String domain) {
    resize(domain, -1);
  }

  private void resize(String domain, int by) {
    int before = of(domain);
    bySize.remove(new Slot(before, domain));
    if (before + by > 0) {
      sizes.put(domain, before + by);
      bySize.add(new Slot(before + by, domain));
    } else {
      sizes.remove(domain);
    }
    total += by;
  }

  int of(String domain) {
    return sizes.getOrDefault(domain, 0);
  }

  boolean isUsed(String domain) {
    return sizes.containsKey(domain);
  }

  boolean hasRoom(String domain) {
    return of(domain) < cap;
  }

  /** How full a domain is made. As long as all CIs fit into one domain, they are in one. */
  int target(int coming) {
    return total + coming <= cap ? cap : Math.max(1, (int) (cap * FILLED));
  }

  /**
   * The domain for CIs that belong together but to no others: the default one, else the fullest
   * into which they fit; null if they fit into none.
   */
  @Nullable String roomFor(int count) {
    int limit = target(count) - count;
    if (of(Topology.DEFAULT_DOMAIN) <= limit) {
      return Topology.DEFAULT_DOMAIN;
    }
    Slot fullest = limit < 1 ? null : bySize.lower(new Slot(limit + 1, ""));
    return fullest == null ? null : fullest.domain();
  }

  Map<String, Integer> all() {
    return Map.copyOf(sizes);
  }
}
