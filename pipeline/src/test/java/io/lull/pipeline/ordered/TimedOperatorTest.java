package io.lull.pipeline.ordered;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static final class Journal extends TimedFunction<Ticket, Ticket, String> {
    private static final long serialVersionUID = 1L;
    private transient SortedMap<String, String> rules;

    @Override
    public void open(RuntimeContext runtime) {
      rules = new TreeMap<>();
    }

    @Override
    public void take(Ticket ticket, long timestamp, OrderedFunction.Output<String> out) {
      out.collect(ticket.text() + "@" + timestamp + " " + rules);
    }

    @Override
    public void takeLate(Ticket ticket, long now, OrderedFunction.Output<String> out) {
      take(new Ticket(ticket.key(), ticket.time(), "late " + ticket.text()), now, out);
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

  private static final class Bench implements AutoCloseable {
    final KeyedTwoInputStreamOperatorTestHarness<String, Ticket, Ticket, String> harness;

    Bench(int parallelism, int subtask, @Nullable OperatorSubtaskState state) throws Exception {
      TimedOperator<Ticket, Ticket, Ticket, String> operator =
          new TimedOperator<>(
              new Journal(),
              TICKET,
              TICKET,
              new TimedOperator.Before<>(
                  TICKET, t -> new Ticket(t.key(), t.time(), t.text() + " of before")));
      harness =
          new KeyedTwoInputStreamOperatorTestHarness<>(
              operator,
              ticket -> "",
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

    Bench take(String text, long time) throws Exception {
      harness.processElement1(new StreamRecord<>(new Ticket("", time, text), time));
      return this;
    }

    Bench rule(String id, long time, String text) throws Exception {
      harness.processElement2(new StreamRecord<>(new Ticket(id, time, text), time));
      return this;
    }

    Bench watermark(long time) throws Exception {
      harness.processWatermark1(new Watermark(time));
      harness.processWatermark2(new Watermark(time));
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
      bench.rule("r", 5, "on").rule("r", 30, "off").take("done", 6).watermark(10).drain();
      for (int i = 0; i < 10; i++) {
        bench.take("e" + i, 25 + i);
        all.add("e" + i + "@" + (25 + i) + (i < 5 ? " {r=on}" : " {r=off}"));
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
        List<String> own = bench.watermark(100).drain();
        assertThat(own).isNotEmpty();
        taken.addAll(own);
        OperatorSubtaskState after = bench.harness.snapshot(3, 3);
        try (Bench again = new Bench(2, subtask, after)) {
          assertThat(again.watermark(200).drain()).as("nothing is taken twice").isEmpty();
        }
      }
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void whatTheKeyedOperatorBeforeHeldIsTakenOverOnce() throws Exception {
    OperatorSubtaskState keyed;
    try (TestingBench bench = TestingBench.open()) {
      bench.rule("r", 1, "on").watermark(5);
      bench.take("a", 10, "x").take("b", 20, "y").rule("r", 15, "off");
      keyed = bench.harness.snapshot(1, 1);
    }
    OperatorSubtaskState after;
    try (Bench bench = new Bench(1, 0, keyed)) {
      bench.watermark(12);
      assertThat(bench.drain()).containsExactly("x of before@10 {r=on}");
      after = bench.harness.snapshot(2, 2);
    }
    try (Bench bench = new Bench(1, 0, after)) {
      bench.watermark(100);
      assertThat(bench.drain()).containsExactly("y of before@20 {r=off}");
    }
  }
}
