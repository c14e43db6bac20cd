package io.lull.pipeline.correlate;

import org.jspecify.annotations.Nullable;

/**
 * A possible cause.
 *
 * @param node CI id; null for a link
 * @param link the link; null for a node
 * @param cost what holding it to be the cause costs more than the best explanation, nats
 * @param score 0 to 1
 * @param silent whether it raised no alarm itself
 * @param alarms member alarms it explains
 * @param first the first alarm on it, or the first that names it; null if there is none
 */
record CauseCandidate(
    @Nullable String node,
    @Nullable Link link,
    double cost,
    double score,
    boolean silent,
    int alarms,
    @Nullable AlarmLife first) {

  CauseCandidate scored(double other) {
    return new CauseCandidate(node, link, cost, other, silent, alarms, first);
  }

  String id() {
    return link != null ? link.id() : String.valueOf(node);
  }

  /** Whether an alarm at this site is one of the cause itself. */
  boolean owns(Site site) {
    return link != null
        ? site.peer() != null && link.equals(Link.of(site.resource(), site.peer()))
        : site.resource().equals(node);
  }
}
