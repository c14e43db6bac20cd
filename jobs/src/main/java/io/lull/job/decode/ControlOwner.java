package io.lull.job.decode;

import io.lull.schema.Threshold;
import io.lull.schema.TopologyChange;
import org.jspecify.annotations.Nullable;

/**
 * Which of the jobs that read the control topic answers for a record: it alone refuses one that is
 * wrong, so that every bad record is one dead letter. What no other job answers for is the events
 * job's, without which there are no incidents.
 */
public enum ControlOwner {
  /** Classification, suppression, maintenance and all else; also what cannot be decoded. */
  EVENTS,
  /** Thresholds. */
  METRICS,
  /** Changes of the topology. */
  TOPOLOGY;

  /**
   * The owner of a record.
   *
   * @param body the record's body; null where it has none, or could not be decoded
   */
  static ControlOwner of(@Nullable Object body) {
    if (body instanceof Threshold) {
      return METRICS;
    }
    return body instanceof TopologyChange ? TOPOLOGY : EVENTS;
  }
}
