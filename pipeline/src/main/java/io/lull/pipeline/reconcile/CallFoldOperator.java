package io.lull.pipeline.reconcile;

import io.lull.schema.CallSpan;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Folds the spans of each shard of traces on the heap, and gives out the counts of a window when
 * the watermark has passed it. An operator rather than a function: there are very many spans, so
 * state is not touched for each; a snapshot writes each shard whole.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in initializeState()
final class CallFoldOperator extends AbstractStreamOperator<CallCount>
    implements OneInputStreamOperator<CallSpan, CallCount> {
  private static final long serialVersionUID = 1L;

  private static final String STATE = "call-folds";
  private static final String CLOSED = "closed-end";

  // Configuration.
  private final long windowMillis;

  // Checkpointed.
  private transient ValueState<byte[]> stored;

  /** Of every subtask: shards that are empty do not know which windows are over. */
  private transient ListState<Long> storedEnd;

  // By shard; those that are in state and not here any more are to be removed from it.
  private transient Map<Integer, CallFold> folds;
  private transient long closedEnd;

  CallFoldOperator(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    folds = new TreeMap<>();
    storedEnd =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>(CLOSED, Types.LONG));
    closedEnd = Long.MIN_VALUE;
    for (Long end : storedEnd.get()) {
      closedEnd = Math.max(closedEnd, end);
    }
    stored =
        context
            .getKeyedStateStore()
            .getState(
                new ValueStateDescriptor<>(
                    STATE, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    for (Integer shard : shardsInState()) {
      setCurrentKey(shard);
      folds.put(shard, CallFold.read(stored.value(), windowMillis));
    }
  }

  private List<Integer> shardsInState() {
    try (var keys = this.<Integer>getKeyedStateBackend().getKeys(STATE, VoidNamespace.INSTANCE)) {
      return keys.sorted().toList();
    }
  }

  @Override
  public void processElement(StreamRecord<CallSpan> element) {
    Integer shard = (Integer) getCurrentKey();
    CallFold fold = folds.get(shard);
    if (fold == null) {
      fold = new CallFold(windowMillis);
      fold.close(closedEnd);
      folds.put(shard, fold);
    }
    fold.take(element.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long time = mark.getTimestamp();
    long end = Math.floorDiv(time == Long.MAX_VALUE ? time : time + 1, windowMillis) * windowMillis;
    if (end > closedEnd) {
      closedEnd = end;
      for (CallFold fold : folds.values()) {
        for (CallCount count : fold.close(end)) {
          output.collect(new StreamRecord<>(count, count.endMillis() - 1));
        }
      }
    }
    super.processWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    storedEnd.update(List.of(closedEnd));
    for (Map.Entry<Integer, CallFold> fold : folds.entrySet()) {
      setCurrentKey(fold.getKey());
      if (fold.getValue().isEmpty()) {
        stored.clear();
      } else {
        stored.update(fold.getValue().write());
      }
    }
    folds.values().removeIf(CallFold::isEmpty);
  }
}
