package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The cheapest forest, by hand and beside trying every forest. */
class ArborescenceTest {

  private record Edge(int from, int to, double cost) {}

  @Test
  void twoThatExplainEachOtherHaveOneCause() {
    Arborescence pair = new Arborescence(2);
    pair.root(0, 6);
    pair.root(1, 5);
    pair.edge(0, 1, 1);
    pair.edge(1, 0, 1);
    int[] chosen = pair.solve();
    assertThat(pair.from(chosen[0])).isEqualTo(1);
    assertThat(pair.from(chosen[1])).isEqualTo(Arborescence.ROOT);
  }

  @Test
  void oneMoreCauseIsWorthItsPriceOnlyWhereItSavesAnEdgeThatCostsMore() {
    Arborescence chain = new Arborescence(3);
    for (int v = 0; v < 3; v++) {
      chain.root(v, 5);
    }
    chain.edge(0, 1, 4.9);
    chain.edge(1, 2, 5.1);
    int[] chosen = chain.solve();
    assertThat(chain.from(chosen[1])).isEqualTo(0);
    assertThat(chain.from(chosen[2])).isEqualTo(Arborescence.ROOT);
  }

  @Test
  void ofEqualCostsTheEdgeAddedFirstIsTaken() {
    Arborescence fork = new Arborescence(3);
    fork.root(0, 1);
    fork.root(1, 1);
    fork.root(2, 5);
    fork.edge(1, 2, 2);
    fork.edge(0, 2, 2);
    assertThat(fork.from(fork.solve()[2])).isEqualTo(1);
  }

  /** Costs are whole and small, so that circles and ties are common. */
  @Property
  void noForestIsCheaper(
      @ForAll @IntRange(min = 1, max = 5) int vertices,
      @ForAll @Size(min = 5, max = 5) List<@IntRange(min = 1, max = 9) Integer> prices,
      @ForAll @Size(max = 12) List<@IntRange(max = 249) Integer> drawn) {
    Arborescence arborescence = new Arborescence(vertices);
    List<List<Edge>> into = new ArrayList<>();
    for (int v = 0; v < vertices; v++) {
      arborescence.root(v, prices.get(v));
      into.add(new ArrayList<>(List.of(new Edge(-1, v, prices.get(v)))));
    }
    for (int draw : drawn) {
      Edge edge = new Edge(draw / 50 % vertices, draw / 10 % 5 % vertices, draw % 10);
      if (edge.from() != edge.to()) {
        arborescence.edge(edge.from(), edge.to(), edge.cost());
        into.get(edge.to()).add(edge);
      }
    }
    int[] chosen = arborescence.solve();
    int[] by = new int[vertices];
    double cost = 0;
    for (int v = 0; v < vertices; v++) {
      by[v] = arborescence.from(chosen[v]);
      cost += arborescence.cost(chosen[v]);
    }
    assertThat(isForest(by)).isTrue();
    assertThat(cost).isCloseTo(cheapest(into, new int[vertices], 0), within(1e-9));
  }

  private static double cheapest(List<List<Edge>> into, int[] by, int v) {
    if (v == by.length) {
      return isForest(by) ? 0 : Double.POSITIVE_INFINITY;
    }
    double least = Double.POSITIVE_INFINITY;
    for (Edge edge : into.get(v)) {
      by[v] = edge.from();
      least = Math.min(least, edge.cost() + cheapest(into, by, v + 1));
    }
    return least;
  }

  private static boolean isForest(int[] by) {
    for (int v = 0; v < by.length; v++) {
      Set<Integer> seen = new HashSet<>();
      for (int at = v; at >= 0; at = by[at]) {
        if (!seen.add(at)) {
          return false;
        }
      }
    }
    return true;
  }
}
