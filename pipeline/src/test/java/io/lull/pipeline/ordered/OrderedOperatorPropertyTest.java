package io.lull.pipeline.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/** Whatever the order of arrival within the bound, and wherever it is interrupted: one output. */
class OrderedOperatorPropertyTest {
  private static final int BOUND = 20;

  private record Arrival(boolean rule, Ticket ticket, long arrival) {}

  @Property(tries = 60)
  void outputIsAFunctionOfTheHistory(
      @ForAll long seed,
      @ForAll long arrivalSeed,
      @ForAll @IntRange(min = 0, max = 60) int interruptAt)
      throws Exception {
    List<Ticket> history = history(new Random(seed));
    List<String> expected = run(arrivals(history, new Random(0), 0), -1);
    List<String> actual = run(arrivals(history, new Random(arrivalSeed), BOUND), interruptAt);
    assertThat(actual).isEqualTo(expected);
    assertThat(actual).hasSizeGreaterThanOrEqualTo(40);
  }

  private static List<Ticket> history(Random random) {
    List<Ticket> history = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long time = random.nextInt(200);
      if (i % 3 == 0) {
        history.add(new Ticket("rule" + time, time, random.nextBoolean() ? "v" + i : "-"));
      } else {
        String text = random.nextInt(3) == 0 ? "timer:" + (time + random.nextInt(30)) : "t" + i;
        history.add(new Ticket("k" + random.nextInt(3), time, text));
      }
    }
    return history;
  }

  /** Each element arrives at most the bound after its time. */
  private static List<Arrival> arrivals(List<Ticket> history, Random random, int bound) {
    return history.stream()
        .map(t -> new Arrival(t.key().startsWith("rule"), t, t.time() + random.nextInt(bound + 1)))
        .sorted(Comparator.comparingLong(Arrival::arrival))
        .toList();
  }

  private static List<String> run(List<Arrival> arrivals, int interruptAt) throws Exception {
    List<String> output = new ArrayList<>();
    TestingBench bench = TestingBench.open();
    for (int i = 0; i < arrivals.size(); i++) {
      if (i == interruptAt) {
        output.addAll(bench.drain());
        OperatorSubtaskState snapshot = bench.harness.snapshot(1, 1);
        bench.close();
        bench = new TestingBench(1, 0, null, snapshot);
      }
      Arrival arrival = arrivals.get(i);
      Ticket ticket = arrival.ticket();
      if (arrival.rule()) {
        bench.rule(ticket.key(), ticket.time(), ticket.text());
      } else {
        bench.take(ticket.key(), ticket.time(), ticket.text());
      }
      bench.watermark(arrival.arrival() - BOUND - 1);
    }
    bench.watermark(Long.MAX_VALUE - 1);
    output.addAll(bench.drain());
    bench.close();
    // Between keys there is no order at one timestamp: they may be on different subtasks anyway.
    return output.stream().sorted(Comparator.comparing(line -> line.substring(0, 2))).toList();
  }
}
