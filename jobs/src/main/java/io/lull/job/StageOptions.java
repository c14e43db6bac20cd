package io.lull.job;

import io.lull.job.config.DeduplicateSection;
import io.lull.job.config.IncidentSection;
import io.lull.job.config.LullConfig;
import io.lull.job.rules.RuleClassification;

/** What the configuration says to the stages, in their own terms. */
public final class StageOptions {
  private StageOptions() {}

  /**
   * Options of {@link EventsGraph}.
   *
   * @throws IllegalArgumentException with all problems of a rule file
   */
  public static EventsGraph.Options events(LullConfig config) {
    return new EventsGraph.Options(
        RuleClassification.factory(config),
        DeduplicateSection.of(config),
        IncidentSection.of(config));
  }
}
