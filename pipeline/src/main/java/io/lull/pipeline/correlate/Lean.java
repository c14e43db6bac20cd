package io.lull.pipeline.correlate;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Which symptoms of causes that are sampled are explained about as well by others that have more to
 * show for: a cause counts by its cost less the logarithm of how many symptoms it explains beside.
 *
 * <p>Cost: O(symptoms + edges), and as much for each symptom that moves.
 */
final class Lean {
  /** How much more it may cost to be explained by another about as well, nats. */
  private static final double NEARLY = 2;

  private final int[] by;
  private final int count;
  private final IntPredicate vague;
  private final IntPredicate sampled;
  private final boolean wanted;
  private final Map<Integer, Map<Integer, Double>> into = new TreeMap<>();
  private int[] root = new int[0];
  private int[] below = new int[0];

  /**
   * @param by what explains each vertex; below 0: it is a cause. It may be changed, see {@link
   *     #moved}
   * @param count vertices that are symptoms, the first of all
   * @param vague which symptoms may have begun well before they were told
   * @param sampled which vertices are told at times of samples
   */
  Lean(int[] by, int count, IntPredicate vague, IntPredicate sampled) {
    this.by = by;
    this.count = count;
    this.vague = vague;
    this.sampled = sampled;
    boolean any = false;
    for (int v = 0; v < count && !any; v++) {
      any = sampled.test(v);
    }
    wanted = any;
    if (wanted) {
      moved();
    }
  }

  /** Whether there is any that is sampled. */
  boolean isWanted() {
    return wanted;
  }

  /** What one symptom costs below another. */
  void offer(int from, int to, double cost) {
    if (to < count && by[to] >= 0 && vague.test(to) && sampled.test(root[to])) {
      into.computeIfAbsent(to, k -> new TreeMap<>()).merge(from, cost, Math::min);
    }
  }

  double cost(int to, int from) {
    Map<Integer, Double> offers = into.get(to);
    Double offered = offers == null ? null : offers.get(from);
    if (offered == null) {
      throw new IllegalStateException("nothing was offered");
    }
    return offered;
  }

  /** Who explains a symptom better when all is counted; -1: nobody. */
  int better(int v, double cost) {
    Map<Integer, Double> offers = into.get(v);
    if (offers == null || by[v] < 0 || !sampled.test(root[v])) {
      return -1;
    }
    int best = -1;
    double least = cost - Math.log(Math.max(1, below[root[v]] - below[v]));
    for (Map.Entry<Integer, Double> offer : offers.entrySet()) {
      int from = offer.getKey();
      if (root[from] != root[v]) {
        double leaning = offer.getValue() - Math.log(Math.max(1, below[root[from]]));
        if (leaning < least - 1e-9 && offer.getValue() <= cost + NEARLY) {
          least = leaning;
          best = from;
        }
      }
    }
    return best;
  }

  /** Counts again, after one has moved. */
  void moved() {
    root = new int[by.length];
    below = new int[by.length];
    Arrays.fill(root, -1);
    for (int v = 0; v < by.length; v++) {
      int top = v;
      while (by[top] >= 0) {
        below[top] += v < count ? 1 : 0;
        top = by[top];
      }
      below[top] += v < count ? 1 : 0;
      root[v] = top;
    }
  }
}
