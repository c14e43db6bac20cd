package io.lull.pipeline.correlate;

import io.lull.pipeline.impact.Losses;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of its members a service needs, by what became of it when some were gone. Mutable, held
 * in state.
 *
 * <p>Bayes over the numbers from 1 to n: the documented one has the prior {@value #DOCUMENTED}, the
 * others share the rest. A service that has too few left is heard of with the probability that any
 * of those speaks that would; one that has enough, and nothing else that fails below it, hardly
 * ever. So one silence is not enough, unless several would have spoken: with the default of {@code
 * heard} four are, of a service that nobody needs but customers.
 */
public final class LearnedNeed {
  private static final double DOCUMENTED = 0.95;
  private static final double OTHERWISE = 1 - DOCUMENTED;

  /** Probability that a service speaks which has enough. */
  private static final double NOISE = 0.03;

  /** Members up to which it is learned. */
  static final int MOST_MEMBERS = 64;

  /** Evidence for or against a number beside the likeliest, at most, so that it can turn; nats. */
  private static final double MOST_EVIDENCE = 10;

  public int members;
  public int documented;

  /** For each number from 1 the logarithm of its likelihood beside that of the likeliest. */
  public List<Double> evidence = new ArrayList<>();

  /** Notes what became of it. What was learned of another number of members is forgotten. */
  void observe(Losses.Trial trial, double heard) {
    if (members != trial.members() || documented != trial.documented()) {
      members = trial.members();
      documented = trial.documented();
      evidence = new ArrayList<>();
      for (int needed = 1; needed <= members; needed++) {
        evidence.add(0.0);
      }
    }
    double told = 1 - StrictMath.pow(1 - Math.min(heard, 0.99), trial.listeners());
    double most = Double.NEGATIVE_INFINITY;
    for (int needed = 1; needed <= members; needed++) {
      double speaks = trial.left() < needed ? told : NOISE;
      double now = evidence.get(needed - 1) + StrictMath.log(trial.spoke() ? speaks : 1 - speaks);
      evidence.set(needed - 1, now);
      most = Math.max(most, now);
    }
    for (int i = 0; i < evidence.size(); i++) {
      evidence.set(i, Math.max(-MOST_EVIDENCE, evidence.get(i) - most));
    }
  }

  /** The likeliest number; of several the one nearest to what is documented. */
  int required() {
    int best = documented;
    double most = weight(documented);
    for (int apart = 1; apart < members; apart++) {
      for (int needed : new int[] {documented - apart, documented + apart}) {
        if (needed >= 1 && needed <= members && weight(needed) > most) {
          best = needed;
          most = weight(needed);
        }
      }
    }
    return best;
  }

  private double weight(int needed) {
    double prior = needed == documented ? DOCUMENTED : OTHERWISE;
    return evidence.get(needed - 1) + StrictMath.log(prior);
  }
}
