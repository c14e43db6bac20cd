package io.lull.pipeline.ordered;

import io.lull.pipeline.model.PackedEvent;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** A function of single events at their own time on a test harness, for tests of any stage. */
public final class TimedBench<B, OUT> implements AutoCloseable {
  public final KeyedTwoInputStreamOperatorTestHarness<String, PackedEvent, B, OUT> harness;

  public TimedBench(
      TimedFunction<B, OUT> function,
      TypeInformation<B> broadcastType,
      TypeInformation<OUT> outputType)
      throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new TimedOperator<>(function, broadcastType), event -> "", null, Types.STRING);
    harness.setup(outputType.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    harness.open();
  }

  public TimedBench<B, OUT> take(PackedEvent event, long time) throws Exception {
    harness.processElement1(new StreamRecord<>(event, time));
    return this;
  }

  public TimedBench<B, OUT> watermark(long time) throws Exception {
    harness.processWatermark1(new Watermark(time));
    harness.processWatermark2(new Watermark(time));
    TestingMailbox.runAll(harness);
    return this;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
