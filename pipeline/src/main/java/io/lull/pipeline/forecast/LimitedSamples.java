package io.lull.pipeline.forecast;

import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which series of a scrape may have a limit, or count for an objective, by its layout: mostly none,
 * and then a scrape is done with one look-up.
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
    Set<String> metrics = new HashSet<>();
    for (int i = 0; i < found.length; i++) {
      metrics.add(layout.entry(i).metric());
    }
    for (int i = 0; i < found.length; i++) {
      if (isLimited(layout.entry(i), metrics)) {
        found[size++] = i;
      }
    }
    int[] indexes = Arrays.copyOf(found, size);
    byLayout.put(layout, indexes);
    return indexes;
  }

  private boolean isLimited(ScrapeLayout.Entry entry, Set<String> metrics) {
    if (rules.isCounted(entry.metric())) {
      return true;
    }
    for (LimitRule rule : rules.watching(entry.metric())) {
      String sibling = rule.sibling(entry.metric());
      if ((sibling == null || metrics.contains(sibling)) && rule.mayWatch(entry.labels())) {
        return true;
      }
    }
    return false;
  }
}
