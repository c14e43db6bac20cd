package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What cuts a CI off from the main part of its network, beside trying every CI. */
class GatesTest {
  private final Map<String, TreeSet<String>> network = new TreeMap<>();
  private final Gates gates = new Gates(node -> network.getOrDefault(node, new TreeSet<>()));

  private void connect(String one, String other) {
    network.computeIfAbsent(one, k -> new TreeSet<>()).add(other);
    network.computeIfAbsent(other, k -> new TreeSet<>()).add(one);
  }

  /** A ring of four routers; a valley of two routers and a customer's line hangs on one of them. */
  private void backbone() {
    connect("r1", "r2");
    connect("r2", "r3");
    connect("r3", "r4");
    connect("r4", "r1");
    connect("r4", "valley1");
    connect("valley1", "valley2");
    connect("valley2", "cpe");
  }

  @Test
  void allThatLeadsOutOfAValleyIsAGate() {
    backbone();
    assertThat(gates.of("cpe")).containsExactly("valley2", "valley1", "r4");
  }

  @Test
  void aRingHasNone() {
    backbone();
    assertThat(gates.of("r2")).isEmpty();
    assertThat(gates.of("r4")).isEmpty();
  }

  @Test
  void aHostOnTwoSwitchesIsCutOffByNeither() {
    backbone();
    connect("host", "r2");
    connect("host", "r3");
    assertThat(gates.of("host")).isEmpty();
  }

  @Test
  void hostsDoNotMakeASwitchTheMainPart() {
    backbone();
    connect("access", "r2");
    for (int i = 0; i < 50; i++) {
      connect("access", "host" + i);
    }
    assertThat(gates.of("host7")).containsExactly("access", "r2");
    assertThat(gates.of("r1")).isEmpty();
  }

  @Test
  void twoThatHaveOnlyEachOtherHaveNoGate() {
    connect("a", "b");
    assertThat(gates.of("a")).isEmpty();
  }

  @Test
  void aSwitchWithAMillionHostsIsTheirGateAndIsNotSearched() {
    TreeSet<String> hosts = new TreeSet<>();
    for (int i = 0; i < 1_000_000; i++) {
      hosts.add("host" + i);
    }
    network.put("switch", hosts);
    network.put("host1", new TreeSet<>(Set.of("switch")));
    assertThat(gates.of("host1")).containsExactly("switch");
  }

  @Test
  void aLargeFabricThatIsLookedAtInPartHasNone() {
    for (int leaf = 0; leaf < 150; leaf++) {
      for (int spine = 0; spine < 100; spine++) {
        connect("leaf" + leaf, "spine" + spine);
      }
    }
    connect("host", "leaf7");
    assertThat(gates.of("leaf7")).isEmpty();
    assertThat(gates.of("host")).containsExactly("leaf7");
  }

  @Test
  void whatChangedIsFoundOnceTheOldIsForgotten() {
    backbone();
    assertThat(gates.of("valley1")).containsExactly("r4");
    connect("valley1", "r2");
    gates.clear();
    assertThat(gates.of("valley1")).isEmpty();
  }

  @Property
  void areWhatTryingEveryNodeFinds(
      @ForAll @IntRange(min = 2, max = 9) int nodes,
      @ForAll List<@IntRange(max = 80) Integer> all) {
    network.clear();
    gates.clear();
    for (int edge : all) {
      int one = edge / 9 % nodes;
      int other = edge % 9 % nodes;
      if (one != other) {
        connect("n" + one, "n" + other);
      }
    }
    for (String start : network.keySet()) {
      assertThat(new HashSet<>(gates.of(start))).as(start + network).isEqualTo(tried(start));
    }
  }

  private Set<String> tried(String start) {
    Set<String> found = new HashSet<>();
    Set<String> component = part(start, "");
    for (String gone : component) {
      if (!gone.equals(start)) {
        int own = size(part(start, gone));
        boolean cut =
            component.stream()
                .filter(n -> !n.equals(gone) && !part(start, gone).contains(n))
                .anyMatch(n -> size(part(n, gone)) >= own);
        if (cut) {
          found.add(gone);
        }
      }
    }
    return found;
  }

  private int size(Set<String> part) {
    return (int)
        part.stream().filter(n -> network.getOrDefault(n, new TreeSet<>()).size() > 1).count();
  }

  private Set<String> part(String start, String gone) {
    Set<String> part = new HashSet<>(Set.of(start));
    List<String> open = new ArrayList<>(part);
    for (int i = 0; i < open.size(); i++) {
      for (String next : network.getOrDefault(open.get(i), new TreeSet<>())) {
        if (!next.equals(gone) && part.add(next)) {
          open.add(next);
        }
      }
    }
    return part;
  }
}
