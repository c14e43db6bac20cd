package io.lull.pipeline.threshold;

import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which samples of a scrape rules look at, by its layout: mostly none breaches anything, and then a
 * scrape is done with one look-up and a comparison for each rule that may watch one of them.
 */
final class WatchedSamples {
  /** Layouts come from the outside: beyond this many the cache starts again. */
  private static final int MAX_LAYOUTS = 20_000;

  private final RuleSet rules;
  private final boolean all;
  private final Map<ScrapeLayout, Watched> byLayout = new HashMap<>();

  /**
   * Of one layout.
   *
   * @param indexes samples whose metric a rule names
   * @param compared those that a rule may watch, as far as the layout can tell
   * @param rules of each that is compared
   * @param rates whether one of them looks at rates, for which every sample is kept
   */
  private record Watched(int[] indexes, int[] compared, ThresholdRule[][] rules, boolean rates) {}

  /**
   * @param all whether also samples count that no rule looks at
   */
  WatchedSamples(RuleSet rules, boolean all) {
    this.rules = rules;
    this.all = all;
  }

  /** Whether no rule is breached and none keeps anything, so that without a state none is made. */
  boolean isQuiet(Scrape scrape) {
    Watched watched = of(scrape.layout());
    if (all || watched.rates) {
      return watched.indexes.length == 0;
    }
    for (int i = 0; i < watched.compared.length; i++) {
      double value =
          scrape.value(watched.compared[i]); // a stale marker is NaN: it breaches nothing
      for (ThresholdRule rule : watched.rules[i]) {
        if (rule.breaches(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The samples that rules look at. */
  MetricBatch batch(Scrape scrape) {
    int[] indexes = of(scrape.layout()).indexes;
    List<Sample> samples = new ArrayList<>(indexes.length);
    for (int index : indexes) {
      samples.add(scrape.sample(index));
    }
    return scrape.toBatch(samples);
  }

  private Watched of(ScrapeLayout layout) {
    Watched known = byLayout.get(layout);
    if (known != null) {
      return known;
    }
    if (byLayout.size() >= MAX_LAYOUTS) {
      byLayout.clear();
    }
    Watched watched = find(layout);
    byLayout.put(layout, watched);
    return watched;
  }

  private Watched find(ScrapeLayout layout) {
    int[] indexes = new int[layout.size()];
    int[] compared = new int[layout.size()];
    List<ThresholdRule[]> ofCompared = new ArrayList<>();
    boolean rates = false;
    int size = 0;
    for (int i = 0; i < indexes.length; i++) {
      ScrapeLayout.Entry entry = layout.entry(i);
      List<ThresholdRule> ofMetric = rules.watching(entry.metric());
      if (all || !ofMetric.isEmpty()) {
        indexes[size++] = i;
      }
      ThresholdRule[] may =
          ofMetric.stream()
              .filter(rule -> rule.mayWatch(entry.labels()))
              .toArray(ThresholdRule[]::new);
      if (may.length > 0) {
        compared[ofCompared.size()] = i;
        ofCompared.add(may);
        rates |= Arrays.stream(may).anyMatch(ThresholdRule::rate);
      }
    }
    return new Watched(
        Arrays.copyOf(indexes, size),
        Arrays.copyOf(compared, ofCompared.size()),
        ofCompared.toArray(ThresholdRule[][]::new),
        rates);
  }
}
