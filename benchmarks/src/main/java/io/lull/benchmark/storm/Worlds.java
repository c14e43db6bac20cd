package io.lull.benchmark.storm;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The kinds of worlds; storms take turns over them, and within a kind over its worlds. */
final class Worlds {
  private static final int VARIANTS = 4;
  private final List<List<World>> kinds;

  private Worlds(List<List<World>> kinds) {
    this.kinds = kinds;
  }

  /**
   * @param data folder with {@code topologies}
   * @param wanted kinds; empty: all
   * @param log for what is absent
   */
  static Worlds of(Path data, Set<String> wanted, PrintStream log) {
    List<List<World>> kinds = new ArrayList<>();
    for (String archive : List.of("backbone", "topozoo", "sndlib")) {
      if (wanted.isEmpty() || wanted.contains(archive)) {
        List<World> worlds = RouterWorlds.read(data.resolve("topologies"), archive);
        if (worlds.isEmpty()) {
          log.println("no " + archive + " graphs in " + data + "/topologies: left out");
        } else {
          kinds.add(worlds);
        }
      }
    }
    add(kinds, wanted, "fat tree", () -> List.of(DataCentres.fatTree()));
    add(kinds, wanted, "call graph", () -> variants(CallGraph::make));
    add(kinds, wanted, "clos", () -> variants(DataCentres::clos));
    add(kinds, wanted, "estate", () -> variants(DataCentres::estate));
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("no world is called " + wanted);
    }
    return new Worlds(kinds);
  }

  private static List<World> variants(java.util.function.IntFunction<World> maker) {
    List<World> worlds = new ArrayList<>();
    for (int i = 0; i < VARIANTS; i++) {
      worlds.add(maker.apply(i));
    }
    return worlds;
  }

  private static void add(
      List<List<World>> kinds, Set<String> wanted, String kind, Supplier<List<World>> worlds) {
    if (wanted.isEmpty() || wanted.contains(kind) || wanted.contains(kind.replace(' ', '-'))) {
      kinds.add(worlds.get());
    }
  }

  /** The world of a storm. */
  World of(int storm) {
    List<World> kind = kinds.get(storm % kinds.size());
    return kind.get(storm / kinds.size() % kind.size());
  }
}
