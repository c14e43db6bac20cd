package io.lull.pipeline.ordered;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Takes a keyed input in order, and a broadcast input at its own time.
 *
 * <p>What was applied is kept in operator broadcast state, the last element of each id. Every
 * subtask has received the same broadcast elements when a checkpoint barrier arrives (Flink aligns
 * barriers of broadcast edges), so after rescaling any subtask's copy serves any other.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class OrderedBroadcastOperator<K, IN, B, OUT>
    extends AbstractOrderedOperator<K, IN, OUT, OrderedBroadcastFunction<K, IN, B, OUT>>
    implements TwoInputStreamOperator<IN, B, OUT> {
  private static final long serialVersionUID = 1L;

  // Configuration.
  private final TypeInformation<B> broadcastType;

  // Checkpointed.
  private transient PriorityQueue<Held<String, B>> heldBroadcast;
  private transient BroadcastState<String, B> applied;
  private transient BroadcastState<Long, List<B>> heldBroadcastState;

  // Not checkpointed.
  private transient long broadcastSequence;
  private transient Counter lateBroadcastTaken;
  private transient Counter broadcastRefused;

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
    heldBroadcast = Held.queue(function::compareBroadcast);
    lateBroadcastTaken = getMetricGroup().counter("lateBroadcastTaken");
    broadcastRefused = getMetricGroup().counter("broadcastRefused");
    getMetricGroup().gauge("heldBroadcast", () -> heldBroadcast.size());
    applied =
        getOperatorStateBackend()
            .getBroadcastState(
                new MapStateDescriptor<>("broadcast-applied", Types.STRING, broadcastType));
    heldBroadcastState =
        getOperatorStateBackend()
            .getBroadcastState(
                new MapStateDescriptor<>("broadcast-held", Types.LONG, Types.LIST(broadcastType)));
    reapply();
  }

  private void reapply() throws Exception {
    Map<String, B> byId = new TreeMap<>();
    applied.immutableEntries().forEach(e -> byId.put(e.getKey(), e.getValue()));
    for (Map.Entry<String, B> entry : byId.entrySet()) {
      apply(entry.getKey(), entry.getValue(), Long.MIN_VALUE);
    }
    for (Map.Entry<Long, List<B>> entry : heldBroadcastState.immutableEntries()) {
      entry
          .getValue()
          .forEach(element -> hold(function.broadcastId(element), element, entry.getKey()));
    }
    heldBroadcastState.clear();
  }

  @Override
  public void processElement1(StreamRecord<IN> record) throws Exception {
    accept(record);
  }

  @Override
  public void processElement2(StreamRecord<B> record) throws Exception {
    long timestamp = timestampOf(record);
    B element = record.getValue();
    String id;
    try {
      id = function.broadcastId(element);
    } catch (IllegalArgumentException e) {
      refuse(String.valueOf(element), e);
      return;
    }
    if (timestamp <= watermark()) {
      lateBroadcastTaken.inc();
      apply(id, element, timestamp);
      return;
    }
    hold(id, element, timestamp);
  }

  private void hold(String id, B element, long timestamp) {
    heldBroadcast.add(new Held<>(id, element, timestamp, broadcastSequence++));
  }

  /** What is refused is not kept: a restore must find what was in force. */
  private void apply(String id, B element, long timestamp) throws Exception {
    try {
      function.applyBroadcast(element, timestamp);
    } catch (IllegalArgumentException e) {
      refuse(id, e);
      return;
    }
    if (function.broadcastDeletes(element)) {
      applied.remove(id);
    } else {
      applied.put(id, element);
    }
  }

  private void refuse(String what, IllegalArgumentException reason) {
    broadcastRefused.inc();
    LOG.warn("Refused {}; what was in force before stays: {}", what, reason.getMessage());
  }

  @Override
  long nextTime() {
    Held<String, B> first = heldBroadcast.peek();
    return first == null ? super.nextTime() : Math.min(first.timestamp(), super.nextTime());
  }

  @Override
  boolean holdsAnything() {
    return !heldBroadcast.isEmpty() || super.holdsAnything();
  }

  @Override
  void takeAt(long timestamp) throws Exception {
    for (Held<String, B> first = heldBroadcast.peek();
        first != null && first.timestamp() == timestamp;
        first = heldBroadcast.peek()) {
      heldBroadcast.remove();
      apply(first.key(), first.element(), timestamp);
    }
    super.takeAt(timestamp);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Map<Long, List<B>> byTime = new TreeMap<>();
    heldBroadcast.stream()
        .sorted(heldBroadcast.comparator())
        .forEach(
            h -> byTime.computeIfAbsent(h.timestamp(), t -> new ArrayList<>()).add(h.element()));
    heldBroadcastState.clear();
    heldBroadcastState.putAll(byTime);
  }
}
