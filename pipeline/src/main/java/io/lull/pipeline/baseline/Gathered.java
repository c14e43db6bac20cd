package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.AnomalyEvents.Signal;
import io.lull.schema.Event;
import io.lull.schema.Scrape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was taken of one resource at one time, and what is to be said of it. */
final class Gathered {
  final ResourceSeries series;
  final AnomalyEvents about;
  final List<Event> events = new ArrayList<>(0);
  final List<Signal> signals = new ArrayList<>(0);
  final boolean known;
  final int missingBefore;

  @Nullable SeriesNames names; // once they were needed
  boolean namesChanged;

  Gathered(ResourceSeries series, AnomalyEvents about) {
    this.series = series;
    this.about = about;
    this.missingBefore = series.missing();
    this.known = series.lastMillis != 0;
  }

  boolean isOf(Scrape scrape) {
    return about.timeMillis() == scrape.timeMillis() && about.resource().equals(scrape.resource());
  }
}
