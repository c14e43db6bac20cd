package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Silent;
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
  private final long windowMillis;

  SilentCauses(FailureModel model, MissingEvidence missing, long windowMillis) {
    this.model = model;
    this.missing = missing;
    this.windowMillis = windowMillis;
  }

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
   * @param silence what its silence costs
   */
  @Nullable Saving saving(String node, List<Symptom> under, Costs costs, double silence) {
    double price = model.price() + silence;
    Saving best = null;
    long last = Long.MIN_VALUE;
    int times = 0;
    for (int at = 0; at < under.size() && times < MOST_TIMES; at++) {
      long time = under.get(at).firstMillis();
      if (costs.of(at) >= DEAR && time != last) {
        last = time;
        times++;
        Silent silent = new Silent(node, price, time);
        double saved = saved(silent, under, costs);
        if (saved > (best == null ? NOTHING : best.nats() + NOTHING)) {
          best = new Saving(silent, saved);
        }
      }
    }
    if (best == null) {
      return null;
    }
    double lacking = missing.cost(node, under);
    double left = best.nats() - lacking;
    Silent silent = new Silent(node, price + lacking, best.silent().timeMillis());
    return left > NOTHING ? new Saving(silent, left) : null;
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
    long lag = symptom.firstMillis() - silent.timeMillis();
    return reach == null || Math.abs(lag) > windowMillis
        ? Double.POSITIVE_INFINITY
        : reach.cost() + model.lagCost(lag, Explainer.lagOf(reach));
  }
}
