package io.lull.pipeline.ordered;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderedOperatorTest {
  private TestingBench bench;

  @BeforeEach
  void open() throws Exception {
    bench = TestingBench.open();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  @Test
  void waitsForTheWatermarkAndTakesByTimeThenTieOrder() throws Exception {
    bench.take("a", 30, "z").take("a", 10, "y").take("b", 20, "x").take("a", 10, "b");
    assertThat(bench.drain()).isEmpty();

    bench.watermark(20);
    assertThat(bench.drain()).containsExactly("a#1 b@10 {}", "a#2 y@10 {}", "b#1 x@20 {}");
    bench.watermark(30);
    assertThat(bench.drain()).containsExactly("a#3 z@30 {}");
  }

  @Test
  void goesByTheSlowerOfTheTwoInputs() throws Exception {
    bench.take("a", 10, "x");
    bench.harness.processWatermark1(new Watermark(50));
    assertThat(bench.drain()).isEmpty();
    bench.harness.processWatermark2(new Watermark(9));
    assertThat(bench.drain()).isEmpty();
    bench.harness.processWatermark2(new Watermark(10));
    assertThat(bench.drain()).containsExactly("a#1 x@10 {}");
  }

  @Test
  void forwardsTheWatermarkAfterWhatItReleased() throws Exception {
    bench.take("a", 10, "x").watermark(15);
    assertThat(bench.harness.getOutput())
        .containsExactly(new StreamRecord<>("a#1 x@10 {}", 10), new Watermark(15));
  }

  @Test
  void firesTimersBetweenElementsAndAfterThoseOfTheSameTime() throws Exception {
    bench.take("a", 1, "timer:10").take("a", 1, "timer:20").take("b", 1, "timer:11");
    bench.take("a", 10, "x").take("a", 11, "y").take("a", 30, "z").watermark(30);
    assertThat(bench.drain())
        .containsExactly(
            "a#1 timer:10@1 {}",
            "b#1 timer:11@1 {}",
            "a#2 timer:20@1 {}",
            "a#3 x@10 {}",
            "a fired@10 {}",
            "a#4 y@11 {}",
            "b fired@11 {}",
            "a fired@20 {}",
            "a#5 z@30 {}");
  }

  @Test
  void timersCarryTheirOwnTime() throws Exception {
    bench.take("a", 1, "timer:10").watermark(100);
    assertThat(bench.harness.getOutput()).contains(new StreamRecord<>("a fired@10 {}", 10));
  }

  @Test
  void aDeletedTimerDoesNotFire() throws Exception {
    bench.take("a", 1, "timer:10").take("a", 2, "-timer:10").watermark(100);
    assertThat(bench.drain()).noneMatch(s -> s.contains("fired"));
    assertThat(bench.harness.numEventTimeTimers()).isZero();
  }

  @Test
  void appliesBroadcastElementsAtTheirOwnTimeBeforeKeyedOnes() throws Exception {
    bench.take("a", 10, "x").take("a", 20, "y").take("a", 30, "z");
    bench.rule("r", 30, "-").rule("r", 20, "on").watermark(30);
    assertThat(bench.drain()).containsExactly("a#1 x@10 {}", "a#2 y@20 {r=on}", "a#3 z@30 {}");
  }

  @Test
  void aRuleWithoutATimeHoldsSinceEver() throws Exception {
    bench.take("a", Long.MIN_VALUE + 1, "x");
    bench.harness.processElement2(new StreamRecord<>(new Ticket("r", 0, "on")));
    bench.watermark(0);
    assertThat(bench.drain()).containsExactly("a#1 x@" + (Long.MIN_VALUE + 1) + " {r=on}");
  }

  @Test
  void takesLateElementsAtOnceAsOfTheFirstMomentThatIsOpen() throws Exception {
    bench.take("a", 102, "next").watermark(100);
    bench.harness.getOutput().clear();
    bench.rule("r", 100, "on").take("a", 100, "x").take("a", Long.MIN_VALUE, "y");
    assertThat(bench.harness.getOutput())
        .containsExactly(
            new StreamRecord<>("a#1 x@101 {r=on}", 101),
            new StreamRecord<>("a#2 y@101 {r=on}", 101));
    bench.take("a", 101, "in time").watermark(102);
    assertThat(bench.drain().subList(2, 4))
        .containsExactly("a#3 in time@101 {r=on}", "a#4 next@102 {r=on}");
  }

  @Test
  void timersOfLateElementsFireInOrder() throws Exception {
    bench.watermark(100);
    bench.take("a", 3, "timer:5").take("a", 104, "x").watermark(104);
    assertThat(bench.drain()).containsExactly("a#1 timer:5@101 {}", "a fired@5 {}", "a#2 x@104 {}");
  }

  @Test
  void afterTheEndOfTimeLateElementsAreStillTaken() throws Exception {
    bench.watermark(Long.MAX_VALUE);
    bench.take("a", 1, "x");
    assertThat(bench.drain()).containsExactly("a#1 x@" + Long.MAX_VALUE + " {}");
  }

  @Test
  void theEndOfInputReleasesEverythingAndSaysSo() throws Exception {
    bench.take("a", 10, "timer:12").take("a", 50, "timer:" + Long.MAX_VALUE);
    bench.take("b", Long.MAX_VALUE, "x").watermark(Long.MAX_VALUE);
    assertThat(bench.drain())
        .containsExactly(
            "a#1 timer:12@10 {}",
            "a fired@12 {}",
            "a#2 timer:9223372036854775807@50 {}",
            "b#1 x@9223372036854775807 {}",
            "a fired@9223372036854775807 draining {}");
  }

  @Test
  void emitsToSideOutputs() throws Exception {
    bench.take("a", 10, "side").watermark(10);
    assertThat(bench.harness.getSideOutput(TestingJournal.SIDE))
        .containsExactly(new StreamRecord<>("a@10", 10));
  }
}
