package io.lull.pipeline.impact;

import io.lull.pipeline.model.BusyHours;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CI as impact sees it: what it needs, what serves it, who needs it.
 *
 * @param id of the CI
 * @param type of the CI
 * @param needs what it depends on, runs on or is part of, by relation id
 * @param members what serves it, each once, by relation id
 * @param documented how many of the members it needs as the topology says
 * @param required how many it is held to need
 * @param users indexes of the CIs that need it or are served by it, each once
 * @param revenueShare share of the estate's revenue that the service makes; 1 where it is not said
 * @param busyHours when it makes it
 */
record Part(
    String id,
    String type,
    List<Need> needs,
    List<Need> members,
    int documented,
    int required,
    int[] users,
    double revenueShare,
    BusyHours busyHours) {

  /**
   * One relation downwards.
   *
   * @param to index of what is needed
   * @param share part of the traffic that needs it
   * @param split name of the alternatives that this is one of; null: it is needed beside others
   * @param lag how long failure takes
   */
  record Need(int to, double share, @Nullable String split, Bonds.Lag lag) {}

  boolean isBusiness() {
    return type.equals("BUSINESS_SERVICE");
  }

  boolean isService() {
    return type.equals("SERVICE");
  }
}
