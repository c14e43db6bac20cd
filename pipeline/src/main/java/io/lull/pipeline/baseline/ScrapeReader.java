package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.Histograms.Histogram;
import io.lull.pipeline.baseline.SeriesIntake.Outcome;
import io.lull.pipeline.model.SeriesName;
import io.lull.schema.MetricKind;
import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a scrape one by one: those that were sent, then the quantiles of its histograms,
 * which are made of the former. Reused from scrape to scrape.
 */
final class ScrapeReader {
  /** Layouts come from the outside: beyond this many the cache starts again. */
  private static final int MAX_LAYOUTS = 20_000;

  private static final double[] NO_RATES = {};

  private final Map<ScrapeLayout, Histograms> byLayout = new HashMap<>();
  private @Nullable Scrape scrape;
  private Histograms histograms = Histograms.NONE;
  private double[] rates = NO_RATES; // of buckets, per second
  private int index;
  private double quantile;

  void open(Scrape next) {
    scrape = next;
    histograms = histograms(next.layout());
    if (histograms.quantiles() > 0 && rates.length < next.size()) {
      rates = new double[next.size()];
    }
  }

  private Histograms histograms(ScrapeLayout layout) {
    Histograms known = byLayout.get(layout);
    if (known == null) {
      if (byLayout.size() >= MAX_LAYOUTS) {
        byLayout.clear();
      }
      known = Histograms.of(layout);
      byLayout.put(layout, known);
    }
    return known;
  }

  private Scrape scrape() {
    Scrape open = scrape;
    if (open == null) {
      throw new IllegalStateException("no scrape is open");
    }
    return open;
  }

  /** How many samples there are. */
  int size() {
    return scrape().size() + histograms.quantiles();
  }

  /** Goes to a sample; those before it have been taken. */
  void at(int next) {
    index = next;
    if (isQuantile()) {
      quantile = histogram().quantile(Histograms.quantile(number()), rates);
    }
  }

  private boolean isQuantile() {
    return index >= scrape().size();
  }

  private int number() {
    return index - scrape().size();
  }

  private Histogram histogram() {
    return histograms.histogramOf(number());
  }

  /** Whether there is a sample: of nothing that was counted there is no quantile. */
  boolean isThere() {
    return !isQuantile() || Double.isFinite(quantile) || isStale();
  }

  private boolean isStale() {
    return scrape().isStale(isQuantile() ? histogram().indexes()[0] : index);
  }

  /** Whether it is to be judged, and not only to be counted. */
  boolean isJudged() {
    return isQuantile() || !histograms.isBucket(index);
  }

  /** Whether it was sent as it is, so that its series is expected to go on. */
  boolean isSent() {
    return !isQuantile() && !histograms.isBucket(index);
  }

  String metric() {
    return isQuantile() ? histogram().metric() : scrape().layout().entry(index).metric();
  }

  /** The name of its series. */
  String name() {
    if (!isQuantile()) {
      return SeriesName.of(metric(), scrape().labels(index));
    }
    Map<String, String> ofBucket = scrape().labels(histogram().indexes()[0]);
    return SeriesName.of(metric(), Histogram.labels(ofBucket, Histograms.quantile(number())));
  }

  double value() {
    return isQuantile() ? quantile : scrape().value(index);
  }

  /** Has the sample taken in. */
  Outcome take(SeriesIntake intake) {
    Scrape open = scrape();
    if (isQuantile()) {
      return intake.take(
          MetricKind.GAUGE,
          histogram().unit(),
          isStale() ? Scrape.STALE : Scrape.bits(quantile),
          open.timeMillis(),
          open.observedMillis());
    }
    ScrapeLayout.Entry entry = open.layout().entry(index);
    Outcome outcome =
        intake.take(
            entry.kind(), entry.unit(), open.bits(index), open.timeMillis(), open.observedMillis());
    if (histograms.isBucket(index)) {
      rates[index] = outcome == Outcome.ACCEPTED ? intake.value() : Double.NaN;
    }
    return outcome;
  }
}
