package io.lull.pipeline.ordered;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * An element that waits for the watermark.
 *
 * @param timestamp stream timestamp, milliseconds since the epoch
 * @param sequence order of arrival, the last resort among equals
 */
record Held<K, E>(K key, E element, long timestamp, long sequence) {

  /** A queue by timestamp, then the given order, then arrival. */
  static <K, E> PriorityQueue<Held<K, E>> queue(Comparator<E> ties) {
    return new PriorityQueue<>(
        Comparator.<Held<K, E>>comparingLong(Held::timestamp)
            .thenComparing(Held::element, ties)
            .thenComparingLong(Held::sequence));
  }
}
