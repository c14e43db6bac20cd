package io.lull.pipeline.ordered;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Elements that wait for the watermark, taken by timestamp, then tie order, then arrival.
 *
 * <p>Idea: most elements come nearly in order, a whole stretch of them becomes due at once, and
 * only then does their order count. So elements are only dropped into buckets of time, and a bucket
 * is sorted when its first element is taken. Adding is O(1) next to the element before, else O(log
 * b) for b buckets; taking is an amortised O(log n) of a stable merge sort that is linear for runs
 * in order, where a heap pays O(log n) comparisons and cache misses for each element.
 *
 * <p>Worst case: elements added to a bucket that is being taken from have it sorted again, which is
 * linear in what is left of it.
 */
final class HoldQueue<E> {
  /** Width of a bucket, as power of two of milliseconds. */
  private static final int BUCKET_BITS = 7;

  private final Comparator<Held<E>> order;
  private final TreeMap<Long, Bucket<E>> buckets = new TreeMap<>();
  private @Nullable Bucket<E> recent;
  private @Nullable Bucket<E> first;
  private int size;

  /**
   * @param ties order of elements of one timestamp
   */
  HoldQueue(Comparator<? super E> ties) {
    order =
        (a, b) -> {
          int byTime = Long.compare(a.timestamp, b.timestamp);
          return byTime != 0 ? byTime : ties.compare(a.element, b.element);
        };
  }

  private record Held<E>(long timestamp, E element) {}

  /** Elements of one stretch of time; those before {@code next} have been taken. */
  private static final class Bucket<E> {
    private final long number;
    private final ArrayList<Held<E>> elements = new ArrayList<>();
    private int next;
    private boolean sorted = true;
    private long earliest = Long.MAX_VALUE;

    Bucket(long number) {
      this.number = number;
    }

    void add(Held<E> held) {
      elements.add(held);
      sorted = false;
      earliest = Math.min(earliest, held.timestamp);
    }

    void sort(Comparator<Held<E>> order) {
      if (!sorted) {
        elements.subList(0, next).clear();
        next = 0;
        elements.sort(order);
        sorted = true;
      }
    }

    Held<E> take(Comparator<Held<E>> order) {
      sort(order);
      Held<E> taken = elements.get(next++);
      earliest = isEmpty() ? Long.MAX_VALUE : elements.get(next).timestamp;
      return taken;
    }

    boolean isEmpty() {
      return next == elements.size();
    }
  }

  void add(long timestamp, E element) {
    long number = timestamp >> BUCKET_BITS;
    Bucket<E> bucket = recent;
    if (bucket == null || bucket.number != number) {
      bucket = buckets.computeIfAbsent(number, Bucket::new);
      recent = bucket;
      first = null;
    }
    bucket.add(new Held<>(timestamp, element));
    size++;
  }

  private @Nullable Bucket<E> firstBucket() {
    if (first == null && !buckets.isEmpty()) {
      first = buckets.firstEntry().getValue();
    }
    return first;
  }

  /** Timestamp of the first element; MAX_VALUE if there is none. */
  long nextTime() {
    Bucket<E> bucket = firstBucket();
    return bucket == null ? Long.MAX_VALUE : bucket.earliest;
  }

  /** Removes the first element. */
  E take() {
    Bucket<E> bucket = firstBucket();
    if (bucket == null) {
      throw new NoSuchElementException();
    }
    Held<E> taken = bucket.take(order);
    size--;
    if (bucket.isEmpty()) {
      buckets.remove(bucket.number);
      first = null;
      if (recent == bucket) {
        recent = null;
      }
    }
    return taken.element;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Takes an element and its timestamp. */
  interface Visitor<E> {
    void visit(long timestamp, E element) throws Exception;
  }

  /** Visits all elements in their order, without removing them. */
  void forEach(Visitor<E> visitor) throws Exception {
    for (Map.Entry<Long, Bucket<E>> entry : buckets.entrySet()) {
      Bucket<E> bucket = entry.getValue();
      bucket.sort(order);
      List<Held<E>> left = bucket.elements.subList(bucket.next, bucket.elements.size());
      for (Held<E> held : left) {
        visitor.visit(held.timestamp, held.element);
      }
    }
  }
}
