package io.lull.pipeline.ordered;

import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * What a stage does with the elements of a key, taken in the order in which they happened.
 *
 * <p>Instances are serialised into the job graph; what is not configuration belongs into transient
 * fields set by {@link #open}. All calls come from one thread.
 *
 * @param <K> key
 * @param <IN> keyed input
 * @param <OUT> main output
 */
public abstract class OrderedFunction<K, IN, OUT> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Called once before any element, also after a restore. */
  public void open(Context context) throws Exception {}

  /** Called once when the operator ends, also after a failure. */
  public void close() throws Exception {}

  /**
   * Takes the next element. Keyed state and timers are those of its key.
   *
   * @param timestamp stream timestamp, milliseconds since the epoch: never before that of the
   *     element before
   */
  public abstract void take(K key, IN element, long timestamp, Output<OUT> out) throws Exception;

  /**
   * An element came at or below the watermark. It is taken next; what it is taken as may say that
   * it is late.
   *
   * @param now the first moment after the watermark, as of which it will be taken
   * @return the element, or another one of the same key
   */
  public IN late(IN element, long now, Output<OUT> out) {
    return element;
  }

  /**
   * All elements of a timestamp have been taken; timers of that time have not fired yet. No key is
   * the current one.
   */
  public void afterTime(long timestamp, Output<OUT> out) throws Exception {}

  /** How elements were held that a savepoint of an older release has; null: as they are now. */
  public @Nullable HeldBefore<?, IN> heldBefore() {
    return null;
  }

  /**
   * Elements that older releases held.
   *
   * @param type their type
   * @param upgrade makes one of them what it is now
   */
  public record HeldBefore<OLD, IN>(TypeInformation<OLD> type, Function<OLD, IN> upgrade) {}

  /** An event-time timer of the key fires. */
  public void onTimer(K key, long time, Output<OUT> out) throws Exception {}

  /**
   * Called before each snapshot. What the function keeps outside of keyed state is to be written
   * there now, under its keys ({@link Context#underKey}); no key is the current one.
   */
  public void beforeSnapshot() throws Exception {}

  /**
   * Order of elements of one stream timestamp. It must leave nothing to chance: elements that
   * compare as equal have to be interchangeable.
   */
  public abstract int compare(IN a, IN b);

  /** What the operator lends to the function. */
  public interface Context {
    /** Keyed state, metrics and the place of this subtask. */
    RuntimeContext runtime();

    /** Whether the job goes on from a checkpoint or savepoint. */
    boolean restored();

    /** Registers an event-time timer of the current key; one at the same time is one timer. */
    void registerTimer(long time);

    /** Deletes an event-time timer of the current key, if it is there. */
    void deleteTimer(long time);

    /** Does something to the keyed state of a key of this subtask, then returns to the current. */
    void underKey(Object key, Runnable action);

    /** Makes a key the current one; only {@link BufferedFunction} needs to. */
    void useKey(Object key);

    /**
     * Gives the visitor the value of every key of this subtask that has this state, with that key
     * as the current one: state may be read and timers set. Costs O(keys that have it); also to be
     * called by {@link #open} and from the broadcast side, whose elements have no key. The order is
     * that of the state back end, so nothing may depend on it.
     */
    <S> void forEachKey(ValueStateDescriptor<S> state, Consumer<S> visitor) throws Exception;

    /** The watermark that was handled last; {@code Long.MIN_VALUE} before the first. */
    long watermark();

    /**
     * Whether the input has ended and timers beyond its last watermark fire. What was gathered is
     * to be given out then; what only time could bring (an alarm that expires) did not happen. To
     * make the answer the same at any parallelism, a bounded source emits the watermark of its last
     * element before it ends.
     */
    boolean draining();
  }

  /** Where results go. They carry the timestamp of the element or timer that is being handled. */
  public interface Output<OUT> {
    /** What is given out from now on carries this timestamp, milliseconds since the epoch. */
    void at(long timestamp);

    /** Emits to the main output. */
    void collect(OUT value);

    /** Emits to a side output. */
    <X> void collect(OutputTag<X> tag, X value);
  }
}
