package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.AnomalyEvents.Signal;
import io.lull.pipeline.baseline.SeriesIntake.Outcome;
import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.model.ScrapeOrder;
import io.lull.pipeline.model.SeriesName;
import io.lull.pipeline.ordered.OrderedFunction;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.Scrape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Has the scrapes of a resource at one time judged as one, however many records they came in, and
 * sees to the timer. What a sample needs of its series is mostly on the heap ({@link HotSeries}).
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class BaselineFunction extends OrderedFunction<String, Scrape, Event> {
  private static final long serialVersionUID = 1L;

  /** How often a resource is looked through for series that have ended, as a part of the TTL. */
  private static final int EXPIRY_PARTS = 4;

  // Configuration.
  private final BaselineOptions options;

  // Checkpointed.
  private transient SeriesStateTables tables;
  private transient ColdStateTables cold;
  private transient HotSeries hot;

  // Not checkpointed.
  private transient Context context;
  private transient ResourceJudge judge;
  private transient SeriesIntake intake;
  private transient SeriesBaseline baseline;
  private transient ScrapeReader samples;
  private transient Bytes cursor;
  private transient Counter[] counters; // by outcome
  private transient Counter seriesRefused;
  private transient Counter seriesExpired;
  private transient Counter tailsWritten;
  private transient Counter seasonsWritten;
  private transient @Nullable Gathered gathered; // within one timestamp only

  /** What was taken of one resource at one time. */
  private static final class Gathered {
    final ResourceSeries series;
    final AnomalyEvents about;
    final List<Event> events = new ArrayList<>(0);
    final List<Signal> signals = new ArrayList<>(0);
    final boolean known;
    @Nullable SeriesNames names; // once they were needed
    boolean namesChanged;

    Gathered(ResourceSeries series, AnomalyEvents about) {
      this.series = series;
      this.about = about;
      this.known = series.lastMillis != 0;
    }

    boolean isOf(Scrape scrape) {
      return about.timeMillis() == scrape.timeMillis()
          && about.resource().equals(scrape.resource());
    }
  }

  BaselineFunction(BaselineOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context opened) {
    context = opened;
    tables = new SeriesStateTables(opened.runtime());
    cold = new ColdStateTables(opened.runtime());
    hot = new HotSeries(options.hotBytes(), new Stored());
    judge = new ResourceJudge(options.holdMillis());
    intake = new SeriesIntake(options.maxAheadMillis());
    baseline = new SeriesBaseline(options.warmUpSamples(), cold);
    samples = new ScrapeReader();
    cursor = new Bytes();
    counters = new Counter[Outcome.values().length];
    for (Outcome outcome : Outcome.values()) {
      counters[outcome.ordinal()] =
          opened.runtime().getMetricGroup().counter(outcome.counterName());
    }
    seriesRefused = opened.runtime().getMetricGroup().counter("seriesRefused");
    tailsWritten = opened.runtime().getMetricGroup().counter("tailsWritten");
    seasonsWritten = opened.runtime().getMetricGroup().counter("seasonsWritten");
    seriesExpired = opened.runtime().getMetricGroup().counter("seriesExpired");
    opened.runtime().getMetricGroup().gauge("hotBytes", () -> hot.bytes());
  }

  /** Resources that are not on the heap. */
  private final class Stored implements HotSeries.Store {
    /** The current key is that of the resource. */
    @Override
    public @Nullable ResourceSeries read(String resource) {
      try {
        ResourceSeries known = tables.hot();
        return known == null && context.restored() ? readBefore() : known;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void write(String resource, ResourceSeries series) {
      context.underKey(
          resource,
          () -> {
            try {
              tables.hot(series);
              if (series.alarmChanged) {
                tables.watch(series.watch());
                series.alarmChanged = false;
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** A resource as releases up to 0.2 kept it, each series in an entry of its own. */
  private @Nullable ResourceSeries readBefore() throws IOException {
    Map<String, byte[]> before = tables.takeBefore();
    if (before.isEmpty()) {
      return null;
    }
    ResourceSeries series = new ResourceSeries();
    SeriesNames names = new SeriesNames();
    before.forEach(
        (name, bytes) -> {
          SeriesBytes.read(bytes, intake, baseline);
          int slot = series.take();
          names.put(slot, name);
          keep(series, slot);
        });
    cold.write();
    tables.names(names);
    Watch watch = tables.watch();
    if (watch != null) {
      series.watch(watch);
    }
    return series;
  }

  @Override
  public void take(String resource, Scrape scrape, long timestamp, Output<Event> out)
      throws Exception {
    Gathered open = gathered;
    if (open == null || !open.isOf(scrape)) {
      if (open != null) {
        finishUnderItsKey(open, timestamp, out);
      }
      open = begin(scrape);
      gathered = open;
    }
    int before = open.series.heapBytes();
    samples.open(scrape);
    int[] slots = slots(open, scrape.seriesHash());
    prepareAlarm(open);
    for (int i = 0; i < slots.length; i++) {
      samples.at(i);
      if (samples.isThere()) {
        judge(open, i, slots);
      }
    }
    cold.write();
    writeNames(open);
    hot.grown(open.series.heapBytes() - before);
  }

  private Gathered begin(Scrape scrape) {
    ResourceSeries series = hot.get(scrape.resource());
    if (series == null) {
      series = new ResourceSeries();
      hot.put(scrape.resource(), series);
    }
    return new Gathered(
        series, new AnomalyEvents(scrape.resource(), scrape.timeMillis(), scrape.observedMillis()));
  }

  private int[] slots(Gathered open, long hash) throws IOException {
    int[] known = open.series.order(hash);
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
    open.series.order(hash, slots);
    return slots;
  }

  private SeriesNames names(Gathered open) throws IOException {
    SeriesNames names = open.names;
    if (names == null) {
      names = tables.names();
      open.names = names;
    }
    return names;
  }

  private void writeNames(Gathered open) throws IOException {
    if (open.namesChanged) {
      tables.names(names(open));
      open.namesChanged = false;
    }
  }

  /** Judges one sample, which the reader is at. */
  private void judge(Gathered open, int index, int[] slots) throws Exception {
    ResourceSeries series = open.series;
    int slot = slots[index];
    if (slot == ResourceSeries.NONE) {
      slot = names(open).slot(samples.name()); // known since, such as by the same name before it
      slots[index] = slot;
    }
    boolean known = slot != ResourceSeries.NONE;
    if (known) {
      cold.at(slot);
      series.at(slot, cursor);
      intake.read(cursor);
      baseline.readHot(cursor);
    } else {
      intake.clear();
      baseline.begin();
    }
    Outcome outcome = samples.take(intake);
    counters[outcome.ordinal()].inc();
    switch (outcome) {
      case STALE -> {
        if (known) {
          forget(open, slot, samples.name());
          slots[index] = ResourceSeries.NONE;
        }
        return;
      }
      case ACCEPTED, FIRST_OF_COUNTER, UNIT_CHANGED -> {
        if (!known) {
          slot = admit(open);
          slots[index] = slot;
        }
      }
      default -> slot = ResourceSeries.NONE;
    }
    if (slot == ResourceSeries.NONE) {
      if (options.allScores()) {
        open.signals.add(new Signal(samples.name(), Judgement.none(samples.value())));
      }
      return;
    }
    if (outcome == Outcome.UNIT_CHANGED) {
      baseline.clear();
    }
    boolean judged = outcome == Outcome.ACCEPTED && samples.isJudged();
    if (judged) {
      baseline.observe(open.about.timeMillis(), intake.value());
    }
    String inAlarm = series.alarmed ? series.nameInAlarm(slot) : null;
    if (inAlarm != null || judged && baseline.score() > 0 || options.allScores()) {
      Judgement judgement = judged ? baseline.judgement() : Judgement.none(intake.value());
      open.signals.add(new Signal(inAlarm != null ? inAlarm : samples.name(), judgement));
    }
    keep(series, slot);
  }

  private void keep(ResourceSeries series, int slot) {
    series.at(slot, cursor);
    intake.write(cursor);
    baseline.writeHot(cursor);
    series.changed = true;
    if (baseline.tailsChanged() || baseline.seasonChanged()) {
      cold.at(slot);
      cold.keep(baseline);
      (baseline.tailsChanged() ? tailsWritten : seasonsWritten).inc();
    }
  }

  /** A slot for a new series, if its metric may have one more on this resource. */
  private int admit(Gathered open) throws Exception {
    String metric = samples.metric();
    int count = tables.seriesOf(metric);
    int most = mostSeries(metric);
    if (count < most) {
      tables.seriesOf(metric, count + 1);
      int slot = open.series.take();
      names(open).put(slot, samples.name());
      open.namesChanged = true;
      return slot;
    }
    seriesRefused.inc();
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

  private void forget(Gathered open, int slot, String name) throws Exception {
    names(open).remove(slot);
    open.namesChanged = true;
    cold.forget(slot);
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

  @Override
  public void afterTime(long timestamp, Output<Event> out) throws Exception {
    Gathered open = gathered;
    if (open != null) {
      gathered = null;
      finishUnderItsKey(open, timestamp, out);
    }
  }

  private void finishUnderItsKey(Gathered open, long timestamp, Output<Event> out) {
    context.underKey(
        open.about.resource(),
        () -> {
          try {
            finish(open, timestamp, out);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** All of a resource at one time has been taken: says what that means together. */
  private void finish(Gathered open, long timestamp, Output<Event> out) throws IOException {
    ResourceSeries series = open.series;
    prepareAlarm(open);
    Watch watch = judge.take(series.watch(), open.signals, open.about, open.events);
    open.events.forEach(out::collect);
    if (!open.signals.isEmpty()) {
      scores(open, watch, out);
    }
    if (open.known || watch.lastMillis() > 0) {
      series.watch(timed(watch, timestamp));
    }
  }

  /** The alarm that is up is known, and which slots its series have. */
  private void prepareAlarm(Gathered open) throws IOException {
    ResourceSeries series = open.series;
    if (series.lacksAlarm()) {
      Watch watch = tables.watch();
      series.alarm(watch == null ? null : watch.alarm());
    }
    if (series.lacksAlarmSlots()) {
      series.alarmSlots(names(open));
    }
  }

  private void scores(Gathered open, Watch watch, Output<Event> out) {
    AnomalyAlarm alarm = watch.alarm();
    for (Signal signal : open.signals) {
      boolean anomaly = alarm != null && alarm.series().contains(signal.series());
      if (!anomaly && !options.allScores()) {
        continue;
      }
      Judgement said = signal.judgement();
      boolean judged = said.judged();
      out.collect(
          BaselineStage.SCORES,
          new SampleScore(
              open.about.timeMillis(),
              open.about.resource(),
              signal.series(),
              said.value(),
              judged ? said.expected() : null,
              judged ? said.expected() - said.margin() : null,
              judged ? said.expected() + said.margin() : null,
              said.score(),
              anomaly));
    }
  }

  @Override
  public void onTimer(String resource, long time, Output<Event> out) throws Exception {
    if (context.draining()) {
      return;
    }
    ResourceSeries series = hot.get(resource);
    if (series == null) {
      return;
    }
    Gathered open = new Gathered(series, new AnomalyEvents(resource, time, time));
    prepareAlarm(open);
    Watch watch = judge.expire(series.watch().withTimer(0), open.about, open.events);
    expireSeries(time, open);
    writeNames(open);
    open.events.forEach(out::collect);
    if (series.isEmpty() && watch.alarm() == null) {
      hot.remove(resource);
      tables.clear();
      cold.clear();
    } else {
      series.watch(timed(watch, time));
    }
  }

  /** Forgets the series that have given no sample for long. */
  private void expireSeries(long now, Gathered open) throws Exception {
    List<Map.Entry<String, Integer>> ended = new ArrayList<>(0);
    for (Map.Entry<String, Integer> entry : names(open).sorted()) {
      open.series.at(entry.getValue(), cursor);
      intake.read(cursor);
      if (intake.lastMillis() + options.ttlMillis() <= now) {
        ended.add(entry);
      }
    }
    for (Map.Entry<String, Integer> entry : ended) {
      forget(open, entry.getValue(), entry.getKey());
      seriesExpired.inc();
    }
  }

  /** Sees that a timer is there when something is due; one that is too early registers the next. */
  private Watch timed(Watch watch, long nowMillis) {
    long expiry = nowMillis + Math.max(1, options.ttlMillis() / EXPIRY_PARTS);
    long due = Math.max(nowMillis + 1, Math.min(expiry, judge.endMillis(watch)));
    if (watch.timerMillis() != 0 && watch.timerMillis() <= due) {
      return watch;
    }
    if (watch.timerMillis() != 0) {
      context.deleteTimer(watch.timerMillis());
    }
    context.registerTimer(due);
    return watch.withTimer(due);
  }

  /** What has changed on the heap is in the state with every checkpoint. */
  @Override
  public void beforeSnapshot() {
    hot.flush();
  }

  @Override
  public int compare(Scrape a, Scrape b) {
    return ScrapeOrder.INSTANCE.compare(a, b);
  }

  @Override
  public HeldBefore<MetricBatch, Scrape> heldBefore() {
    return new HeldBefore<>(TypeInformation.of(MetricBatch.class), Scrape::of);
  }
}
