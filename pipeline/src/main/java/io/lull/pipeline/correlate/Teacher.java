package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.impact.Losses;
import io.lull.schema.ImpactBasis;
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

  /**
   * A service was hit of which it had been told when that would be.
   *
   * @param domain of the incident
   * @param inside whether it was hit within the interval that was told
   */
  void foretold(String domain, ImpactBasis basis, boolean inside, long now);

  /**
   * Members of services were gone for long enough to be felt, or not.
   *
   * @param domain of the incident
   */
  void membersGone(String domain, List<Losses.Trial> trials, long now);
}
