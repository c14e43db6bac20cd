package io.lull.pipeline.ordered;

import io.lull.pipeline.model.PackedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Packed events that wait for the watermark, taken by stretches of time.
 *
 * <p>Idea: what comes is written one behind the other into pages, and buckets of time know where
 * their events are. So what waits is a few large arrays, which the garbage collector hardly has to
 * move, instead of several objects an event. A page goes with the last bucket that has an event in
 * it; since events come nearly in order of time, that is soon.
 *
 * <p>Cost: adding is O(1) next to the event before, else O(log b) for b buckets. Taking is O(1) an
 * event, and a pass over what is left of a bucket at each time up to which it is taken in part.
 */
final class EventHold {
  private static final int PAGE_BYTES = 1 << 17;

  /** Width of a bucket, as power of two of milliseconds. */
  private static final int BUCKET_BITS = 7;

  private final TreeMap<Long, HeldEvents> buckets = new TreeMap<>();
  private @Nullable HeldEvents recent;
  private long recentNumber;

  // A page is only written behind what was written before: snapshots may go on reading that.
  private byte[] page = new byte[0];
  private int used;
  private int size;

  /** Takes an event and its timestamp. */
  interface Visitor {
    void visit(long timestamp, PackedEvent event) throws Exception;
  }

  void add(long timestamp, PackedEvent event) {
    int length = event.length();
    if (length > page.length - used) {
      page = new byte[Math.max(PAGE_BYTES, length)];
      used = 0;
    }
    bucket(timestamp).add(timestamp, event.copyTo(page, used));
    used += length;
    size++;
  }

  private HeldEvents bucket(long timestamp) {
    long number = timestamp >> BUCKET_BITS;
    HeldEvents bucket = recent;
    if (bucket == null || recentNumber != number) {
      bucket = buckets.computeIfAbsent(number, n -> new HeldEvents());
      recent = bucket;
      recentNumber = number;
    }
    return bucket;
  }

  /** Gives the visitor, and forgets, every event up to and at a time; their order is any. */
  void takeUpTo(long time, Visitor visitor) throws Exception {
    while (!buckets.isEmpty()) {
      HeldEvents first = buckets.firstEntry().getValue();
      if (first.earliest() > time) {
        return;
      }
      if (first.latest() > time) {
        size -= first.takeUpTo(time, visitor);
        return;
      }
      buckets.pollFirstEntry();
      if (recent == first) {
        recent = null;
      }
      size -= first.takeUpTo(time, visitor);
    }
  }

  int size() {
    return size;
  }

  /** A time up to which there are so many events, or few more than that; MAX_VALUE: not so many. */
  long endOf(int events) {
    int count = 0;
    for (Map.Entry<Long, HeldEvents> bucket : buckets.entrySet()) {
      count += bucket.getValue().size();
      if (count >= events) {
        return ((bucket.getKey() + 1) << BUCKET_BITS) - 1;
      }
    }
    return Long.MAX_VALUE;
  }

  /** What is held now, and stays as it is whatever is added or taken. */
  List<HeldEvents> snapshot() {
    List<HeldEvents> parts = new ArrayList<>(buckets.size());
    buckets.values().forEach(bucket -> parts.add(bucket.frozen()));
    return parts;
  }

  /** Takes in a part of a snapshot. */
  void restore(HeldEvents part) throws Exception {
    part.forEach(this::add);
  }
}
