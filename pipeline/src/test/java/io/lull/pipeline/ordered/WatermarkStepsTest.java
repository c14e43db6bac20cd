package io.lull.pipeline.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one watermark releases is taken in steps, and the task does other things in between. */
class WatermarkStepsTest {
  private static final int ELEMENTS = 500;
  private static final long END = 1_000;

  private List<String> expected = List.of();

  @BeforeEach
  void undisturbed() throws Exception {
    try (TestingBench bench = backlog(0, ELEMENTS)) {
      expected = bench.watermark(END).drain();
      assertThat(expected).hasSize(ELEMENTS + ELEMENTS / 10);
    }
  }

  /** Every tenth element has a timer, and the rules change once. */
  private static TestingBench backlog(int from, int to) throws Exception {
    TestingBench bench = TestingBench.open();
    bench.rule("r", 1, "on").rule("r", 300, "off");
    take(bench, from, to);
    return bench;
  }

  private static void take(TestingBench bench, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      bench.take("k" + i % 7, i, i % 10 == 0 ? "timer:" + (i + 15) : "x");
    }
  }

  private static void arrive(TestingBench bench, long time) throws Exception {
    bench.harness.processWatermark1(new Watermark(time));
    bench.harness.processWatermark2(new Watermark(time));
  }

  private static int watermarks(TestingBench bench) {
    return (int) bench.harness.getOutput().stream().filter(Watermark.class::isInstance).count();
  }

  @Test
  void aStepIsAWatermarkToTheNextOperator() throws Exception {
    try (TestingBench bench = backlog(0, ELEMENTS)) {
      arrive(bench, END);
      assertThat(bench.harness.extractOutputValues().size()).isBetween(1, ELEMENTS / 5);
      TestingMailbox.runAll(bench.harness);
      assertThat(watermarks(bench)).isGreaterThan(5);
      assertThat(bench.harness.getOutput()).last().isEqualTo(new Watermark(END));
      assertThat(bench.drain()).isEqualTo(expected);
    }
  }

  @Test
  void whatComesBetweenTwoStepsIsTakenInItsTurn() throws Exception {
    try (TestingBench bench = backlog(0, ELEMENTS / 2)) {
      arrive(bench, ELEMENTS / 2 - 1);
      for (int i = ELEMENTS / 2; i < ELEMENTS; i++) {
        take(bench, i, i + 1);
        if (i % 40 == 0) {
          TestingMailbox.runOne(bench.harness);
        }
      }
      arrive(bench, END);
      TestingMailbox.runAll(bench.harness);
      assertThat(bench.drain()).isEqualTo(expected);
    }
  }

  @Test
  void aCheckpointBetweenTwoStepsLosesAndRepeatsNothing() throws Exception {
    for (int steps = 0; steps < 8; steps++) {
      List<String> told = new ArrayList<>();
      OperatorSubtaskState snapshot;
      try (TestingBench bench = backlog(0, ELEMENTS)) {
        arrive(bench, END);
        for (int i = 0; i < steps; i++) {
          TestingMailbox.runOne(bench.harness);
        }
        bench.harness.prepareSnapshotPreBarrier(1);
        snapshot = bench.harness.snapshot(1, 1);
        told.addAll(bench.drain());
      }
      try (TestingBench bench = new TestingBench(1, 0, null, snapshot)) {
        told.addAll(bench.watermark(END).drain());
      }
      assertThat(told).isEqualTo(expected);
    }
  }

  @Test
  void allIsTakenBeforeTheOperatorIsIdle() throws Exception {
    try (TestingBench bench = backlog(0, ELEMENTS)) {
      arrive(bench, END);
      bench.harness.processWatermarkStatus1(WatermarkStatus.IDLE);
      bench.harness.processWatermarkStatus2(WatermarkStatus.IDLE);
      assertThat(bench.harness.getOutput()).last().isEqualTo(WatermarkStatus.IDLE);
      assertThat(bench.harness.getOutput()).contains(new Watermark(END));
      TestingMailbox.runAll(bench.harness);
      assertThat(bench.harness.getOutput()).last().isEqualTo(WatermarkStatus.IDLE);
      assertThat(bench.harness.extractOutputValues()).isEqualTo(expected);
    }
  }

  @Test
  void allIsTakenBeforeTheOperatorEnds() throws Exception {
    try (TestingBench bench = backlog(0, ELEMENTS)) {
      arrive(bench, END);
      bench.harness.getOperator().finish();
      assertThat(bench.drain()).isEqualTo(expected);
    }
  }
}
