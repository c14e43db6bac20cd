package io.lull.pipeline.baseline;

import io.lull.pipeline.model.SeriesName;
import io.lull.schema.EventStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which series a resource has: they are admitted, found by name, and forgotten. */
final class SeriesRegister {
  private final BaselineOptions options;
  private final SeriesStateTables tables;
  private final ColdStateTables cold;
  private final BaselineCounts counts;

  /**
   * @param tables of the resource that is the current key
   * @param cold the same
   */
  SeriesRegister(
      BaselineOptions options,
      SeriesStateTables tables,
      ColdStateTables cold,
      BaselineCounts counts) {
    this.options = options;
    this.tables = tables;
    this.cold = cold;
    this.counts = counts;
  }

  /** Slots of the samples that the reader has; those of new series are {@code NONE}. */
  int[] slots(Gathered open, ScrapeReader samples, long seriesHash) throws IOException {
    int[] known = open.series.order(seriesHash);
    if (known != null && known.length == samples.size()) {
      return known;
    }
    SeriesNames names = names(open);
    int[] slots = new int[samples.size()];
    int more = 0;
    for (int i = 0; i < slots.length; i++) {
      samples.at(i);
      slots[i] = names.slot(samples.name());
      more += slots[i] == ResourceSeries.NONE ? 1 : 0;
    }
    open.series.reserve(Math.min(more, options.maxSeriesPerMetric()));
    open.series.order(seriesHash, slots);
    return slots;
  }

  SeriesNames names(Gathered open) throws IOException {
    SeriesNames names = open.names;
    if (names == null) {
      names = tables.names();
      open.names = names;
    }
    return names;
  }

  /** The name of the series in a slot. */
  String name(Gathered open, int slot) {
    try {
      return names(open).name(slot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void writeNames(Gathered open) throws IOException {
    if (open.namesChanged) {
      tables.names(names(open));
      open.namesChanged = false;
    }
  }

  /** A slot for a new series, if its metric may have one more on this resource. */
  int admit(Gathered open, String metric, String name) throws Exception {
    int count = tables.seriesOf(metric);
    int most = mostSeries(metric);
    if (count < most) {
      tables.seriesOf(metric, count + 1);
      int slot = open.series.take();
      names(open).put(slot, name);
      open.namesChanged = true;
      return slot;
    }
    counts.seriesRefused();
    if (count == most) {
      tables.seriesOf(metric, count + 1); // one more than there are: it was told
      String message =
          metric + " has more than " + count + " series; those that are new are left out";
      open.events.add(open.about.cardinality(metric, EventStatus.RAISED, message));
    }
    return ResourceSeries.NONE;
  }

  private int mostSeries(String metric) {
    int most = options.maxSeriesPerMetric();
    return metric.endsWith(Histograms.BUCKET) ? Histograms.USUAL_BUCKETS * most : most;
  }

  void forget(Gathered open, int slot, String name) throws Exception {
    names(open).remove(slot);
    open.namesChanged = true;
    cold.forget(open.series, slot);
    open.series.free(slot);
    String metric = SeriesName.metric(name);
    int count = tables.seriesOf(metric);
    boolean told = count > mostSeries(metric);
    if (told) {
      open.events.add(
          open.about.cardinality(metric, EventStatus.CLEARED, metric + " has room again"));
    }
    tables.seriesOf(metric, (told ? count - 1 : count) - 1);
  }

  /** Forgets the series that have given no sample for long. */
  void expire(Gathered open, SeriesIntake intake) throws Exception {
    long oldest = open.about.timeMillis() - options.ttlMillis();
    Bytes cursor = new Bytes();
    List<Map.Entry<String, Integer>> ended = new ArrayList<>(0);
    for (Map.Entry<String, Integer> entry : names(open).sorted()) {
      open.series.at(entry.getValue(), cursor);
      intake.read(cursor);
      if (intake.lastMillis() <= oldest) {
        ended.add(entry);
      }
    }
    for (Map.Entry<String, Integer> entry : ended) {
      forget(open, entry.getValue(), entry.getKey());
      counts.seriesExpired();
    }
  }
}
