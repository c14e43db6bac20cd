package io.lull.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawRecord;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class CatchUpWatermarksTest {
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final ManualClock clock = new ManualClock();
  private final CatchUpWatermarks watermarks = new CatchUpWatermarks(IDLE);
  private final WatermarkGenerator<RawRecord> main = generator();
  private final TestingOutput mainOutput = new TestingOutput();

  @Test
  void theSourceIsActiveWhileASplitBringsRecords() {
    WatermarkGenerator<RawRecord> split = generator();
    TestingOutput splitOutput = new TestingOutput();
    for (int i = 0; i < 10; i++) {
      clock.advanceTime(IDLE.minusMillis(1));
      split.onEvent(record(), 0, splitOutput);
      split.onPeriodicEmit(splitOutput);
      main.onPeriodicEmit(mainOutput);
    }
    assertThat(splitOutput.idle).isFalse();
    assertThat(mainOutput.idle).isFalse();

    clock.advanceTime(IDLE);
    split.onPeriodicEmit(splitOutput);
    main.onPeriodicEmit(mainOutput);
    assertThat(splitOutput.idle).isTrue();
    assertThat(mainOutput.idle).isTrue();
  }

  @Test
  void theSourceWaitsForItsSlowestSplit() {
    WatermarkGenerator<RawRecord> first = generator();
    WatermarkGenerator<RawRecord> second = generator();
    clock.advanceTime(IDLE);
    second.onEvent(record(), 0, new TestingOutput());
    first.onPeriodicEmit(new TestingOutput());
    second.onPeriodicEmit(new TestingOutput());
    main.onPeriodicEmit(mainOutput);
    assertThat(mainOutput.idle).isFalse();

    clock.advanceTime(IDLE);
    second.onPeriodicEmit(new TestingOutput());
    main.onPeriodicEmit(mainOutput);
    assertThat(mainOutput.idle).isTrue();
  }

  @Test
  void aSplitThatHasCaughtUpStaysIdle() {
    WatermarkGenerator<RawRecord> split = generator();
    clock.advanceTime(IDLE);
    split.onPeriodicEmit(new TestingOutput());
    split.onEvent(record(), 0, new TestingOutput());
    TestingOutput output = new TestingOutput();
    split.onPeriodicEmit(output);
    assertThat(output.idle).isTrue();
  }

  @Test
  void aSubtaskWithoutSplitsGivesUpAfterAWhile() {
    clock.advanceTime(CatchUpWatermarks.ASSIGNMENT.minusMillis(1));
    main.onPeriodicEmit(mainOutput);
    assertThat(mainOutput.idle).isFalse();
    clock.advanceTime(Duration.ofMillis(1));
    main.onPeriodicEmit(mainOutput);
    assertThat(mainOutput.idle).isTrue();
  }

  private WatermarkGenerator<RawRecord> generator() {
    return watermarks.createWatermarkGenerator(
        new WatermarkGeneratorSupplier.Context() {
          @Override
          public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
          }

          @Override
          public RelativeClock getInputActivityClock() {
            return clock;
          }
        });
  }

  private static RawRecord record() {
    return new RawRecord("lull.topology", 0, 0, 0, null, Map.of(), new byte[0]);
  }

  private static final class TestingOutput implements WatermarkOutput {
    private boolean idle;

    @Override
    public void emitWatermark(Watermark watermark) {
      throw new AssertionError("no watermark is ever emitted");
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }
}
