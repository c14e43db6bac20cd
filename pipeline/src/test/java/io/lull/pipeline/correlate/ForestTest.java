package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A forest that grows and shrinks is the one that would be found at once. */
class ForestTest {

  private record Edge(int from, int to, double cost) {}

  /** A forest with all that was ever said of it, to be solved from scratch. */
  private static final class Told {
    final List<Double> prices = new ArrayList<>();
    final List<Edge> edges = new ArrayList<>();
    final Forest forest;

    Told(int expected) {
      forest = new Forest(expected);
    }

    int add(double price) {
      prices.add(price);
      return forest.add(price);
    }

    void edge(int from, int to, double cost) {
      edges.add(new Edge(from, to, cost));
      forest.edge(from, to, cost, "at-" + from);
    }

    void forget(int vertex, boolean last) {
      edges.removeIf(edge -> edge.from() == vertex || edge.to() == vertex);
      if (last) {
        prices.remove(vertex);
      } else {
        prices.set(vertex, 0.0);
      }
    }

    double total() {
      double sum = 0;
      for (double cost : forest.cost()) {
        sum += cost;
      }
      return sum;
    }

    double least() {
      Arborescence arborescence = new Arborescence(prices.size());
      for (int v = 0; v < prices.size(); v++) {
        arborescence.root(v, prices.get(v));
      }
      edges.forEach(edge -> arborescence.edge(edge.from(), edge.to(), edge.cost()));
      double sum = 0;
      for (int edge : arborescence.solve()) {
        sum += arborescence.cost(edge);
      }
      return sum;
    }

    void isForest() {
      int[] by = forest.by();
      for (int v = 0; v < by.length; v++) {
        int steps = 0;
        for (int at = v; at >= 0; at = by[at]) {
          assertThat(steps++).as("steps up from %d", v).isLessThanOrEqualTo(by.length);
        }
      }
    }
  }

  private static Told random(Random random, int vertices, int edges) {
    Told told = new Told(vertices);
    for (int v = 0; v < vertices; v++) {
      told.add(1 + random.nextInt(9));
    }
    for (int i = 0; i < edges; i++) {
      int from = random.nextInt(vertices);
      int to = random.nextInt(vertices);
      if (from != to) {
        told.edge(from, to, random.nextInt(8));
      }
    }
    told.forest.solve();
    return told;
  }

  private static int offer(Told told, Random random, int vertices) {
    int x = told.add(1 + random.nextInt(9));
    for (int i = 0; i < 6; i++) {
      int other = random.nextInt(vertices);
      if (random.nextInt(4) == 0) {
        told.edge(other, x, random.nextInt(8));
      } else {
        told.edge(x, other, random.nextInt(8));
      }
    }
    return x;
  }

  @Property
  void isTheCheapestAfterEachChange(@ForAll Random random) {
    int vertices = 2 + random.nextInt(12);
    Told told = random(random, vertices, random.nextInt(25));
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      double before = told.total();
      int x = offer(told, random, vertices);
      double with = told.least();
      boolean keeps = told.forest.keep(x);
      assertThat(keeps).isEqualTo(with < before - 1e-9);
      if (keeps) {
        kept.add(x);
      } else {
        told.forget(x, true);
      }
      assertThat(told.total()).isCloseTo(told.least(), within(1e-9));
      told.isForest();
    }
    for (int x : kept) {
      double before = told.total();
      if (told.forest.drop(x)) {
        told.forget(x, false);
        assertThat(told.total()).isLessThan(before);
      }
      assertThat(told.total()).isCloseTo(told.least(), within(1e-9));
      told.isForest();
    }
  }

  @Property(tries = 100)
  void ofALargeComponentNoChangeMakesItDearerAndItIsTheCheapestOnceItIsSettled(
      @ForAll Random random) {
    int vertices = 300;
    Told told = random(random, vertices, 900);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      double before = told.total();
      int x = offer(told, random, vertices);
      if (told.forest.keep(x)) {
        kept.add(x);
        assertThat(told.total()).isLessThan(before);
      } else {
        told.forget(x, true);
      }
      told.isForest();
    }
    told.forest.settle();
    assertThat(told.total()).isCloseTo(told.least(), within(1e-6));
    for (int x : kept) {
      double before = told.total();
      if (told.forest.drop(x)) {
        told.forget(x, false);
        assertThat(told.total()).isLessThan(before);
      }
      told.isForest();
    }
    told.forest.settle();
    assertThat(told.total()).isCloseTo(told.least(), within(1e-6));
  }

  @Test
  void whatIsNotConnectedIsLeftAlone() {
    Told told = new Told(4);
    told.add(5);
    told.add(5);
    told.add(5);
    told.add(5);
    told.edge(0, 1, 1);
    told.edge(2, 3, 1);
    told.forest.solve();
    int x = told.add(1);
    told.edge(x, 0, 1);
    assertThat(told.forest.keep(x)).isTrue();
    assertThat(told.forest.changed(0)).isEqualTo(told.forest.round());
    assertThat(told.forest.changed(2)).isLessThan(told.forest.round());
    assertThat(told.forest.component(1)).isEqualTo(told.forest.component(x));
    assertThat(told.forest.component(2)).isNotEqualTo(told.forest.component(x));
  }
}
