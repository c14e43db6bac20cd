package io.lull.pipeline.baseline;

import java.util.ArrayList;
import java.util.List;

/**
 * The alarm of a resource: one for all of its signals that are out of the usual together.
 *
 * @param type alarm type
 * @param severity name of its severity
 * @param series the series that raised it first, then those that joined
 * @param sinceMillis when it was raised, milliseconds since the epoch
 * @param evidenceMillis time of the last sample that speaks for it, milliseconds since the epoch
 * @param rank lower for what is likelier to be a cause
 */
public record AnomalyAlarm(
    String type,
    String severity,
    List<String> series,
    long sinceMillis,
    long evidenceMillis,
    int rank) {
  /** Series that an alarm lists. */
  static final int MAX_SERIES = 16;

  public AnomalyAlarm {
    series = List.copyOf(series);
  }

  AnomalyAlarm evidence(long timeMillis) {
    return new AnomalyAlarm(type, severity, series, sinceMillis, timeMillis, rank);
  }

  AnomalyAlarm join(List<String> joining, String worse) {
    List<String> all = new ArrayList<>(series);
    for (String one : joining) {
      if (!all.contains(one) && all.size() < MAX_SERIES) {
        all.add(one);
      }
    }
    return new AnomalyAlarm(type, worse, all, sinceMillis, evidenceMillis, rank);
  }
}
