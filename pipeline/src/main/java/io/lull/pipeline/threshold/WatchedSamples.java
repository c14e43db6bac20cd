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
 * Which samples of a scrape rules look at, by its layout: mostly none, and then a scrape is done
 * with one look-up.
 */
final class WatchedSamples {
  /** Layouts come from the outside: beyond this many the cache starts again. */
  private static final int MAX_LAYOUTS = 20_000;

  private final RuleSet rules;
  private final boolean all;
  private final Map<ScrapeLayout, int[]> byLayout = new HashMap<>();

  /**
   * @param all whether also samples count that no rule looks at
   */
  WatchedSamples(RuleSet rules, boolean all) {
    this.rules = rules;
    this.all = all;
  }

  int[] indexes(Scrape scrape) {
    ScrapeLayout layout = scrape.layout();
    int[] known = byLayout.get(layout);
    if (known != null) {
      return known;
    }
    if (byLayout.size() >= MAX_LAYOUTS) {
      byLayout.clear();
    }
    int[] found = new int[layout.size()];
    int size = 0;
    for (int i = 0; i < found.length; i++) {
      if (all || !rules.watching(layout.entry(i).metric()).isEmpty()) {
        found[size++] = i;
      }
    }
    int[] indexes = Arrays.copyOf(found, size);
    byLayout.put(layout, indexes);
    return indexes;
  }

  MetricBatch batch(Scrape scrape, int[] indexes) {
    List<Sample> samples = new ArrayList<>(indexes.length);
    for (int index : indexes) {
      samples.add(scrape.sample(index));
    }
    return scrape.toBatch(samples);
  }
}
