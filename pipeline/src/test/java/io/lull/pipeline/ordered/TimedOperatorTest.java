package io.lull.pipeline.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.EventPacker;
import io.lull.pipeline.model.Events;
import io.lull.pipeline.model.PackedEvent;
import io.lull.schema.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every element meets the rules of its own time, whenever it and they arrive. */
class TimedOperatorTest {
  private static final TypeInformation<Ticket> TICKET = TypeInformation.of(Ticket.class);

  /** Writes down each element with the rules in force. */
  @SuppressWarnings("NullAway.Init") // transient fields are set in open()
  private static final class Journal extends TimedFunction<Ticket, String> {
    private static final long serialVersionUID = 1L;
    private transient EventPacker packer;
    private transient SortedMap<String, String> rules;

    @Override
    public void open(RuntimeContext runtime) {
      packer = new EventPacker();
      rules = new TreeMap<>();
    }

    @Override
    public void take(PackedEvent event, long timestamp, OrderedFunction.Output<String> out) {
      out.collect(packer.unpack(event).getId() + "@" + timestamp + " " + rules);
    }

    @Override
    public void takeLate(PackedEvent event, long now, OrderedFunction.Output<String> out) {
      out.collect("late " + packer.unpack(event).getId() + "@" + now + " " + rules);
    }

    @Override
    public void applyBroadcast(Ticket rule, long timestamp) {
      if (broadcastDeletes(rule)) {
        rules.remove(rule.key());
      } else {
        rules.put(rule.key(), rule.text());
      }
    }

    @Override
    public String broadcastId(Ticket rule) {
      return rule.key();
    }

    @Override
    public boolean broadcastDeletes(Ticket rule) {
      return rule.text().equals("-");
    }
  }

  /** As intake was: events by key. */
  private static final class Keyed extends OrderedBroadcastFunction<String, Event, Ticket, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void take(String key, Event event, long timestamp, Output<String> out) {
      out.collect(event.getId());
    }

    @Override
    public int compare(Event a, Event b) {
      return Events.ORDER.compare(a, b);
    }

    @Override
    public void applyBroadcast(Ticket rule, long timestamp) {
      // Kept by the operator.
    }

    @Override
    public String broadcastId(Ticket rule) {
      return rule.key();
    }

