package io.lull.pipeline.ordered;

import io.lull.pipeline.model.Chunk;
import java.util.Map;

/**
 * Takes elements that every subtask gets: keyed records of which the last one of an id holds.
 *
 * @param <B> broadcast element
 */
public interface BroadcastTaker<B> {
  /** Stream timestamp of what holds since ever. */
  long SINCE_EVER = Long.MIN_VALUE + 1;

  /**
   * Applies a broadcast element. After a restore it is called, after the function was opened and
   * before anything else, with the last element of each id that was applied before, in the order of
   * ids and with the timestamp {@code Long.MIN_VALUE}: the effect must be that of the original
   * order. Elements that the taker keeps come back by {@link #restoreBroadcast} instead.
   *
   * @param timestamp stream timestamp, milliseconds since the epoch; {@link #SINCE_EVER}
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

  /**
   * Whether the taker itself keeps the element over a restore, in its {@linkplain #keptBroadcast
   * chunks}, so that it is held once. Elements "since ever" that it keeps are applied on arrival:
   * there those of different ids must commute, deletions too; those of one id come in order.
   */
  default boolean keepsBroadcast(B element) {
    return false;
  }

  /** What the taker keeps, by number; a snapshot takes {@linkplain Chunk#frozen frozen} views. */
  default Map<Integer, Chunk> keptBroadcast() {
    return Map.of();
  }

  /**
   * Takes back what was kept, after the function was opened and before anything else. The chunks
   * are the taker's from now on.
   */
  default void restoreBroadcast(Map<Integer, Chunk> kept) {
    throw new IllegalStateException("nothing is kept here, but a snapshot holds something");
  }

  /** An element that the taker keeps, as bytes, for the time in which it waits. */
  default byte[] packBroadcast(B element) {
    throw new UnsupportedOperationException("nothing is kept here");
  }

  /** An element of {@link #packBroadcast}, also of an earlier release. */
  default B unpackBroadcast(byte[] packed) {
    throw new UnsupportedOperationException("nothing is kept here");
  }
}
