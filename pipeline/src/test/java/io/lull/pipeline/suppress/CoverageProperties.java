package io.lull.pipeline.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.TestingTopology;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The search upwards finds what a fixpoint over the whole topology finds. */
class CoverageProperties {
  private static final SuppressOptions OPTIONS =
      new SuppressOptions(
          100, 1_000_000, 10, 0.5, SuppressOptions.DEFAULT.relations(), Spread.LINK);
  private static final List<String> TYPES =
      List.of("DEPENDS_ON", "RUNS_ON", "SERVED_BY", "CONNECTED_TO");

  private record Edge(int from, String type, int to) {}

  @Property(tries = 400)
  void anAlarmIsHeldExactlyIfItsCiIsCovered(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int nodes) {
    Random random = new Random(seed);
    TestingGate gate = new TestingGate(OPTIONS);
    Set<Edge> edges = edges(random, nodes);
    Set<Integer> windows = new TreeSet<>();
    for (int i = 0; i < nodes; i++) {
      gate.nodes("n" + i);
      if (random.nextInt(4) == 0) {
        windows.add(i);
        gate.window("w" + i, 0, 100, "n" + i);
      }
    }
    edges.forEach(e -> gate.change(TestingTopology.relation("n" + e.from, e.type, "n" + e.to)));
    gate.at(10);
    for (int i = 0; i < nodes; i++) {
      gate.raise("n" + i, "X");
    }
    Set<String> expected = new TreeSet<>();
    covered(edges, windows, nodes).forEach(i -> expected.add("10 HELD n" + i));
    assertThat(new TreeSet<>(gate.told())).isEqualTo(expected);
    gate.at(101);
    assertThat(gate.held).isEmpty();
  }

  private static Set<Edge> edges(Random random, int nodes) {
    Set<Edge> edges = new LinkedHashSet<>();
    for (int i = 0; i < 2 * nodes; i++) {
      edges.add(
          new Edge(
              random.nextInt(nodes),
              TYPES.get(random.nextInt(TYPES.size())),
              random.nextInt(nodes)));
    }
    return edges;
  }

  /** The smallest set that is closed under what the documentation says. */
  private static Set<Integer> covered(Set<Edge> edges, Set<Integer> windows, int nodes) {
    Set<Integer> covered = new TreeSet<>(windows);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int node = 0; node < nodes; node++) {
        if (!covered.contains(node) && isCovered(node, edges, windows, covered)) {
          grown = covered.add(node);
        }
      }
    }
    return covered;
  }

  private static boolean isCovered(
      int node, Set<Edge> edges, Set<Integer> windows, Set<Integer> covered) {
    List<Integer> members = new ArrayList<>();
    for (Edge edge : edges) {
      boolean up = edge.type.equals("DEPENDS_ON") || edge.type.equals("RUNS_ON");
      if (edge.from == node && up && covered.contains(edge.to)) {
        return true;
      }
      if (edge.from == node && edge.type.equals("SERVED_BY")) {
        members.add(edge.to);
      }
      if (edge.to == node && edge.type.equals("SERVED_BY")) {
        boolean hit =
            windows.contains(edge.from)
                || edges.stream()
                    .anyMatch(
                        e ->
                            e.from == edge.from
                                && e.type.equals("DEPENDS_ON")
                                && covered.contains(e.to));
        if (hit) {
          return true;
        }
      }
    }
    long left = members.stream().filter(member -> !covered.contains(member)).count();
    return !members.isEmpty() && left < (members.size() + 1) / 2;
  }
}
