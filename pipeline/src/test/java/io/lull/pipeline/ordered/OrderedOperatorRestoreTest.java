package io.lull.pipeline.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held, applied and timed comes back after a restore, at any parallelism. */
class OrderedOperatorRestoreTest {
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f");

  private static StateBackend backend(String name) {
    return name.equals("rocksdb")
        ? new EmbeddedRocksDBStateBackend(false)
        : new HashMapStateBackend();
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void goesOnWhereItWas(String backend) throws Exception {
    OperatorSubtaskState snapshot;
    try (TestingBench bench = new TestingBench(1, 0, backend(backend), null)) {
      bench.rule("r", 5, "on").rule("gone", 5, "on").rule("gone", 6, "-");
      bench.take("a", 10, "x").take("a", 10, "timer:25").watermark(15);
      bench.take("a", 30, "z").take("a", 20, "y").take("b", 30, "w").rule("r", 30, "off");
      assertThat(bench.drain()).hasSize(2);
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (TestingBench bench = new TestingBench(1, 0, backend(backend), snapshot)) {
      bench.take("a", 20, "yy").watermark(30);
      assertThat(bench.drain())
          .containsExactly(
              "a#3 y@20 {r=on}",
              "a#4 yy@20 {r=on}",
              "a fired@25 {r=on}",
              "b#1 w@30 {r=off}",
              "a#5 z@30 {r=off}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void whatASnapshotHeldIsNotHeldTwice(String backend) throws Exception {
    OperatorSubtaskState snapshot;
    try (TestingBench bench = new TestingBench(1, 0, backend(backend), null)) {
      bench.take("a", 10, "x").take("b", 20, "y").rule("r", 10, "on").rule("s", 20, "on");
      bench.harness.snapshot(1, 1);
      bench.watermark(10);
      snapshot = bench.harness.snapshot(2, 2);
    }
    try (TestingBench bench = new TestingBench(1, 0, backend(backend), snapshot)) {
      bench.watermark(100);
      assertThat(bench.drain()).containsExactly("b#1 y@20 {r=on, s=on}");
      // After the restore nothing of it may be left in the state that later snapshots contain.
      snapshot = bench.harness.snapshot(3, 3);
    }
    try (TestingBench bench = new TestingBench(1, 0, backend(backend), snapshot)) {
      bench.watermark(200);
      assertThat(bench.drain()).isEmpty();
    }
  }

  @Test
  void keysTakeWhatIsHeldAlongWhenTheJobIsRescaled() throws Exception {
    OperatorSubtaskState one;
    try (TestingBench bench = TestingBench.open()) {
      bench.rule("r", 1, "on");
      for (String key : KEYS) {
        bench.take(key, 10, "x").take(key, 20, "timer:25").take(key, 30, "z");
      }
      bench.rule("r", 30, "off").watermark(20).drain();
      one = bench.harness.snapshot(1, 1);
    }
    List<OperatorSubtaskState> two = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              one, TestingBench.MAX_PARALLELISM, 1, 2, subtask);
      try (TestingBench bench = new TestingBench(2, subtask, null, part)) {
        bench.watermark(27);
        taken.addAll(bench.drain());
        two.add(bench.harness.snapshot(2, 2));
      }
    }
    assertThat(taken)
        .containsExactlyInAnyOrderElementsOf(
            KEYS.stream().map(k -> k + " fired@25 {r=on}").toList());

    OperatorSubtaskState merged =
        AbstractStreamOperatorTestHarness.repackageState(two.get(0), two.get(1));
    OperatorSubtaskState back =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            merged, TestingBench.MAX_PARALLELISM, 2, 1, 0);
    try (TestingBench bench = new TestingBench(1, 0, null, back)) {
      bench.watermark(30);
      assertThat(bench.drain())
          .containsExactlyInAnyOrderElementsOf(
              KEYS.stream().map(k -> k + "#3 z@30 {r=off}").toList());
    }
  }

  @Test
  void aRefusedRuleLeavesTheOneBeforeInForceAlsoAfterARestore() throws Exception {
    OperatorSubtaskState snapshot;
    try (TestingBench bench = TestingBench.open()) {
      bench.rule("r", 5, "good").rule("r", 10, "bad").rule("", 10, "lost").watermark(10);
      bench.rule("r", 8, "bad").take("a", 20, "x").watermark(20);
      assertThat(bench.drain()).containsExactly("a#1 x@20 {r=good}");
      snapshot = bench.harness.snapshot(1, 1);
    }
    try (TestingBench bench = new TestingBench(1, 0, null, snapshot)) {
      bench.take("a", 30, "y").watermark(30);
      assertThat(bench.drain()).containsExactly("a#2 y@30 {r=good}");
    }
  }

  @Test
  void stateAndTimersReturnToZero() throws Exception {
    try (TestingBench bench = TestingBench.open()) {
      bench.take("a", 10, "timer:15").take("b", 10, "x");
      bench.take("a", 20, "forget").take("b", 20, "forget");
      bench.harness.snapshot(1, 1);
      assertThat(bench.harness.numKeyedStateEntries()).isEqualTo(2);
      bench.watermark(12);
      assertThat(bench.harness.numEventTimeTimers()).isEqualTo(1);
      bench.watermark(100);
      bench.harness.snapshot(2, 2);
      assertThat(bench.harness.numKeyedStateEntries()).isZero();
      assertThat(bench.harness.numEventTimeTimers()).isZero();
    }
  }
}
