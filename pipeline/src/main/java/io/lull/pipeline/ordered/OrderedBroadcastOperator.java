package io.lull.pipeline.ordered;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Takes a keyed input in order, and a broadcast input at its own time. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class OrderedBroadcastOperator<K, IN, B, OUT>
    extends AbstractOrderedOperator<K, IN, OUT, OrderedBroadcastFunction<K, IN, B, OUT>>
    implements TwoInputStreamOperator<IN, B, OUT> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final TypeInformation<B> broadcastType;

  // Checkpointed.
  private transient BroadcastSide<B> broadcast;

  OrderedBroadcastOperator(
      OrderedBroadcastFunction<K, IN, B, OUT> function,
      TypeInformation<IN> inputType,
      TypeInformation<B> broadcastType) {
    super(function, inputType);
    this.broadcastType = broadcastType;
  }

  @Override
  public void open() throws Exception {
    super.open();
    broadcast =
        new BroadcastSide<>(function, broadcastType, getOperatorStateBackend(), getMetricGroup());
    broadcast.restore();
  }

  @Override
  public void processElement1(StreamRecord<IN> record) throws Exception {
    accept(record);
  }

  @Override
  public void processElement2(StreamRecord<B> record) throws Exception {
    broadcast.arrive(record.getValue(), timestampOf(record), watermark());
  }

  @Override
  long nextTime() {
    return Math.min(broadcast.nextTime(), super.nextTime());
  }

  @Override
  boolean holdsAnything() {
    return !broadcast.isEmpty() || super.holdsAnything();
  }

  @Override
  void takeAt(long timestamp) throws Exception {
    broadcast.takeAt(timestamp);
    super.takeAt(timestamp);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    broadcast.snapshot();
  }
}
