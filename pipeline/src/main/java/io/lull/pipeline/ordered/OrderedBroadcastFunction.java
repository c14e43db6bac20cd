package io.lull.pipeline.ordered;

/**
 * An {@link OrderedFunction} with a second input that every subtask gets whole: rules, topology.
 * Its elements are keyed records of which the last one of an id holds, and are applied at their own
 * time, before keyed elements of the same time.
 *
 * @param <K> key
 * @param <IN> keyed input
 * @param <B> broadcast input
 * @param <OUT> main output
 */
public abstract class OrderedBroadcastFunction<K, IN, B, OUT> extends OrderedFunction<K, IN, OUT> {
  private static final long serialVersionUID = 1L;

  /**
   * Applies a broadcast element. After a restore it is called, after {@link #open} and before
   * anything else, with the last element of each id that was applied before, in the order of ids
   * and with the timestamp {@code Long.MIN_VALUE}: the effect must be that of the original order.
   *
   * @param timestamp stream timestamp, milliseconds since the epoch; {@code Long.MIN_VALUE + 1} for
   *     "since ever"
   * @throws IllegalArgumentException if the element is refused; it is counted ({@code
   *     broadcastRefused}) and logged, and what was in force before must stay in force
   */
  public abstract void applyBroadcast(B element, long timestamp) throws Exception;

  /**
   * What the element replaces: of one id the last element is kept over a restore.
   *
   * @throws IllegalArgumentException if the element cannot be used
   */
  public abstract String broadcastId(B element);

  /** Whether the element removes its id, so that nothing needs to be kept. */
  public abstract boolean broadcastDeletes(B element);

  /** Order of broadcast elements of one stream timestamp; 0 keeps the order of arrival. */
  public int compareBroadcast(B a, B b) {
    return broadcastId(a).compareTo(broadcastId(b));
  }
}
