package io.lull.pipeline.forecast;

import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which series of a scrape have a metric that a rule names, by its layout: mostly none, and then a
 * scrape is done with one look-up.
 */
final class LimitedSamples {
  /** Layouts come from the outside: beyond this many the cache starts again. */
  private static final int MAX_LAYOUTS = 20_000;

  private final LimitSet rules;
  private final Map<ScrapeLayout, int[]> byLayout = new HashMap<>();

  LimitedSamples(LimitSet rules) {
    this.rules = rules;
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
      if (rules.isWatched(layout.entry(i).metric())) {
        found[size++] = i;
      }
    }
    int[] indexes = Arrays.copyOf(found, size);
    byLayout.put(layout, indexes);
    return indexes;
  }
}
