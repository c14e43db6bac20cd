package io.lull.pipeline.ordered;

import io.lull.schema.TrustedContracts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Holds elements until the watermark has passed them, applies broadcast elements at their own time,
 * and hands the elements to a {@link TimedFunction}.
 *
 * <p>Elements need no exchange to get here, so they are not sorted further than broadcast elements
 * ask for. A snapshot writes those that are held to a list, of which any subtask may get any part.
 *
 * @param <H> what a release before this operator had among its keyed state of held elements
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class TimedOperator<H, IN, B, OUT> extends AbstractStreamOperator<OUT>
    implements TwoInputStreamOperator<IN, B, OUT> {
  static {
    TrustedContracts.establish();
  }

  private static final long serialVersionUID = 1L;

  /** How elements were held by the keyed operator that was here before. */
  record Before<H, IN>(TypeInformation<H> type, Adoption<H, IN> adoption) implements Serializable {}

  // Configuration.
  private final TimedFunction<IN, B, OUT> function;
  private final TypeInformation<IN> inputType;
  private final TypeInformation<B> broadcastType;
  private final Before<H, IN> before;

  // Checkpointed.
  private transient HoldQueue<IN> held;
  private transient ListState<Tuple2<Long, IN>> heldState;
  private transient BroadcastSide<B> broadcast;

  // Not checkpointed: after a restore the watermark starts again below everything.
  private transient long watermark;
  private transient RecordOutput out;
  private transient Counter lateTaken;

  TimedOperator(
      TimedFunction<IN, B, OUT> function,
      TypeInformation<IN> inputType,
      TypeInformation<B> broadcastType,
      Before<H, IN> before) {
    this.function = function;
    this.inputType = inputType;
    this.broadcastType = broadcastType;
    this.before = before;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    held = new HoldQueue<>((unusedA, unusedB) -> 0);
    heldState =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("held-elements", Types.TUPLE(Types.LONG, inputType)));
    for (Tuple2<Long, IN> element : heldState.get()) {
      held.add(element.f0, element.f1);
    }
    heldState.clear();
  }

  @Override
  public void open() throws Exception {
    super.open();
    watermark = Long.MIN_VALUE;
    out = new RecordOutput();
    lateTaken = getMetricGroup().counter("lateTaken");
    getMetricGroup().gauge("held", () -> held.size());
    takeOver();
    function.open(getRuntimeContext());
    broadcast =
        new BroadcastSide<>(function, broadcastType, getOperatorStateBackend(), getMetricGroup());
    broadcast.restore();
  }

  /** What a release before held by key. */
  private void takeOver() throws Exception {
    ListStateDescriptor<Tuple2<Long, H>> descriptor =
        new ListStateDescriptor<>(
            "held",
            Types.<Tuple2<Long, H>>TUPLE(Types.LONG, before.type())
                .createSerializer(getExecutionConfig().getSerializerConfig()));
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            descriptor,
            (key, state) -> {
              for (Tuple2<Long, H> element : state.get()) {
                held.add(element.f0, before.adoption().of(element.f1));
              }
              state.clear();
            });
  }

  /** There is a key type for the state of releases before only. */
  @Override
  public void setKeyContextElement1(StreamRecord record) {
    // Elements have no key.
  }

  @Override
  public void processElement1(StreamRecord<IN> record) throws Exception {
    long timestamp = AbstractOrderedOperator.timestampOf(record);
    if (timestamp <= watermark) {
      takeLate(record.getValue());
    } else {
      held.add(timestamp, record.getValue());
    }
  }

  /** As of the first moment that is still open, so that it is not late downstream too. */
  private void takeLate(IN element) throws Exception {
    lateTaken.inc();
    long now = watermark == Watermark.MAX_WATERMARK.getTimestamp() ? watermark : watermark + 1;
    out.timestamp = now;
    function.takeLate(element, now, out);
  }

  @Override
  public void processElement2(StreamRecord<B> record) throws Exception {
    broadcast.arrive(record.getValue(), AbstractOrderedOperator.timestampOf(record), watermark);
  }

  /** All ways by which the (combined) watermark goes on end here. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long time = mark.getTimestamp();
    for (long next = broadcast.nextTime();
        next <= time && !broadcast.isEmpty();
        next = broadcast.nextTime()) {
      takeUpTo(next - 1);
      broadcast.takeAt(next);
    }
    takeUpTo(time);
    watermark = time;
    super.processWatermark(mark);
  }

  private void takeUpTo(long time) throws Exception {
    for (long next = held.nextTime(); next <= time && !held.isEmpty(); next = held.nextTime()) {
      take(held.take(), next);
    }
  }

  private void take(IN element, long timestamp) throws Exception {
    out.timestamp = timestamp;
    function.take(element, timestamp, out);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<Tuple2<Long, IN>> elements = new ArrayList<>(held.size());
    held.forEach((timestamp, element) -> elements.add(Tuple2.of(timestamp, element)));
    heldState.update(elements);
    broadcast.snapshot();
  }

  private final class RecordOutput implements OrderedFunction.Output<OUT> {
    private long timestamp;

    @Override
    public void at(long time) {
      timestamp = time;
    }

    @Override
    public void collect(OUT value) {
      output.collect(new StreamRecord<>(value, timestamp));
    }

    @Override
    public <X> void collect(org.apache.flink.util.OutputTag<X> tag, X value) {
      output.collect(tag, new StreamRecord<>(value, timestamp));
    }
  }
}
