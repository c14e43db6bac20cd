package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens, in whatever order, the packed topology shows what the naive one shows. */
class TopologyPropertyTest {
  /** Ids that are prefixes of each other, sort around the separator, and are not ASCII. */
  private static final List<String> IDS =
      List.of("n", "n1", "n10", "n1~", "n1 b", "N1", "z{", "büro", "ス", "bür", "a", "b");

  private static final List<String> TYPES =
      List.of("CONNECTED_TO", "RUNS_ON", "RUNS_ON~", "RUNS_ON 2", "SONST");
  private static final List<String> NAMES =
      List.of("", "x", "10.0.0.1", "X", "n1", "00:1b:44:11:3a:b7", "2001:db8::1", "büro");

  @Property(tries = 300)
  void showsWhatTheNaiveOneShows(@ForAll long seed, @ForAll @IntRange(max = 400) int steps) {
    Random random = new Random(seed);
    NaiveTopology naive = new NaiveTopology();
    Topology topology = new Topology();
    for (int step = 0; step < steps; step++) {
      TopologyChange change = change(random);
      naive.apply(change);
      topology.apply(change);
    }
    assertSameView(topology, naive);
  }

  @Property(tries = 100)
  void aChangeThatSaysNothingNewAltersNothing(@ForAll long seed) {
    Random random = new Random(seed);
    NaiveTopology naive = new NaiveTopology();
    Topology topology = new Topology();
    for (int step = 0; step < 100; step++) {
      TopologyChange change = change(random);
      Map<String, Object> before = new HashMap<>(naive.nodes);
      before.putAll(naive.relations);
      long version = topology.version();
      naive.apply(change);
      topology.apply(change);
      Map<String, Object> after = new HashMap<>(naive.nodes);
      after.putAll(naive.relations);
      assertThat(topology.version() > version).as("%s", change).isEqualTo(!after.equals(before));
    }
  }

  /** Also while changes go on, and from one snapshot to the next. */
  @Property(tries = 100)
  void aSnapshotHoldsWhatItHeldWhenItWasTaken(@ForAll long seed) {
    Random random = new Random(seed);
    NaiveTopology naive = new NaiveTopology();
    Topology topology = new Topology();
    for (int round = 0; round < 4; round++) {
      NaiveTopology then = new NaiveTopology();
      then.nodes.putAll(naive.nodes);
      then.relations.putAll(naive.relations);
      Map<Integer, Chunk> snapshot = frozen(topology);
      for (int step = random.nextInt(100); step > 0; step--) {
        TopologyChange change = change(random);
        naive.apply(change);
        topology.apply(change);
      }
      assertSameView(topology, naive);
      assertSameView(restored(snapshot), then);
      topology = random.nextBoolean() ? topology : restored(frozen(topology));
      assertSameView(topology, naive);
    }
  }

  /** Pages fill up with gaps and are given back: what is held is bounded by what is there. */
  @Property(tries = 10)
  void holdsNoMoreThanThereIs(@ForAll long seed) {
    Random random = new Random(seed);
    Topology topology = new Topology();
    NaiveTopology naive = new NaiveTopology();
    for (int step = 0; step < 3_000; step++) {
      TopologyChange change =
          random.nextInt(10) > 0 ? TestingTopology.node(id(random), large(random)) : change(random);
      topology.apply(change);
      naive.apply(change);
    }
    assertSameView(topology, naive);
    assertThat(topology.packedBytes()).isLessThan(IDS.size() * 2L * 80_000 + 3 * 65_536);
    IDS.forEach(id -> topology.apply(TestingTopology.noNode(id)));
    assertThat(topology.packedBytes()).isLessThanOrEqualTo(65_536);
    assertThat(topology.danglingCount()).isZero();
  }

  private static String large(Random random) {
    return "x".repeat(random.nextInt(20) == 0 ? 80_000 : random.nextInt(3_000));
  }

  private static Map<Integer, Chunk> frozen(Topology topology) {
    Map<Integer, Chunk> frozen = new TreeMap<>();
    topology.chunks().forEach((number, chunk) -> frozen.put(number, chunk.frozen()));
    return frozen;
  }

