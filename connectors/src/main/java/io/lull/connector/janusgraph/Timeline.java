package io.lull.connector.janusgraph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one node or relation was when: points in valid time at which it became something, or ceased
 * to be, each holding until the next.
 *
 * <p>The result is a function of the set of points, so changes may come in any order and any number
 * of times; of two at the same valid time the one that comes later holds. Points that say the same
 * as the one before are kept, because what comes in between later must end there.
 *
 * <p>As {@linkplain #intervals() intervals}, a point of absence is where an interval ends without
 * another that begins; one that follows no presence is an interval of no length, which is valid at
 * no time.
 *
 * <p>Cost: O(log points) a change, O(points) to turn into intervals and back.
 */
final class Timeline<T> {
  /** Begin of what has been so since ever. */
  static final long SINCE_EVER = Long.MIN_VALUE + 1;

  /** End of what has not ended. */
  static final long OPEN = Long.MAX_VALUE;

  /** Null: absent from then on. */
  private final NavigableMap<Long, @Nullable T> points = new TreeMap<>();

  /**
   * A version.
   *
   * @param from inclusive, milliseconds since the epoch
   * @param to exclusive; {@link #OPEN} if it has not ended
   * @param value null only in an interval of no length
   */
  record Interval<T>(long from, long to, @Nullable T value) {
    boolean isValidAt(long time) {
      return from <= time && time < to;
    }
  }

  static <T> Timeline<T> of(List<Interval<T>> intervals) {
    Timeline<T> timeline = new Timeline<>();
    for (Interval<T> interval : intervals) {
      if (interval.to() != OPEN) {
        timeline.points.putIfAbsent(interval.to(), null);
      }
      if (interval.from() < interval.to()) {
        timeline.points.put(interval.from(), interval.value());
      }
    }
    return timeline;
  }

  /** From the time on it is the value; null: it is not. */
  void set(long time, @Nullable T value) {
    points.put(time, value);
  }

  /** It ends at the time, if it is anything then and nothing begins there. */
  void endAt(long time) {
    Map.Entry<Long, @Nullable T> before = points.lowerEntry(time);
    if (before != null && before.getValue() != null) {
      points.putIfAbsent(time, null);
    }
  }

  /** What it is at the time; null: nothing. */
  @Nullable T at(long time) {
    Map.Entry<Long, @Nullable T> point = points.floorEntry(time);
    return point == null ? null : point.getValue();
  }

  /** Times at which it ceased to be. */
  List<Long> ends() {
    List<Long> ends = new ArrayList<>();
    points.forEach(
        (time, value) -> {
          if (value == null) {
            ends.add(time);
          }
        });
    return ends;
  }

  /** What it is in the end; null: nothing. */
  @Nullable T last() {
    Map.Entry<Long, @Nullable T> last = points.lastEntry();
    return last == null ? null : last.getValue();
  }

  /** The versions, by their begin. */
  List<Interval<T>> intervals() {
    List<Interval<T>> intervals = new ArrayList<>();
    boolean presentBefore = false;
    for (Map.Entry<Long, @Nullable T> point : points.entrySet()) {
      T value = point.getValue();
      if (value != null) {
        Long next = points.higherKey(point.getKey());
        intervals.add(new Interval<>(point.getKey(), next == null ? OPEN : next, value));
      } else if (!presentBefore) {
        intervals.add(new Interval<>(point.getKey(), point.getKey(), null));
      }
      presentBefore = value != null;
    }
    return intervals;
  }
}
