package io.lull.pipeline.ordered;

import static io.lull.pipeline.model.TestingTopology.noNode;
import static io.lull.pipeline.model.TestingTopology.noRelation;
import static io.lull.pipeline.model.TestingTopology.node;
import static io.lull.pipeline.model.TestingTopology.relation;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.model.TopologyBytes;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Broadcast elements that the function keeps itself: a topology, held once. */
class KeptBroadcastTest {
  private static final TypeInformation<Ticket> TICKET = TypeInformation.of(Ticket.class);
  private static final long SINCE_EVER = BroadcastTaker.SINCE_EVER;

  /** Answers each ticket with the neighbours of the CI it names. */
  @SuppressWarnings("NullAway.Init") // transient fields are set in open()
  private static final class Neighbours
      extends OrderedBroadcastFunction<String, Ticket, TopologyChange, String> {
    private static final long serialVersionUID = 1L;

    private final boolean keeps;
    private transient Topology topology;

    Neighbours(boolean keeps) {
      this.keeps = keeps;
    }

    @Override
    public void open(Context context) {
      topology = new Topology();
    }

    @Override
    public void take(String key, Ticket ticket, long timestamp, Output<String> out) {
      out.collect(key + topology.neighbours(key));
    }

    @Override
    public int compare(Ticket a, Ticket b) {
      return a.text().compareTo(b.text());
    }

    @Override
    public void applyBroadcast(TopologyChange change, long timestamp) {
      if (timestamp == SINCE_EVER) {
        topology.applySinceEver(change);
      } else {
        topology.apply(change);
      }
    }

    @Override
    public String broadcastId(TopologyChange change) {
      return Topology.idOf(change);
    }

    @Override
    public boolean broadcastDeletes(TopologyChange change) {
      return Topology.isDelete(change);
    }

    @Override
    public boolean keepsBroadcast(TopologyChange change) {
      return keeps;
    }

    @Override
    public Map<Integer, Chunk> keptBroadcast() {
      return keeps ? topology.chunks() : Map.of();
    }

    @Override
    public void restoreBroadcast(Map<Integer, Chunk> kept) {
      topology.restore(kept);
    }

    @Override
    public byte[] packBroadcast(TopologyChange change) {
      return new TopologyBytes().pack(change);
    }

    @Override
    public TopologyChange unpackBroadcast(byte[] packed) {
      return new TopologyBytes().unpack(packed);
    }
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Ticket, TopologyChange, String>
      bench(boolean keeps, int parallelism, int subtask, @Nullable OperatorSubtaskState state)
          throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<String, Ticket, TopologyChange, String> bench =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new OrderedBroadcastOperator<>(
                new Neighbours(keeps), TICKET, new AvroTypeInfo<>(TopologyChange.class)),
            Ticket::key,
            null,
            Types.STRING,
            TestingBench.MAX_PARALLELISM,
            parallelism,
            subtask);
    bench.setup(Types.STRING.createSerializer(bench.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      bench.initializeState(state);
    }
    bench.open();
    return bench;
  }

  private static void change(
      KeyedTwoInputStreamOperatorTestHarness<String, Ticket, TopologyChange, String> bench,
      long time,
      TopologyChange... changes)
      throws Exception {
    for (TopologyChange change : changes) {
      bench.processElement2(new StreamRecord<>(change, time));
    }
  }

  private static List<String> ask(
      KeyedTwoInputStreamOperatorTestHarness<String, Ticket, TopologyChange, String> bench,
      long time,
      String id)
      throws Exception {
    bench.processElement1(new StreamRecord<>(new Ticket(id, time, ""), time));
    bench.processWatermark1(new Watermark(time));
    bench.processWatermark2(new Watermark(time));
    TestingMailbox.runAll(bench);
    List<String> answers = List.copyOf(bench.extractOutputValues());
    bench.getOutput().clear();
    return answers;
  }

  @Test
  void comesBackAsItWasAtTheSnapshot() throws Exception {
    OperatorSubtaskState first;
    OperatorSubtaskState second;
    try (var bench = bench(true, 1, 0, null)) {
      change(bench, SINCE_EVER, node("a"), node("b"), relation("a", "DEPENDS_ON", "b"));
      change(bench, 50, node("c"), relation("a", "DEPENDS_ON", "c"));
      first = bench.snapshot(1, 1);
      assertThat(ask(bench, 10, "a")).containsExactly("a[b]");
      change(bench, 15, noNode("b"));
      assertThat(ask(bench, 20, "a")).containsExactly("a[]");
      second = bench.snapshot(2, 2);
      assertThat(ask(bench, 60, "a")).containsExactly("a[c]");
    }
    try (var bench = bench(true, 1, 0, first)) {
      assertThat(ask(bench, 10, "a")).containsExactly("a[b]");
      assertThat(ask(bench, 60, "a")).containsExactly("a[b, c]");
    }
    try (var bench = bench(true, 1, 0, second)) {
      assertThat(ask(bench, 30, "a")).containsExactly("a[]");
      assertThat(ask(bench, 60, "a")).containsExactly("a[c]");
    }
  }

