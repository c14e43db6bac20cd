package io.lull.pipeline.ordered;

import io.lull.pipeline.model.EventPacker;
import io.lull.pipeline.model.PackedEvent;
import io.lull.schema.Event;
import io.lull.schema.TrustedContracts;
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
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Holds events until the watermark has passed them, applies broadcast elements at their own time,
 * and hands the events to a {@link TimedFunction}.
 *
 * <p>Events need no exchange to get here, and are not sorted further than broadcast elements ask
 * for. They are held packed ({@link EventHold}); a snapshot writes them to a list, of which any
 * subtask may get any part. There is a key type only to read what release 0.1.0 held by key.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class TimedOperator<B, OUT> extends AbstractStreamOperator<OUT>
    implements TwoInputStreamOperator<PackedEvent, B, OUT> {
  static {
    TrustedContracts.establish();
  }

  private static final long serialVersionUID = 1L;

  /** Events after which the task may do something else. */
  private static final int STEP = 1_024;

  // Configuration.
  private final TimedFunction<B, OUT> function;
  private final TypeInformation<B> broadcastType;

  // Checkpointed.
  private transient EventHold held;
  private transient ListState<HeldEvents> heldState;
  private transient BroadcastSide<B> broadcast;

  // Not checkpointed: after a restore the watermark starts again below everything.
  private transient long watermark;
  private transient WatermarkSteps steps;
  private transient RecordOutput out;
  private transient Counter lateTaken;

  TimedOperator(TimedFunction<B, OUT> function, TypeInformation<B> broadcastType) {
    this.function = function;
    this.broadcastType = broadcastType;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    held = new EventHold();
    heldState =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("held-events", HeldEvents.Serializer.INSTANCE));
    for (HeldEvents part : heldState.get()) {
      held.restore(part);
    }
    heldState.clear();
  }

  @Override
  public void open() throws Exception {
    super.open();
    watermark = Long.MIN_VALUE;
    steps = new WatermarkSteps(new Step(), WatermarkSteps.mailboxOf(this));
    out = new RecordOutput();
    lateTaken = getMetricGroup().counter("lateTaken");
    getMetricGroup().gauge("held", () -> held.size());
    takeOver();
    function.open(getRuntimeContext());
    broadcast =
        new BroadcastSide<>(function, broadcastType, getOperatorStateBackend(), getMetricGroup());
    broadcast.restore();
  }

  /** What release 0.1.0 held by key. */
  private void takeOver() throws Exception {
    ListStateDescriptor<Tuple2<Long, Event>> descriptor =
        new ListStateDescriptor<>(
            "held",
            Types.<Tuple2<Long, Event>>TUPLE(Types.LONG, TypeInformation.of(Event.class))
                .createSerializer(getExecutionConfig().getSerializerConfig()));
    EventPacker packer = new EventPacker();
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            descriptor,
            (key, state) -> {
              for (Tuple2<Long, Event> element : state.get()) {
                held.add(element.f0, packer.pack(element.f1));
              }
              state.clear();
            });
  }

  @Override
  public void setKeyContextElement1(StreamRecord record) {
    // Elements have no key.
  }

  @Override
  public void processElement1(StreamRecord<PackedEvent> record) throws Exception {
    long timestamp = AbstractOrderedOperator.timestampOf(record);
    if (timestamp <= watermark) {
      takeLate(record.getValue());
    } else {
      held.add(timestamp, record.getValue());
    }
  }

  /** As of the first moment that is still open, so that it is not late downstream too. */
  private void takeLate(PackedEvent event) throws Exception {
    lateTaken.inc();
    long now = watermark == Watermark.MAX_WATERMARK.getTimestamp() ? watermark : watermark + 1;
    out.timestamp = now;
    function.takeLate(event, now, out);
  }

  @Override
  public void processElement2(StreamRecord<B> record) throws Exception {
    broadcast.arrive(record.getValue(), AbstractOrderedOperator.timestampOf(record), watermark);
  }

  /** All ways by which the (combined) watermark goes on end here. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    steps.to(mark);
  }

  /** Watermarks that follow would not be heard downstream. */
  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    if (status.isIdle()) {
      steps.finish();
    }
    super.processWatermarkStatus(status, input);
  }

  /** Nothing comes any more. */
  @Override
  public void finish() throws Exception {
    steps.finish();
    super.finish();
  }

  private final class Step implements WatermarkSteps.Work {
    @Override
    public long takeUpTo(long target) throws Exception {
      long end = Math.min(target, held.endOf(STEP));
      for (long next = broadcast.nextTime();
          next <= end && !broadcast.isEmpty();
          next = broadcast.nextTime()) {
        held.takeUpTo(next - 1, TimedOperator.this::take);
        broadcast.takeAt(next);
      }
      held.takeUpTo(end, TimedOperator.this::take);
      return end;
    }

    @Override
    public void reached(long time) throws Exception {
      watermark = time;
      TimedOperator.super.processWatermark(new Watermark(time));
    }
  }

  private void take(long timestamp, PackedEvent event) throws Exception {
    out.timestamp = timestamp;
    function.take(event, timestamp, out);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    heldState.update(held.snapshot());
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
    public <X> void collect(OutputTag<X> tag, X value) {
      output.collect(tag, new StreamRecord<>(value, timestamp));
    }
  }
}
