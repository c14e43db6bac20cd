package io.lull.pipeline.ordered;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** A stage's function with one input on a test harness, for tests of any stage. */
public final class OrderedBench<IN, OUT> implements AutoCloseable {
  public final KeyedOneInputStreamOperatorTestHarness<String, IN, OUT> harness;
  private boolean open;

  public OrderedBench(
      OrderedFunction<String, IN, OUT> function,
      TypeInformation<IN> type,
      KeySelector<IN, String> key)
      throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new OrderedOperator<>(function, type), key, Types.STRING);
  }

  public void restore(OperatorSubtaskState state) throws Exception {
    harness.setup();
    harness.initializeState(state);
    open();
  }

  private void open() throws Exception {
    if (!open) {
      harness.open();
      open = true;
    }
  }

  public OrderedBench<IN, OUT> take(IN element, long time) throws Exception {
    open();
    harness.processElement(new StreamRecord<>(element, time));
    return this;
  }

  public OrderedBench<IN, OUT> watermark(long time) throws Exception {
    open();
    harness.processWatermark(new Watermark(time));
    TestingMailbox.runAll(harness);
    return this;
  }

  /** A checkpoint as a task takes it. */
  public OperatorSubtaskState snapshot() throws Exception {
    open();
    harness.prepareSnapshotPreBarrier(1);
    return harness.snapshot(1, 1);
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