  @Test
  void everySubtaskGetsAllOfItWhenTheJobIsRescaled() throws Exception {
    OperatorSubtaskState one;
    try (var bench = bench(true, 1, 0, null)) {
      change(bench, 5, node("a"), node("b"), relation("a", "DEPENDS_ON", "b"));
      ask(bench, 10, "a");
      one = bench.snapshot(1, 1);
    }
    int answers = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              one, TestingBench.MAX_PARALLELISM, 1, 2, subtask);
      try (var bench = bench(true, 2, subtask, part)) {
        OperatorSubtaskState again = bench.snapshot(2, 2);
        assertThat(again.getManagedOperatorState()).isNotEmpty();
        String key = keyOf(subtask);
        change(bench, 15, node(key), relation(key, "DEPENDS_ON", "b"));
        assertThat(ask(bench, 20, key)).containsExactly(key + "[b]");
        answers++;
      }
    }
    assertThat(answers).isEqualTo(2);
  }

  /** A key that belongs to the subtask, of two. */
  private static String keyOf(int subtask) {
    for (int i = 0; ; i++) {
      if (org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
              "k" + i, TestingBench.MAX_PARALLELISM, 2)
          == subtask) {
        return "k" + i;
      }
    }
  }

  @Test
  void takesOverWhatWasKeptElementByElementBefore() throws Exception {
    OperatorSubtaskState before;
    try (var bench = bench(false, 1, 0, null)) {
      change(bench, 5, node("a"), node("b"), relation("a", "DEPENDS_ON", "b"));
      assertThat(ask(bench, 10, "a")).containsExactly("a[b]");
      before = bench.snapshot(1, 1);
    }
    OperatorSubtaskState after;
    try (var bench = bench(true, 1, 0, before)) {
      assertThat(ask(bench, 20, "a")).containsExactly("a[b]");
      change(bench, 25, noNode("b"));
      ask(bench, 30, "a");
      after = bench.snapshot(2, 2);
    }
    try (var bench = bench(true, 1, 0, after)) {
      assertThat(ask(bench, 40, "a")).as("not applied twice").containsExactly("a[]");
    }
  }

  /** What holds since ever needs not wait, and the last word on each id holds in any order. */
  @Test
  void changesSinceEverAreAppliedOnArrival() throws Exception {
    try (var bench = bench(true, 1, 0, null)) {
      change(bench, SINCE_EVER, node("a"), node("b"), relation("a", "DEPENDS_ON", "b"));
      change(bench, SINCE_EVER, noNode("b"), node("b"));
      assertThat(ask(bench, 10, "a")).containsExactly("a[b]");
      change(bench, SINCE_EVER, noNode("b"));
      assertThat(ask(bench, 20, "a")).containsExactly("a[]");
    }
  }

  /** The ids of both relations sort before or behind that of the node, whenever they come. */
  @Test
  void changesOfOneMomentTakeEffectInTheOrderOfTheirIdsIfSomeDelete() throws Exception {
    TopologyChange toA = relation("b", "DEPENDS_ON", "a");
    TopologyChange toB = relation("a", "DEPENDS_ON", "b");
    List<TopologyChange[]> orders =
        List.of(
            new TopologyChange[] {noNode("b"), node("b"), toA, toB},
            new TopologyChange[] {toB, toA, noNode("b"), node("b")},
            new TopologyChange[] {noNode("b"), toB, node("b"), toA});
    for (TopologyChange[] changes : orders) {
      try (var bench = bench(true, 1, 0, null)) {
        change(bench, 5, node("a"), node("b"));
        change(bench, 10, changes);
        assertThat(ask(bench, 20, "b")).containsExactly("b[a]");
        change(bench, 25, noRelation("b", "DEPENDS_ON", "a"));
        assertThat(ask(bench, 30, "b"))
            .as("a|DEPENDS_ON|b came before b went")
            .containsExactly("b[]");
      }
    }
  }

  @Test
  void whatIsHeldComesBackAndTakesEffectAtItsTime() throws Exception {
    OperatorSubtaskState held;
    try (var bench = bench(true, 1, 0, null)) {
      change(bench, 30, relation("a", "DEPENDS_ON", "c"), node("c"));
      change(bench, 10, node("b"), node("a"), relation("a", "DEPENDS_ON", "b"));
      change(bench, 20, noNode("b"));
      held = bench.snapshot(1, 1);
      assertThat(ask(bench, 15, "a")).containsExactly("a[b]");
    }
    OperatorSubtaskState later;
    try (var bench = bench(true, 1, 0, held)) {
      assertThat(ask(bench, 15, "a")).containsExactly("a[b]");
      later = bench.snapshot(2, 2);
      assertThat(ask(bench, 25, "a")).containsExactly("a[]");
    }
    try (var bench = bench(true, 1, 0, later)) {
      change(bench, 16, node("d"), relation("a", "DEPENDS_ON", "d"));
      assertThat(ask(bench, 17, "a")).containsExactly("a[b, d]");
      assertThat(ask(bench, 35, "a")).containsExactly("a[c, d]");
    }
  }
}
