package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;

/** What it costs, in nats, that one symptom explains another, or is a cause of its own. */
final class EdgeCosts {

  /** What it costs that trouble at one place of a CI reaches the CI as a whole. */
  private static final double PLACE_TO_NODE = 0.5;

  /** What it costs that trouble of its only link reaches a CI as a whole. */
  private static final double LINK_TO_NODE = 0.4;

  /** What it costs that trouble at one place of a CI reaches another. */
  private static final double PLACE_TO_PLACE = 1.5;

  /** What it costs that a CI shows its failure at one link only. */
  static final double ONE_LINK = 1.0;

  /** Even on one CI alarms take their time. */
  private static final long LEAST_LAG_MILLIS = 15_000;

  private final FailureModel model;
  private final Upstream upstream;
  private final long windowMillis;

  EdgeCosts(FailureModel model, Upstream upstream, long windowMillis) {
    this.model = model;
    this.upstream = upstream;
    this.windowMillis = windowMillis;
  }

  /** What holding anything to be a cause costs. */
  double price() {
    return model.price();
  }

  /** What holding the symptom to be a cause costs. */
  double price(SymptomState symptom) {
    double price = model.price() + symptom.typeCost;
    return symptom.peer != null && symptom.speakers.size() < 2 ? price + Upstream.ONE_SIDED : price;
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
      cost += fromNode(symptom, reach, manyLinks);
    } else if (at.peer() != null) {
      if (same && site.peer() != null) {
        return Double.POSITIVE_INFINITY;
      }
      cost += linkToNode(at, reach.node(), cause.speakers.size() > 1);
    } else {
      cost += same && !site.isNode() ? PLACE_TO_PLACE : PLACE_TO_NODE;
    }
    return cost + breaking(symptom.state()) + lag(cause, symptom.state(), lagOf(reach));
  }

  /** What breaks by itself does not follow from others. */
  double breaking(SymptomState symptom) {
    return Math.max(0, -symptom.typeCost);
  }

  /** What it costs beyond the path that the failure of a CI shows at a site. */
  double fromNode(Symptom symptom, Reach reach, boolean manyLinks) {
    return reach.hops() > 0 || symptom.site().peer() == null || manyLinks ? 0 : ONE_LINK;
  }

  /**
   * A link that fails is a part of what connects its ends. Where both of them speak of it they are
   * alive and it is what fails; where one does, it may as well be the other that is dead.
   */
  private double linkToNode(Site link, String end, boolean bothSpeak) {
    String other = end.equals(link.resource()) ? link.peer() : link.resource();
    if (other == null || !upstream.neighbours(end).containsKey(other)) {
      return LINK_TO_NODE;
    }
    double share = bothSpeak ? upstream.linkShare(end, other) : upstream.share(end, other);
    return LINK_TO_NODE - Math.log(share);
  }

  static long lagOf(Reach reach) {
    return Math.max(reach.lagMillis(), LEAST_LAG_MILLIS);
  }
}
