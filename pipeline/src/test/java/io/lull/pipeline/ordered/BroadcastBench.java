package io.lull.pipeline.ordered;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** A stage's function with a broadcast input on a test harness, for tests of any stage. */
public final class BroadcastBench<IN, B, OUT> implements AutoCloseable {
  public final KeyedTwoInputStreamOperatorTestHarness<String, IN, B, OUT> harness;

  public BroadcastBench(
      OrderedBroadcastFunction<String, IN, B, OUT> function,
      TypeInformation<IN> type,
      TypeInformation<B> broadcastType,
      TypeInformation<OUT> outputType,
      KeySelector<IN, String> key,
      StateBackend backend,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new OrderedBroadcastOperator<>(function, type, broadcastType), key, null, Types.STRING);
    harness.setStateBackend(backend);
    harness.setup(outputType.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  public BroadcastBench<IN, B, OUT> take(IN element, long time) throws Exception {
    harness.processElement1(new StreamRecord<>(element, time));
    return this;
  }

  public BroadcastBench<IN, B, OUT> broadcast(B element, long time) throws Exception {
    harness.processElement2(new StreamRecord<>(element, time));
    return this;
  }

  public BroadcastBench<IN, B, OUT> watermark(long time) throws Exception {
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
