package io.lull.pipeline.ordered;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** A function of single elements at their own time on a test harness, for tests of any stage. */
public final class TimedBench<IN, B, OUT> implements AutoCloseable {
  public final KeyedTwoInputStreamOperatorTestHarness<String, IN, B, OUT> harness;

  public TimedBench(
      TimedFunction<IN, B, OUT> function,
      TypeInformation<IN> type,
      TypeInformation<B> broadcastType,
      TypeInformation<OUT> outputType)
      throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new TimedOperator<>(
                function, type, broadcastType, new TimedOperator.Before<>(type, held -> held)),
            element -> "",
            null,
            Types.STRING);
    harness.setup(outputType.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    harness.open();
  }

  public TimedBench<IN, B, OUT> take(IN element, long time) throws Exception {
    harness.processElement1(new StreamRecord<>(element, time));
    return this;
  }

  public TimedBench<IN, B, OUT> watermark(long time) throws Exception {
    harness.processWatermark1(new Watermark(time));
    harness.processWatermark2(new Watermark(time));
    return this;
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
