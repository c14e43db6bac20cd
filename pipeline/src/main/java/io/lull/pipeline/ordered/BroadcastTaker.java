package io.lull.pipeline.ordered;

/**
 * Takes elements that every subtask gets: keyed records of which the last one of an id holds.
 *
 * @param <B> broadcast element
 */
public interface BroadcastTaker<B> {

  /**
   * Applies a broadcast element. After a restore it is called, after the function was opened and
   * before anything else, with the last element of each id that was applied before, in the order of
   * ids and with the timestamp {@code Long.MIN_VALUE}: the effect must be that of the original
   * order.
   *
   * @param timestamp stream timestamp, milliseconds since the epoch; {@code Long.MIN_VALUE + 1} for
   *     "since ever"
   * @throws IllegalArgumentException if the element is refused; it is counted ({@code
   *     broadcastRefused}) and logged, and what was in force before must stay in force
   */
  void applyBroadcast(B element, long timestamp) throws Exception;

  /**
   * What the element replaces: of one id the last element is kept over a restore.
   *
   * @throws IllegalArgumentException if the element cannot be used
   */
  String broadcastId(B element);

  /** Whether the element removes its id, so that nothing needs to be kept. */
  boolean broadcastDeletes(B element);

  /** Order of broadcast elements of one stream timestamp and id; 0 keeps the order of arrival. */
  default int compareBroadcast(B a, B b) {
    return 0;
  }
}