    @Override
    public boolean broadcastDeletes(Ticket rule) {
      return false;
    }
  }

  private static final class Bench implements AutoCloseable {
    final KeyedTwoInputStreamOperatorTestHarness<String, PackedEvent, Ticket, String> harness;

    Bench(int parallelism, int subtask, @Nullable OperatorSubtaskState state) throws Exception {
      harness =
          new KeyedTwoInputStreamOperatorTestHarness<>(
              new TimedOperator<>(new Journal(), TICKET),
              event -> "",
              null,
              Types.STRING,
              TestingBench.MAX_PARALLELISM,
              parallelism,
              subtask);
      harness.setup(
          Types.STRING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
    }

    Bench take(String id, long time) throws Exception {
      harness.processElement1(new StreamRecord<>(new EventPacker().pack(event(id, time)), time));
      return this;
    }

    Bench rule(String id, long time, String text) throws Exception {
      harness.processElement2(new StreamRecord<>(new Ticket(id, time, text), time));
      return this;
    }

    Bench watermark(long time) throws Exception {
      harness.processWatermark1(new Watermark(time));
      harness.processWatermark2(new Watermark(time));
      TestingMailbox.runAll(harness);
      return this;
    }

    List<String> drain() {
      List<String> values = List.copyOf(harness.extractOutputValues());
      harness.getOutput().clear();
      return values;
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }

  private static Event event(String id, long time) {
    return Event.newBuilder()
        .setId(id)
        .setTimeMillis(time)
        .setObservedMillis(time)
        .setResource("r " + id)
        .setSource("syslog")
        .build();
  }

  @Test
  void anElementMeetsTheRulesOfItsOwnTime() throws Exception {
    try (Bench bench = new Bench(1, 0, null)) {
      bench.take("late rule", 20).take("early", 9).take("same instant", 10).take("after", 300);
      bench.rule("r", 200, "-").rule("r", 10, "on");
      assertThat(bench.drain()).as("before the watermark").isEmpty();
      bench.watermark(150);
      assertThat(bench.drain())
          .containsExactlyInAnyOrder("early@9 {}", "same instant@10 {r=on}", "late rule@20 {r=on}");
      bench.watermark(300);
      assertThat(bench.drain()).containsExactly("after@300 {}");
    }
  }

  @Test
  void whatIsLateIsTakenAtOnceAsOfTheMomentAfterTheWatermark() throws Exception {
    try (Bench bench = new Bench(1, 0, null)) {
      bench.rule("r", 10, "on").watermark(50).take("x", 5);
      assertThat(bench.drain()).containsExactly("late x@51 {r=on}");
    }
  }

  @Test
  void whatIsHeldGoesOnAtAnyParallelism() throws Exception {
    OperatorSubtaskState one;
    List<String> all = new ArrayList<>();
    try (Bench bench = new Bench(1, 0, null)) {
      bench.rule("r", 5, "on").rule("r", 1_000, "off").take("done", 6).watermark(10).drain();
      for (int i = 0; i < 10; i++) {
        long time = 25 + 200 * i;
        bench.take("e" + i, time);
        all.add("e" + i + "@" + time + (i < 5 ? " {r=on}" : " {r=off}"));
      }
      bench.harness.snapshot(1, 1);
      one = bench.harness.snapshot(2, 2);
    }
    List<String> taken = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              one, TestingBench.MAX_PARALLELISM, 1, 2, subtask);
      try (Bench bench = new Bench(2, subtask, part)) {
        List<String> own = bench.watermark(5_000).drain();
        assertThat(own).isNotEmpty();
        taken.addAll(own);
        OperatorSubtaskState after = bench.harness.snapshot(3, 3);
        try (Bench again = new Bench(2, subtask, after)) {
          assertThat(again.watermark(9_000).drain()).as("nothing is taken twice").isEmpty();
        }
      }
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void whatIsHeldAtASnapshotStaysInItWhateverGoesOn() throws Exception {
    OperatorSubtaskState snapshot;
    String much = "x".repeat(1_000);
    try (Bench bench = new Bench(1, 0, null)) {
      for (int i = 0; i < 1_000; i++) {
        bench.take(much + i, 1_000 + (i * 37) % 1_000);
      }
      bench.watermark(1_500);
      assertThat(bench.drain()).hasSize(501);
      snapshot = bench.harness.snapshot(1, 1);
      for (int i = 0; i < 1_000; i++) {
        bench.take("later" + i, 1_501 + i);
      }
      bench.watermark(10_000);
    }
    try (Bench bench = new Bench(1, 0, snapshot)) {
      bench.watermark(10_000);
      assertThat(bench.drain())
          .hasSize(499)
          .doesNotHaveDuplicates()
          .allMatch(t -> t.startsWith(much));
    }
  }

  @Test
  void whatTheKeyedOperatorBeforeHeldIsTakenOverOnce() throws Exception {
    OperatorSubtaskState keyed;
    try (KeyedTwoInputStreamOperatorTestHarness<String, Event, Ticket, String> harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new OrderedBroadcastOperator<>(new Keyed(), TypeInformation.of(Event.class), TICKET),
            Event::getResource,
            null,
            Types.STRING,
            TestingBench.MAX_PARALLELISM,
            1,
            0)) {
      harness.open();
      harness.processElement2(new StreamRecord<>(new Ticket("r", 1, "on"), 1));
      harness.processWatermark1(new Watermark(5));
      harness.processWatermark2(new Watermark(5));
      TestingMailbox.runAll(harness);
      harness.processElement1(new StreamRecord<>(event("x", 10), 10));
      harness.processElement1(new StreamRecord<>(event("y", 20), 20));
      harness.processElement2(new StreamRecord<>(new Ticket("r", 15, "off"), 15));
      keyed = harness.snapshot(1, 1);
    }
    OperatorSubtaskState after;
    try (Bench bench = new Bench(1, 0, keyed)) {
      bench.watermark(12);
      assertThat(bench.drain()).containsExactly("x@10 {r=on}");
      after = bench.harness.snapshot(2, 2);
    }
    try (Bench bench = new Bench(1, 0, after)) {
      bench.watermark(100);
      assertThat(bench.drain()).containsExactly("y@20 {r=off}");
    }
  }
}
