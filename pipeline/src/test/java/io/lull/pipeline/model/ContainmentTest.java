package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ContainmentTest {
  private final Containment containment = new Containment();

  @Test
  void aCircleIsToldFromThePartToThePartByTheShortestWay() {
    containment.add("rack", "row");
    containment.add("row", "hall");
    containment.add("hall", "site");
    containment.add("rack", "site");
    assertThat(containment.circle("site", "rack")).containsExactly("site", "rack", "site");
    assertThat(containment.circle("hall", "rack")).containsExactly("hall", "rack", "row", "hall");
    assertThat(containment.circle("rack", "hall")).isEmpty();
    assertThat(containment.circle("rack", "rack")).containsExactly("rack", "rack");
    assertThat(containment.circle("a", "b")).as("of what is not known").isEmpty();
  }

  @Test
  void whatWasTakenAwayClosesNoCircle() {
    containment.add("rack", "row");
    containment.remove("rack", "row");
    containment.remove("rack", "site");
    assertThat(containment.circle("row", "rack")).isEmpty();
    assertThat(containment.wholes("rack")).isEmpty();
  }

  /** Added only where it closes none: then whoever goes up from anywhere comes to an end. */
  @Property(tries = 200)
  void whoAsksBeforeAddingHasAHierarchy(@ForAll long seed) {
    Random random = new Random(seed);
    Containment hierarchy = new Containment();
    for (int i = 0; i < 40; i++) {
      String part = "n" + random.nextInt(8);
      String whole = "n" + random.nextInt(8);
      List<String> circle = hierarchy.circle(part, whole);
      if (circle.isEmpty()) {
        hierarchy.add(part, whole);
      } else {
        assertThat(circle).startsWith(part, whole).endsWith(part);
        for (int at = 1; at < circle.size() - 1; at++) {
          assertThat(hierarchy.wholes(circle.get(at))).contains(circle.get(at + 1));
        }
      }
    }
    for (int i = 0; i < 8; i++) {
      goUp(hierarchy, "n" + i, new HashSet<>());
    }
  }

  private static void goUp(Containment hierarchy, String at, Set<String> way) {
    assertThat(way.add(at)).as("%s is above itself", at).isTrue();
    hierarchy.wholes(at).forEach(whole -> goUp(hierarchy, whole, way));
    way.remove(at);
  }
}
