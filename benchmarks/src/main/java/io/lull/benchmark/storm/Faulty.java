package io.lull.benchmark.storm;

import io.lull.benchmark.storm.World.Tie;
import java.util.ArrayList;
import java.util.List;

/** What can break in a world. */
final class Faulty {
  private static final List<String> TYPES =
      List.of(
          "ROUTER",
          "SWITCH",
          "HOST",
          "SERVICE",
          "DATABASE",
          "QUEUE",
          "STORAGE",
          "POWER",
          "RACK",
          "SITE");

  private Faulty() {}

  /** Types of nodes, and "link" once for every two of them. */
  static List<String> kinds(World world) {
    List<String> kinds = new ArrayList<>();
    for (String type : TYPES) {
      if (!world.nodes(type).isEmpty()) {
        kinds.add(type);
      }
    }
    for (int i = (kinds.size() + 1) / 2; i > 0 && !links(world).isEmpty(); i--) {
      kinds.add("link");
    }
    return kinds;
  }

  static List<Tie> links(World world) {
    return world.ties().stream().filter(Tie::link).toList();
  }

  /** Whether calls come to it over three services or more. */
  static boolean cascades(World world, String root) {
    return world.into(root, "DEPENDS_ON").stream()
        .flatMap(one -> world.into(one.from(), "DEPENDS_ON").stream())
        .anyMatch(two -> !world.into(two.from(), "DEPENDS_ON").isEmpty());
  }
}
