package io.lull.benchmark;

import com.amazon.randomcutforest.RandomCutForest;
import java.util.List;

/** What random cut forests take: the default 50 trees, one thread, a forest of one series. */
final class ForestCost {
  private static final int WARM_UP = 5_000;

  private ForestCost() {}

  /**
   * Scores and learns samples.
   *
   * @return samples a second
   */
  static double samplesPerSecond(int samples) {
    RandomCutForest forest =
        RandomCutForest.builder()
            .dimensions(1)
            .randomSeed(7)
            .parallelExecutionEnabled(false)
            .build();
    MetricsPlan plan = new MetricsPlan(1, 1, samples + WARM_UP, 60_000, 0, 1);
    HostMetrics.Series series = List.copyOf(HostMetrics.series(1)).get(0);
    double scores = take(forest, series, plan, 0, WARM_UP);
    long started = System.nanoTime();
    scores += take(forest, series, plan, WARM_UP, WARM_UP + samples);
    double seconds = (System.nanoTime() - started) / 1e9;
    if (!(scores > 0)) {
      throw new IllegalStateException("the forest did not score");
    }
    return samples / seconds;
  }

  private static double take(
      RandomCutForest forest, HostMetrics.Series series, MetricsPlan plan, int from, int to) {
    double scores = 0;
    double[] point = new double[1];
    for (int i = from; i < to; i++) {
      point[0] = HostMetrics.value(series, 0, 0, i, plan.timeMillis(0, i), plan);
      scores += forest.getAnomalyScore(point);
      forest.update(point);
    }
    return scores;
  }
}
