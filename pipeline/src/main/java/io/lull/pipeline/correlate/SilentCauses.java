package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Upstream.Reach;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it saves to hold a CI to have failed that raised no alarm as a whole: the sum over the
 * symptoms of what each costs less below it, less the price of any cause, of its silence, and of
 * the evidence that is missing.
 */
final class SilentCauses {

  /** Times a silent cause may have begun that are tried: those of the symptoms that cost most. */
  private static final int MOST_TIMES = 8;

  /** What a symptom must cost for the silent cause to have begun with it, nats. */
  private static final double DEAR = 2;

  private static final double NOTHING = 1e-9;

  private final FailureModel model;
  private final MissingEvidence missing;
  private final EdgeCosts edges;

  SilentCauses(FailureModel model, MissingEvidence missing, EdgeCosts edges) {
    this.model = model;
    this.missing = missing;
    this.edges = edges;
  }

  /**
   * A node held to have failed though it raised no alarm as a whole.
   *
   * @param price of holding it to be a cause, evidence that is missing included, nats
   * @param silence the part of the price it costs also on the way from a cause
   * @param timeMillis when it began
   * @param links how many links the symptoms below it are
   */
  record Silent(String node, double price, double silence, long timeMillis, long links) {}

  /**
   * A silent cause that saves something.
   *
   * @param nats how much, above 0
   */
  record Saving(Silent silent, double nats) {}

  /** What each symptom costs without the silent cause, by its index in the list. */
  interface Costs {
    double of(int index);
  }

  /**
   * The saving of a silent cause; null where there is none.
   *
   * @param under what it may explain
   * @param entry what it costs that it failed at all
   * @param silence what its silence costs
   */
  @Nullable Saving saving(
      String node, List<Symptom> under, Costs costs, double entry, double silence) {
    long links =
        under.stream().filter(s -> s.site().peer() != null && s.site().touches(node)).count();
    Silent best = null;
    double most = NOTHING;
    long last = Long.MIN_VALUE;
    int times = 0;
    for (int at = 0; at < under.size() && times < MOST_TIMES; at++) {
      long time = under.get(at).firstMillis();
      if (costs.of(at) >= DEAR && time != last) {
        last = time;
        times++;
        Silent silent = new Silent(node, entry + silence, silence, time, links);
        double saved = saved(silent, under, costs);
        if (saved > most + NOTHING) {
          best = silent;
          most = saved;
        }
      }
    }
    if (best == null) {
      return null;
    }
    double lacking = missing.cost(node, under);
    Silent silent =
        new Silent(
            node, model.price() + silence + lacking, silence + lacking, best.timeMillis(), links);
    return most - lacking > NOTHING ? new Saving(silent, most - lacking) : null;
  }

  private double saved(Silent silent, List<Symptom> under, Costs costs) {
    double saved = -silent.price();
    for (int i = 0; i < under.size(); i++) {
      saved += Math.max(0, costs.of(i) - costBelow(silent, under.get(i)));
    }
    return saved;
  }

  /** What the symptom costs below a silent cause; infinity where that does not explain it. */
  double costBelow(Silent silent, Symptom symptom) {
    Reach reach = symptom.upstream().get(silent.node());
    if (reach == null) {
      return Double.POSITIVE_INFINITY;
    }
    boolean one = reach.hops() == 0 && symptom.site().peer() != null && silent.links() < 2;
    return reach.cost()
        + (one ? EdgeCosts.ONE_LINK : 0)
        + edges.lag(symptom.firstMillis() - silent.timeMillis(), EdgeCosts.lagOf(reach));
  }
}
