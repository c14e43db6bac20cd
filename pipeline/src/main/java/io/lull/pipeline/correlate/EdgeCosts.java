package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;

/** What it costs, in nats, that one symptom explains another, or is a cause of its own. */
final class EdgeCosts {

  /** What it costs that trouble at one place of a CI reaches the CI as a whole. */
  private static final double PLACE_TO_NODE = 0.5;

  /** What it costs that trouble of a link reaches one of its ends as a whole. */
  private static final double LINK_TO_NODE = 0.7;

  /** What it costs that trouble at one place of a CI reaches another. */
  private static final double PLACE_TO_PLACE = 1.5;

  /** What it costs that a CI shows its failure at one link only. */
  static final double ONE_LINK = 1.0;

  /** Even on one CI alarms take their time. */
  private static final long LEAST_LAG_MILLIS = 15_000;

  private final FailureModel model;
  private final long windowMillis;

  EdgeCosts(FailureModel model, long windowMillis) {
    this.model = model;
    this.windowMillis = windowMillis;
  }

  /** What holding anything to be a cause costs. */
  double price() {
    return model.price();
  }

  /** What holding the symptom to be a cause costs. */
  double price(SymptomState symptom) {
    return model.price() + symptom.typeCost;
  }

  /** What the symptom's explanation costs as far as is known: at first, its price. */
  double known(SymptomState symptom) {
    return Math.min(symptom.cost, price(symptom));
  }

  /**
   * What it costs that a cause raised no alarm as a whole. One that spoke of one of its places is
   * not silent; one that is named, or speaks of its links only, is less so than one nobody named.
   */
  double silence(boolean named, boolean spoke) {
    return spoke ? 0 : named ? model.named() : model.silent();
  }

  /** What the lag costs between the time of a cause, or the nearest of several, and a symptom. */
  double lag(SymptomState cause, SymptomState symptom, long meanMillis) {
    double best = Double.POSITIVE_INFINITY;
    for (long raised : cause.raises) {
      best = Math.min(best, lag(symptom.firstMillis() - raised, meanMillis));
    }
    return best;
  }

  /** What a lag costs; infinity beyond the window. */
  double lag(long millis, long meanMillis) {
    return Math.abs(millis) > windowMillis
        ? Double.POSITIVE_INFINITY
        : model.lagCost(millis, meanMillis);
  }

  /**
   * What it costs that one symptom explains another through a node the first is at.
   *
   * @param manyLinks whether more than one link of that node is a symptom
   * @return infinity where it does not
   */
  double edge(SymptomState cause, Site at, Symptom symptom, Reach reach, boolean manyLinks) {
    Site site = symptom.site();
    boolean same = reach.hops() == 0;
    double cost = reach.cost();
    if (at.isNode()) {
      cost += same && site.peer() != null && !manyLinks ? ONE_LINK : 0;
    } else if (at.peer() != null) {
      if (same && site.peer() != null) {
        return Double.POSITIVE_INFINITY;
      }
      cost += LINK_TO_NODE;
    } else {
      cost += same && !site.isNode() ? PLACE_TO_PLACE : PLACE_TO_NODE;
    }
    return cost + lag(cause, symptom.state(), lagOf(reach));
  }

  static long lagOf(Reach reach) {
    return Math.max(reach.lagMillis(), LEAST_LAG_MILLIS);
  }
}
