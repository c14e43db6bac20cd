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

  /** What it costs that something began a whole interval before it was told, nats. */
  private static final double UNEVEN = 2;

  /** What it costs that something is different and does no harm: that needs no cause, nats. */
  private static final double HARMLESS = 0;

  /** What it costs that something is told while its cause is foretold to come, nats. */
  private static final double FORETOLD = 1;

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
    if (symptom.doubtNats() >= model.price()) {
      return HARMLESS; // nothing follows from it, so it is no failure
    }
    double price = model.price() + symptom.typeCost;
    return symptom.peer != null && symptom.speakers.size() < 2 ? price + Upstream.ONE_SIDED : price;
  }

  /** What the symptom's explanation costs as far as is known: at first, its price. */
  double known(SymptomState symptom) {
    return Math.min(symptom.cost, price(symptom));
  }

  /**
   * What it costs that a cause raised no alarm as a whole. One that spoke of one of its places is
   * not silent, as far as that is no doubtful word; one that is named, or speaks of its links only,
   * is less so than one nobody named.
   *
   * @param doubt the least of what it said of itself, nats; infinite if it said nothing
   */
  double silence(boolean named, double doubt) {
    return Math.min(doubt, named ? model.named() : model.silent());
  }

  /** How doubtful what a symptom says of its CI as a whole is; infinite if it speaks of a link. */
  double doubtOfNode(SymptomState symptom) {
    return symptom.peer == null ? symptom.doubtNats() : Double.POSITIVE_INFINITY;
  }

  /** Whether a symptom says that something has failed, rather than that it is different. */
  boolean tells(SymptomState symptom) {
    return symptom.doubtNats() < model.named();
  }

  /** What the lag costs between the time of a cause, or the nearest of several, and a symptom. */
  double lag(SymptomState cause, SymptomState symptom, long meanMillis) {
    double best = Double.POSITIVE_INFINITY;
    // Against what is sampled it counts that the other is slow; between others the order is known.
    long slow = cause.isSampled() ? symptom.slowMillis : 0;
    long interval = Math.max(symptom.intervalMillis, slow);
    for (long raised : cause.raises) {
      long lag = symptom.firstMillis() - raised;
      best = Math.min(best, lag(lag, meanMillis, interval, cause.intervalMillis));
    }
    // What runs short is felt at any time until it has run out.
    return cause.isPending(symptom.firstMillis()) ? Math.min(best, FORETOLD) : best;
  }

  /** What the lag costs between a time at which something silent failed and a symptom. */
  double lag(long failedMillis, SymptomState symptom, long meanMillis) {
    return lag(symptom.firstMillis() - failedMillis, meanMillis, symptom.intervalMillis, 0);
  }

  /**
   * What a lag costs; infinity beyond the window. Where the symptom, or the cause, may have begun
   * up to an interval before it was raised, as what is sampled, the lag that costs least counts,
   * and how much of the interval that takes: samples of one time rather have one cause.
   *
   * @param intervalMillis by how much the symptom may have begun earlier
   * @param ofCauseMillis by how much the cause may have
   */
  private double lag(long millis, long meanMillis, long intervalMillis, long ofCauseMillis) {
    long within = millis >= 0 ? intervalMillis : ofCauseMillis;
    if (within == 0 || Math.abs(millis) <= model.skewMillis()) {
      return Math.abs(millis) > windowMillis
          ? Double.POSITIVE_INFINITY
          : model.lagCost(millis, meanMillis);
    }
    long shift = Math.min(within, Math.abs(millis) - model.skewMillis());
    long left = millis >= 0 ? millis - shift : millis + shift;
    if (Math.abs(left) > windowMillis) {
      return Double.POSITIVE_INFINITY;
    }
    double shifted = model.lagCost(left, meanMillis) + UNEVEN * shift / within;
    return Math.abs(millis) > windowMillis
        ? shifted
        : Math.min(shifted, model.lagCost(millis, meanMillis));
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
    return cost
        + cause.doubtNats()
        + breaking(symptom.state())
        + lag(cause, symptom.state(), lagOf(reach));
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
