package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.reconcile.PartCircles.LeftOut;
import io.lull.pipeline.reconcile.PartCircles.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartCirclesProperties {
  private static Part part(Random random, int nodes) {
    String from = "n" + random.nextInt(nodes);
    String to = "n" + random.nextInt(nodes);
    return part(from, to, random.nextInt(3), random.nextInt(4));
  }

  private static Part part(String from, String to, int rank, long since) {
    return new Part(from + "|PART_OF|" + to, from, to, rank, since);
  }

  /** By the definition: taken in their order, without what closes a circle with those before. */
  private static Set<String> leftOut(Map<String, Part> parts) {
    List<Part> order = new ArrayList<>(parts.values());
    order.sort(
        (a, b) ->
            a.rank() != b.rank()
                ? Integer.compare(a.rank(), b.rank())
                : a.sinceMillis() != b.sinceMillis()
                    ? Long.compare(a.sinceMillis(), b.sinceMillis())
                    : a.id().compareTo(b.id()));
    List<Part> taken = new ArrayList<>();
    Set<String> left = new TreeSet<>();
    for (Part part : order) {
      Set<String> above = new TreeSet<>(Set.of(part.to()));
      while (taken.stream().anyMatch(p -> above.contains(p.from()) && above.add(p.to()))) {
        continue;
      }
      if (above.contains(part.from())) {
        left.add(part.id());
      } else {
        taken.add(part);
      }
    }
    return left;
  }

  @Property(tries = 500)
  void whatIsLeftOutIsWhatTheDefinitionSaysAfterEveryChange(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int nodes,
      @ForAll @IntRange(min = 1, max = 40) int changes) {
    Random random = new Random(seed);
    PartCircles circles = new PartCircles();
    Map<String, Part> parts = new TreeMap<>();
    Set<String> known = new TreeSet<>();
    for (int i = 0; i < changes; i++) {
      for (int batch = random.nextInt(3); batch >= 0; batch--) {
        if (random.nextInt(3) == 0 && !parts.isEmpty()) {
          List<Part> all = new ArrayList<>(parts.values());
          Part gone = all.get(random.nextInt(all.size()));
          parts.remove(gone.id());
          circles.remove(gone.from(), gone.id());
        } else {
          Part part = part(random, nodes);
          parts.put(part.id(), part);
          circles.put(part);
        }
      }
      Set<String> expected = leftOut(parts);
      Set<String> touched = new TreeSet<>();
      List<LeftOut> told = circles.renew(touched);
      parts
          .keySet()
          .forEach(id -> assertThat(circles.isLeftOut(id)).isEqualTo(expected.contains(id)));
      Set<String> news = new TreeSet<>(expected);
      news.removeAll(known);
      assertThat(told)
          .extracting(found -> found.part().id())
          .containsExactlyInAnyOrderElementsOf(news);
      Set<String> moved = new TreeSet<>(news);
      known.stream().filter(id -> !expected.contains(id)).forEach(moved::add);
      moved.retainAll(parts.keySet());
      assertThat(touched).as("who was told of them is told anew").containsAll(moved);
      told.forEach(PartCirclesProperties::closesACircle);
      known = expected;
    }
  }

  private static void closesACircle(LeftOut found) {
    String at = found.part().to();
    for (Part part : found.circle()) {
      assertThat(part.from()).isEqualTo(at);
      at = part.to();
    }
    assertThat(at).isEqualTo(found.part().from());
  }

  @Property(tries = 200)
  void theOrderInWhichTheyComeDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int count) {
    Random random = new Random(seed);
    Map<String, Part> parts = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Part part = part(random, 8);
      parts.put(part.id(), part);
    }
    List<Part> shuffled = new ArrayList<>(parts.values());
    Collections.shuffle(shuffled, random);
    PartCircles one = new PartCircles();
    parts.values().forEach(one::put);
    one.renew(new TreeSet<>());
    PartCircles other = new PartCircles();
    for (Part part : shuffled) {
      other.put(part);
      other.renew(new TreeSet<>());
    }
    parts.keySet().forEach(id -> assertThat(other.isLeftOut(id)).isEqualTo(one.isLeftOut(id)));
  }

  /** A site that contains all costs its parts nothing. */
  @Test
  void whatIsInNoCircleCostsAWalkUp() {
    PartCircles circles = new PartCircles();
    int hosts = 50_000;
    long start = System.nanoTime();
    for (int i = 0; i < hosts; i++) {
      circles.put(part("host-" + i, "rack-" + i % 500, 0, 0));
      circles.put(part("rack-" + i % 500, "site", 0, 0));
      circles.renew(new TreeSet<>());
    }
    circles.put(part("site", "host-7", 0, 1));
    assertThat(circles.renew(new TreeSet<>()))
        .singleElement()
        .satisfies(found -> assertThat(found.circle()).hasSize(2));
    assertThat((System.nanoTime() - start) / hosts).as("ns each").isLessThan(200_000);
  }

  @Test
  void aChainWithoutEndComesToOne() {
    PartCircles circles = new PartCircles();
    for (int i = 0; i < 5 * PartCircles.MOST_WHOLES; i++) {
      circles.put(part("n" + i, "n" + (i + 1), 0, 0));
    }
    assertThat(circles.renew(new TreeSet<>())).isEmpty();
  }
}
