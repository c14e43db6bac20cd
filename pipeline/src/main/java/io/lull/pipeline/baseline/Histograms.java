package io.lull.pipeline.baseline;

import io.lull.schema.MetricKind;
import io.lull.schema.ScrapeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The histograms among the series of a layout, in Prometheus' classic form: {@code _bucket} series
 * with the cumulated count up to {@code le}, the last of them {@code +Inf}. Buckets by themselves
 * say little; what is judged are quantiles of what was counted since the scrape before, as the
 * series {@code name{quantile="0.99"}} that a summary would have, and the rates of {@code _count}
 * and {@code _sum}, which are counters like any other.
 *
 * <p>Within a bucket values are taken for spread evenly; the quantile of what lies beyond the last
 * finite bound is that bound, as in Prometheus' {@code histogram_quantile}.
 */
final class Histograms {
  static final Histograms NONE = new Histograms(List.of(), new boolean[0]);

  /** Quantiles of each histogram that are judged. */
  static final double[] QUANTILES = {0.5, 0.99};

  /** How the names of buckets' series end. */
  static final String BUCKET = "_bucket";

  /** So many series of buckets count as one of another metric. */
  static final int USUAL_BUCKETS = 16;

  private static final String BOUND = "le";

  private final List<Histogram> histograms;
  private final boolean[] buckets;

  /**
   * One histogram.
   *
   * @param metric its name, without {@code _bucket}
   * @param unit of what is measured
   * @param indexes its buckets in the layout, by ascending bound
   * @param bounds upper bounds, the last is infinite
   */
  record Histogram(String metric, String unit, int[] indexes, double[] bounds) {
    /** The labels of a quantile's series, from those of a bucket. */
    static Map<String, String> labels(Map<String, String> ofBucket, double quantile) {
      Map<String, String> labels = new LinkedHashMap<>(ofBucket);
      labels.remove(BOUND);
      labels.put("quantile", Double.toString(quantile));
      return labels;
    }

    /**
     * A quantile of what was counted.
     *
     * @param rates by index in the layout; NaN: not known, such as of a bucket that holds its first
     *     value; then it is as if there was no bound there
     * @return NaN where nothing was counted, or that is not known
     */
    double quantile(double quantile, double[] rates) {
      double total = rates[indexes[indexes.length - 1]];
      if (!(total > 0)) {
        return Double.NaN;
      }
      double wanted = quantile * total;
      double below = 0;
      double from = Math.min(0, bounds[0]);
      for (int i = 0; i < indexes.length; i++) {
        if (Double.isNaN(rates[indexes[i]])) {
          continue;
        }
        double upTo = Math.max(below, rates[indexes[i]]);
        if (upTo >= wanted) {
          boolean open = Double.isInfinite(bounds[i]);
          return open || upTo == below
              ? from
              : from + (bounds[i] - from) * (wanted - below) / (upTo - below);
        }
        below = upTo;
        from = bounds[i];
      }
      return from;
    }
  }

  private Histograms(List<Histogram> histograms, boolean[] buckets) {
    this.histograms = List.copyOf(histograms);
    this.buckets = buckets;
  }

  static Histograms of(ScrapeLayout layout) {
    Map<String, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < layout.size(); i++) {
      ScrapeLayout.Entry entry = layout.entry(i);
      if (isBucket(entry)) {
        Map<String, String> labels = new HashMap<>(entry.labels());
        labels.remove(BOUND);
        String group = entry.metric() + new TreeMap<>(labels);
        groups.computeIfAbsent(group, g -> new ArrayList<>()).add(i);
      }
    }
    if (groups.isEmpty()) {
      return NONE;
    }
    List<Histogram> found = new ArrayList<>();
    boolean[] buckets = new boolean[layout.size()];
    for (List<Integer> group : groups.values()) {
      Histogram histogram = histogram(layout, group);
      if (histogram != null) {
        found.add(histogram);
        Arrays.stream(histogram.indexes()).forEach(index -> buckets[index] = true);
      }
    }
    return found.isEmpty() ? NONE : new Histograms(found, buckets);
  }

  private static boolean isBucket(ScrapeLayout.Entry entry) {
    return entry.kind() != MetricKind.GAUGE
        && entry.metric().endsWith(BUCKET)
        && entry.labels().containsKey(BOUND);
  }

  /** Null where it is none after all: bounds that are no numbers, or none that is infinite. */
  private static @Nullable Histogram histogram(ScrapeLayout layout, List<Integer> group) {
    group.sort(Comparator.comparingDouble(index -> bound(layout.entry(index))));
    int[] indexes = group.stream().mapToInt(Integer::intValue).toArray();
    double[] bounds = group.stream().mapToDouble(index -> bound(layout.entry(index))).toArray();
    if (bounds.length < 2 || bounds[bounds.length - 1] != Double.POSITIVE_INFINITY) {
      return null;
    }
    String metric = layout.entry(indexes[0]).metric();
    String name = metric.substring(0, metric.length() - BUCKET.length());
    return new Histogram(name, unit(layout, name), indexes, bounds);
  }

  /** NaN, which is sorted last, where it is no number. */
  private static double bound(ScrapeLayout.Entry bucket) {
    String text = bucket.labels().getOrDefault(BOUND, "");
    if (text.equals("+Inf")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** That of the sum: buckets are counts. */
  private static String unit(ScrapeLayout layout, String name) {
    for (int i = 0; i < layout.size(); i++) {
      if (layout.entry(i).metric().equals(name + "_sum")) {
        return layout.entry(i).unit();
      }
    }
    return "";
  }

  /** Whether a series is the bucket of a histogram, so that it is not judged by itself. */
  boolean isBucket(int index) {
    return buckets.length > 0 && buckets[index];
  }

  List<Histogram> all() {
    return histograms;
  }

  /** How many series the quantiles are. */
  int quantiles() {
    return histograms.size() * QUANTILES.length;
  }

  Histogram histogramOf(int quantile) {
    return histograms.get(quantile / QUANTILES.length);
  }

  static double quantile(int quantile) {
    return QUANTILES[quantile % QUANTILES.length];
  }
}
