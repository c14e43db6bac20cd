package io.lull.benchmark.storm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What anybody can do without a model; the root is whoever spoke first. */
final class Baselines {
  private static final long GAP_MILLIS = 60_000;
  private static final int HOPS = 2;

  private Baselines() {}

  /** One group until nothing was raised for a minute. */
  static Grouping byTime(GeneratedStorm storm) {
    Map<String, String> incidents = new HashMap<>();
    Map<String, List<String>> causes = new HashMap<>();
    long last = Long.MIN_VALUE / 2;
    int group = 0;
    for (Alert alert : storm.scored()) {
      if (alert.timeMillis() - last > GAP_MILLIS) {
        causes.put("t" + ++group, List.of(alert.resource()));
      }
      last = alert.timeMillis();
      incidents.put(alert.id(), "t" + group);
    }
    return new Grouping(incidents, causes);
  }

  /** Single linkage: at most two hops and a minute apart. */
  static Grouping byHops(GeneratedStorm storm) {
    List<Alert> alerts = storm.scored();
    Map<String, Set<String>> near = new HashMap<>();
    int[] parent = new int[alerts.size()];
    for (int i = 0; i < alerts.size(); i++) {
      parent[i] = i;
      Set<String> around =
          near.computeIfAbsent(alerts.get(i).resource(), r -> around(storm.world(), r));
      for (int j = i - 1;
          j >= 0 && alerts.get(i).timeMillis() - alerts.get(j).timeMillis() <= GAP_MILLIS;
          j--) {
        if (around.contains(alerts.get(j).resource())) {
          int a = find(parent, i);
          int b = find(parent, j);
          parent[Math.max(a, b)] = Math.min(a, b);
        }
      }
    }
    Map<String, String> incidents = new HashMap<>();
    Map<String, List<String>> causes = new HashMap<>();
    for (int i = 0; i < alerts.size(); i++) {
      int first = find(parent, i);
      incidents.put(alerts.get(i).id(), "h" + first);
      causes.put("h" + first, List.of(alerts.get(first).resource()));
    }
    return new Grouping(incidents, causes);
  }

  private static int find(int[] parent, int i) {
    int at = i;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private static Set<String> around(World world, String start) {
    Set<String> seen = new HashSet<>(Set.of(start));
    List<String> open = List.of(start);
    for (int hop = 0; hop < HOPS; hop++) {
      List<String> next = new ArrayList<>();
      for (String node : open) {
        for (World.Tie tie : world.ties(node)) {
          if (seen.add(tie.other(node))) {
            next.add(tie.other(node));
          }
        }
      }
      open = next;
    }
    return seen;
  }
}
