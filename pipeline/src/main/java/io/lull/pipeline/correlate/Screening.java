package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How well nodes explain a site, given what alarms on the way.
 *
 * <p>The product of the weights along a path says how likely failure travels all of it. Where a
 * node on the way alarms, failure is known to have come that far: what remains to be explained is
 * the rest of the way, for that node and for everything above it alike (it screens the site off, as
 * one says of belief networks). So the cause of a storm is not worth less for being far from its
 * last symptom, and of two alarming nodes on one path the upper loses nothing to the lower.
 *
 * <p>Only along relations that have a direction: an alarm at a neighbour says nothing about the way
 * failure took.
 */
final class Screening {

  private Screening() {}

  /** The weights by node id, for all of the site's upstream. */
  static Map<String, Double> weights(Site site, Map<String, Reach> upstream, Set<String> alarming) {
    Map<String, Double> weights = new HashMap<>();
    for (Reach reach : upstream.values()) {
      weigh(reach, site, upstream, alarming, weights);
    }
    return weights;
  }

  /** Recursion as deep as a path is long. */
  private static double weigh(
      Reach reach,
      Site site,
      Map<String, Reach> upstream,
      Set<String> alarming,
      Map<String, Double> weights) {
    Double known = weights.get(reach.node());
    if (known != null) {
      return known;
    }
    Reach below = reach.next() == null ? null : upstream.get(reach.next());
    double weight = reach.weight();
    if (below != null && !site.touches(reach.node())) {
      boolean screened =
          !site.touches(below.node())
              && alarming.contains(below.node())
              && below.connections() == reach.connections();
      weight =
          weigh(below, site, upstream, alarming, weights)
              * (screened ? 1 : reach.weight() / below.weight());
    }
    weights.put(reach.node(), weight);
    return weight;
  }
}
