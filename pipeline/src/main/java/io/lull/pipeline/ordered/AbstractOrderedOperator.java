package io.lull.pipeline.ordered;

import io.lull.schema.TrustedContracts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Holds keyed elements until the watermark has passed them and hands them, interleaved with
 * event-time timers, to an {@link OrderedFunction}.
 *
 * <p>Elements are held on the heap ({@link HoldQueue}), without state access but the function's
 * own, and their key becomes the current one when they are taken. A snapshot writes them to keyed
 * state, so that they follow their keys when the job is rescaled; {@link #open} reads them back and
 * clears that state.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
abstract class AbstractOrderedOperator<K, IN, OUT, F extends OrderedFunction<K, IN, OUT>>
    extends AbstractStreamOperator<OUT> implements Triggerable<K, VoidNamespace> {
  static {
    TrustedContracts.establish();
  }

  private static final long serialVersionUID = 1L;

  // Names of state; the second where what is held is no longer what the first release held.
  private static final String HELD = "held";
  private static final String HELD_UPGRADED = "held-2";

  /** Elements after which the task may do something else. */
  private static final int STEP = 32;

  // Configuration.
  final F function;
  private final TypeInformation<IN> inputType;

  // Checkpointed, through keyed state.
  private transient HoldQueue<IN> held;

  // Not checkpointed: after a restore the watermark starts again below everything.
  private transient long watermark;
  private transient boolean draining;
  private transient int taken;
  private transient WatermarkSteps steps;
  private transient boolean restored;
  private transient @Nullable BufferedFunction<K, IN, OUT> buffered;
  private transient KeySelector<IN, K> keys;
  private transient ListStateDescriptor<Tuple2<Long, IN>> heldDescriptor;
  private transient Set<K> keysInSnapshot;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient RecordOutput out;
  private transient Counter lateTaken;

  AbstractOrderedOperator(F function, TypeInformation<IN> inputType) {
    this.function = function;
    this.inputType = inputType;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    restored = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    keys = keySelector();
    held = new HoldQueue<>(function::compare);
    watermark = Long.MIN_VALUE;
    steps = new WatermarkSteps(new Step(), WatermarkSteps.mailboxOf(this));
    heldDescriptor =
        heldDescriptor(function.heldBefore() == null ? HELD : HELD_UPGRADED, inputType);
    keysInSnapshot = new HashSet<>();
    timers = getInternalTimerService("ordered", VoidNamespaceSerializer.INSTANCE, this);
    out = new RecordOutput();
    buffered = bufferedFunction();
    lateTaken = getMetricGroup().counter("lateTaken");
    getMetricGroup().gauge("held", () -> held.size());
    reloadHeld();
    function.open(new OperatorContext());
  }

  /** Nothing comes any more. */
  @Override
  public void finish() throws Exception {
    steps.finish();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    try {
      function.close();
    } finally {
      super.close();
    }
  }

  @SuppressWarnings("unchecked") // the stage was made of a stream keyed by this selector
  private KeySelector<IN, K> keySelector() {
    return (KeySelector<IN, K>) stateKeySelector1;
  }

  @SuppressWarnings("unchecked") // the same type arguments
  private @Nullable BufferedFunction<K, IN, OUT> bufferedFunction() {
    return function instanceof BufferedFunction<?, ?, ?>
        ? (BufferedFunction<K, IN, OUT>) (OrderedFunction<K, IN, OUT>) function
        : null;
  }

  /** The key becomes the current one when an element is taken, not when it arrives. */
  @Override
  public void setKeyContextElement1(StreamRecord record) {
    // Nothing is done with the key on arrival.
  }

  /** A keyed element has arrived. */
  final void accept(StreamRecord<IN> record) throws Exception {
    long timestamp = timestampOf(record);
    if (timestamp <= watermark) {
      late(record.getValue());
    } else {
      held.add(timestamp, record.getValue());
    }
  }

  /**
   * Takes a late element in the first moment that is still open: before all that is held, and after
   * all that was taken, so that time never goes back, here and downstream.
   */
  private void late(IN element) throws Exception {
    lateTaken.inc();
    long now = watermark == Watermark.MAX_WATERMARK.getTimestamp() ? watermark : watermark + 1;
    out.timestamp = now;
    take(function.late(element, now, out), now);
    function.afterTime(now, out);
  }

  /** A record without a timestamp is about what holds since ever, and still waits its turn. */
  static long timestampOf(StreamRecord<?> record) {
    return Math.max(record.getTimestamp(), Long.MIN_VALUE + 1);
  }

  /** All ways by which the (combined) watermark goes on end here. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    steps.to(mark);
  }

  /** Watermarks that follow would not be heard downstream. */
  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    if (status.isIdle()) {
      steps.finish();
    }
    super.processWatermarkStatus(status);
  }

  /** The same, of one of two inputs. */
  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    if (status.isIdle()) {
      steps.finish();
    }
    super.processWatermarkStatus(status, input);
  }

  private final class Step implements WatermarkSteps.Work {
    @Override
    public long takeUpTo(long target) throws Exception {
      int before = taken;
      for (long next = nextTime(); next <= target && holdsAnything(); next = nextTime()) {
        if (taken - before >= STEP) {
          return next - 1;
        }
        // What is due up to the instant before; at the instant itself elements come first.
        advance(next - 1);
        takeAt(next);
      }
      return target;
    }

    @Override
    public void reached(long time) throws Exception {
      watermark = time;
      draining = time == Watermark.MAX_WATERMARK.getTimestamp();
      if (buffered != null) {
        buffered.advance(time, out);
      }
      AbstractOrderedOperator.super.processWatermark(new Watermark(time));
    }
  }

  private void advance(long time) throws Exception {
    if (buffered != null) {
      buffered.advance(time, out);
    } else {
      getTimeServiceManager().orElseThrow().advanceWatermark(new Watermark(time));
    }
  }

  /** Timestamp of the first element that is held; MAX_VALUE if none is. */
  long nextTime() {
    return held.nextTime();
  }

  boolean holdsAnything() {
    return !held.isEmpty();
  }

  /** Takes what is held at exactly this timestamp, the next. */
  void takeAt(long timestamp) throws Exception {
    boolean taken = false;
    while (!held.isEmpty() && held.nextTime() == timestamp) {
      take(held.take(), timestamp);
      taken = true;
    }
    if (taken) {
      function.afterTime(timestamp, out);
    }
  }

  final long watermark() {
    return watermark;
  }

  private void take(IN element, long timestamp) throws Exception {
    taken++;
    K key = keys.getKey(element);
    if (buffered == null) {
      setCurrentKey(key);
    }
    out.timestamp = timestamp;
    function.take(key, element, timestamp, out);
  }

  @Override
  public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
    out.timestamp = timer.getTimestamp();
    function.onTimer(timer.getKey(), timer.getTimestamp(), out);
  }

  @Override
  public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) {
    throw new IllegalStateException("no processing-time timer is ever registered");
  }

  /** Before anything is snapshotted: also timers may be registered. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    if (buffered != null) {
      buffered.flush();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    function.beforeSnapshot();
    Map<K, List<Tuple2<Long, IN>>> byKey = new HashMap<>();
    held.forEach(
        (timestamp, element) ->
            byKey
                .computeIfAbsent(keys.getKey(element), k -> new ArrayList<>())
                .add(Tuple2.of(timestamp, element)));
    for (K key : keysInSnapshot) {
      if (!byKey.containsKey(key)) {
        setCurrentKey(key);
        heldState().clear();
      }
    }
    for (Map.Entry<K, List<Tuple2<Long, IN>>> entry : byKey.entrySet()) {
      setCurrentKey(entry.getKey());
      heldState().update(entry.getValue());
    }
    keysInSnapshot = new HashSet<>(byKey.keySet());
  }

  private <T> ListStateDescriptor<Tuple2<Long, T>> heldDescriptor(
      String name, TypeInformation<T> type) {
    return new ListStateDescriptor<>(
        name,
        Types.<Tuple2<Long, T>>TUPLE(Types.LONG, type)
            .createSerializer(getExecutionConfig().getSerializerConfig()));
  }

  private ListState<Tuple2<Long, IN>> heldState() throws Exception {
    return getPartitionedState(heldDescriptor);
  }

  private void reloadHeld() throws Exception {
    reload(heldDescriptor, element -> element);
    OrderedFunction.HeldBefore<?, IN> before = function.heldBefore();
    if (before != null && restored) {
      reloadBefore(before);
    }
  }

  private <T> void reloadBefore(OrderedFunction.HeldBefore<T, IN> before) throws Exception {
    reload(heldDescriptor(HELD, before.type()), before.upgrade());
  }

  private <T> void reload(ListStateDescriptor<Tuple2<Long, T>> descriptor, Function<T, IN> upgrade)
      throws Exception {
    KeyedStateBackend<K> backend = getKeyedStateBackend();
    backend.applyToAllKeys(
        VoidNamespace.INSTANCE,
        VoidNamespaceSerializer.INSTANCE,
        descriptor,
        (key, state) -> {
          for (Tuple2<Long, T> element : state.get()) {
            held.add(element.f0, upgrade.apply(element.f1));
          }
          state.clear();
        });
  }

  private final class OperatorContext implements OrderedFunction.Context {
    @Override
    public RuntimeContext runtime() {
      return getRuntimeContext();
    }

    @Override
    public boolean restored() {
      return restored;
    }

    @Override
    public void registerTimer(long time) {
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void deleteTimer(long time) {
      timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void underKey(Object key, Runnable action) {
      Object current = getCurrentKey();
      setCurrentKey(key);
      try {
        action.run();
      } finally {
        if (current != null) {
          setCurrentKey(current);
        }
      }
    }

    @Override
    public void useKey(Object key) {
      setCurrentKey(key);
    }

    @Override
    public <S> void forEachKey(ValueStateDescriptor<S> state, Consumer<S> visitor)
        throws Exception {
      KeyedStateBackend<K> backend = getKeyedStateBackend();
      backend.applyToAllKeys(
          VoidNamespace.INSTANCE,
          VoidNamespaceSerializer.INSTANCE,
          state,
          (key, value) -> {
            S present = value.value();
            if (present != null) {
              visitor.accept(present);
            }
          });
    }

    @Override
    public long watermark() {
      return watermark;
    }

    @Override
    public boolean draining() {
      return draining;
    }
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