  private static Topology restored(Map<Integer, Chunk> snapshot) {
    Map<Integer, Chunk> read = new HashMap<>();
    snapshot.forEach(
        (number, chunk) ->
            read.put(number, Chunk.of(Arrays.copyOf(chunk.bytes(), chunk.length()))));
    Topology topology = new Topology();
    topology.restore(read);
    return topology;
  }

  private static void assertSameView(Topology topology, NaiveTopology naive) {
    assertThat(topology.nodes()).containsExactlyInAnyOrderElementsOf(naive.nodes.values());
    assertThat(topology.relationCount()).isEqualTo(naive.relations(r -> true).size());
    assertThat(topology.danglingCount())
        .isEqualTo(naive.relations.size() - topology.relationCount());
    for (String id : IDS) {
      assertThat(topology.node(id)).isEqualTo(naive.nodes.get(id));
      List<Relation> from = naive.relations(r -> r.getFrom().equals(id));
      List<Relation> to = naive.relations(r -> r.getTo().equals(id));
      assertThat(topology.relationsFrom(id)).containsExactlyElementsOf(from);
      assertThat(topology.relationsTo(id)).containsExactlyElementsOf(to);
      assertThat(topology.neighbours(id)).containsExactlyElementsOf(naive.neighbours(id));
      int index = topology.indexOf(id);
      assertThat(index >= 0).isEqualTo(naive.nodes.containsKey(id));
      if (index >= 0) {
        assertSameByIndex(topology, index, from, to);
      }
    }
    for (String name : NAMES) {
      Topology.Match match = topology.match(name);
      Node node = match.node();
      String found = match.ambiguous() ? "several" : node == null ? null : node.getId();
      String exact = naive.nodes.containsKey(name) ? name : naive.find(Names.canonical(name));
      assertThat(found).as(name).isEqualTo(exact);
    }
  }

  private static void assertSameByIndex(
      Topology topology, int index, List<Relation> from, List<Relation> to) {
    assertThat(topology.degree(index)).isEqualTo(from.size() + to.size());
    List<Relation> visited = new ArrayList<>();
    topology.forEachRelation(
        index,
        (other, type, outgoing, handle) -> {
          Relation relation = topology.relation(handle);
          assertThat(outgoing).isEqualTo(visited.size() < from.size());
          assertThat(topology.id(other))
              .isEqualTo(outgoing ? relation.getTo() : relation.getFrom());
          assertThat(topology.relationType(type)).isEqualTo(relation.getType());
          assertThat(topology.attribute(handle, "share"))
              .isEqualTo(relation.getAttributes().get("share"));
          return visited.add(relation);
        });
    List<Relation> both = new ArrayList<>(from);
    both.addAll(to);
    assertThat(visited).isEqualTo(both);
  }

  private static TopologyChange change(Random random) {
    TopologyChange.Builder change =
        TopologyChange.newBuilder()
            .setOp(random.nextInt(4) == 0 ? ChangeOp.DELETE : ChangeOp.UPSERT);
    return random.nextInt(3) == 0
        ? change.setNode(node(random)).build()
        : change.setRelation(relation(random)).build();
  }

  private static Node node(Random random) {
    Node.Builder node =
        Node.newBuilder()
            .setId(id(random))
            .setType(random.nextBoolean() ? "HOST" : "büro")
            .setDomain(random.nextBoolean() ? null : "d" + random.nextInt(2))
            .setAttributes(random.nextBoolean() ? Map.of() : Map.of("k" + random.nextInt(3), "v"));
    if (random.nextBoolean()) {
      node.setName(NAMES.get(random.nextInt(NAMES.size())));
      node.setAliases(List.of(NAMES.get(random.nextInt(NAMES.size()))));
    }
    return node.build();
  }

  private static Relation relation(Random random) {
    Map<String, String> attributes = new HashMap<>();
    if (random.nextInt(3) == 0) {
      attributes.put("share", "0." + random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      attributes.put("fromInterface", "e" + random.nextInt(2));
      attributes.put("toInterface", random.nextInt(4) == 0 ? " " : "e" + random.nextInt(11));
    }
    return Relation.newBuilder()
        .setFrom(id(random))
        .setTo(id(random))
        .setType(TYPES.get(random.nextInt(TYPES.size())))
        .setAttributes(attributes)
        .build();
  }

  private static String id(Random random) {
    return IDS.get(random.nextInt(IDS.size()));
  }
}
