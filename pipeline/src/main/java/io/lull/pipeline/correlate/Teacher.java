package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Tree;
import java.util.List;

/** Learns from incidents that are over. */
interface Teacher {
  /**
   * An incident was resolved.
   *
   * @param domain its domain
   * @param alarms all of its alarms
   * @param cause what was named first
   * @param now event time, milliseconds since the epoch
   */
  void resolved(
      String domain,
      Explanation explanation,
      Tree tree,
      List<AlarmLife> alarms,
      CauseCandidate cause,
      long now);
}
