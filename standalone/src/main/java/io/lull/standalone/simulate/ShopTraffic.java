package io.lull.standalone.simulate;

import io.lull.schema.Relation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What customers do: requests that go from a business service down the estate. Each call of a CI
 * happens with the share of its relation; a service goes on with the members that are well as long
 * as it has enough. The share of requests that fail is counted, one by one: ground truth of impact
 * that shares no code with what is to find it.
 */
final class ShopTraffic {
  private final Map<String, List<Relation>> calls = new HashMap<>();
  private final Set<String> dead;
  private final Random random;

  /**
   * @param dead CIs that serve nobody
   */
  ShopTraffic(Estate estate, Set<String> dead, long seed) {
    for (Relation relation : estate.relations()) {
      calls.merge(
          relation.getFrom(),
          List.of(relation),
          (a, b) -> {
            List<Relation> both = new java.util.ArrayList<>(a);
            both.addAll(b);
            return both;
          });
    }
    this.dead = Set.copyOf(dead);
    this.random = new Random(seed);
  }

  /** Share of so many requests to a service that fail. */
  double failing(String service, int requests) {
    int failed = 0;
    for (int i = 0; i < requests; i++) {
      failed += succeeds(service, new HashSet<>()) ? 0 : 1;
    }
    return (double) failed / requests;
  }

  private boolean succeeds(String ci, Set<String> caller) {
    if (dead.contains(ci)) {
      return false;
    }
    if (!caller.add(ci)) {
      return true;
    }
    int members = 0;
    int well = 0;
    int required = 0;
    for (Relation call : calls.getOrDefault(ci, List.of())) {
      String share = call.getAttributes().getOrDefault("share", "1");
      switch (call.getType()) {
        case "SERVED_BY" -> {
          members++;
          well += succeeds(call.getTo(), new HashSet<>(caller)) ? 1 : 0;
          required = Integer.parseInt(call.getAttributes().getOrDefault("required", "1"));
        }
        case "DEPENDS_ON", "RUNS_ON" -> {
          if (random.nextDouble() < Double.parseDouble(share)
              && !succeeds(call.getTo(), new HashSet<>(caller))) {
            return false;
          }
        }
        default -> {
          // Traffic does not name it.
        }
      }
    }
    return members == 0 || well >= required;
  }
}
