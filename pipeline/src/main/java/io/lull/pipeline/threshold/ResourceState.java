package io.lull.pipeline.threshold;

import java.util.HashMap;
import java.util.Map;

/** What is kept of one resource. A Flink POJO: public, mutable, of the operator that holds it. */
public class ResourceState {
  /** Breaching series by rule and series. */
  public Map<String, SeriesState> series = new HashMap<>();

  /** Counters by series. */
  public Map<String, CounterState> counters = new HashMap<>();

  /** When the timer is registered, milliseconds since the epoch; {@code Long.MAX_VALUE}: none. */
  public long timerMillis = Long.MAX_VALUE;

  int size() {
    return series.size() + counters.size();
  }

  /** Time of the sample that is the oldest among the last ones of all entries. */
  long oldestMillis() {
    long oldest = Long.MAX_VALUE;
    for (SeriesState state : series.values()) {
      oldest = Math.min(oldest, state.lastMillis());
    }
    for (CounterState counter : counters.values()) {
      oldest = Math.min(oldest, counter.timeMillis());
    }
    return oldest;
  }
}
