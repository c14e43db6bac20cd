package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.AnomalyEvents.Signal;
import io.lull.pipeline.baseline.SeriesIntake.Outcome;
import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.model.ScrapeOrder;
import io.lull.pipeline.ordered.OrderedFunction;
import io.lull.schema.Event;
import io.lull.schema.MetricBatch;
import io.lull.schema.Scrape;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
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
  private transient SeriesIntake intake;
  private transient SeriesRegister register;
  private transient SampleJudge samples;
  private transient ResourceJudge judge;
  private transient MissingData missing;
  private transient @Nullable Gathered gathered; // within one timestamp only

  BaselineFunction(BaselineOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context opened) {
    context = opened;
    MetricGroup metrics = opened.runtime().getMetricGroup();
    BaselineCounts counts = new MetricCounts(metrics);
    tables = new SeriesStateTables(opened.runtime());
    cold = new ColdStateTables(opened.runtime(), options.tailBytes());
    intake = new SeriesIntake(options.maxAheadMillis());
    SeriesBaseline baseline = new SeriesBaseline(options.warmUpSamples(), cold);
    hot =
        new HotSeries(
            options.hotBytes(), new ResourceStateTables(opened, tables, cold, intake, baseline));
    register = new SeriesRegister(options, tables, cold, counts);
    missing = new MissingData(options.holdMillis());
    samples = new SampleJudge(options, register, missing, cold, intake, baseline, counts);
    judge = new ResourceJudge(options.holdMillis());
    metrics.gauge("hotBytes", () -> hot.bytes());
  }

  /** Counters of the subtask. */
  private static final class MetricCounts implements BaselineCounts {
    private final Counter[] byOutcome;
    private final Counter seriesRefused;
    private final Counter seriesExpired;
    private final Counter tailsChanged;
    private final Counter seasonsWritten;

    MetricCounts(MetricGroup metrics) {
      byOutcome = new Counter[Outcome.values().length];
      for (Outcome outcome : Outcome.values()) {
        byOutcome[outcome.ordinal()] = metrics.counter(outcome.counterName());
      }
      seriesRefused = metrics.counter("seriesRefused");
      seriesExpired = metrics.counter("seriesExpired");
      tailsChanged = metrics.counter("tailsChanged");
      seasonsWritten = metrics.counter("seasonsWritten");
    }

    @Override
    public void sample(Outcome outcome) {
      byOutcome[outcome.ordinal()].inc();
    }

    @Override
    public void seriesRefused() {
      seriesRefused.inc();
    }

    @Override
    public void seriesExpired() {
      seriesExpired.inc();
    }

    @Override
    public void tailsChanged() {
      tailsChanged.inc();
    }

    @Override
    public void seasonsWritten(int parts) {
      seasonsWritten.inc(parts);
    }
  }

  @Override
  public void take(String resource, Scrape scrape, long timestamp, Output<Event> out)
      throws Exception {
    Gathered open = gathered;
    if (open == null || !open.isOf(scrape)) {
      if (open != null) {
        finishUnderItsKey(open, timestamp, out);
      }
      open = begin(scrape, timestamp);
      gathered = open;
    }
    int before = open.series.heapBytes();
    int[] slots = samples.open(open, scrape);
    prepareAlarm(open);
    samples.judge(open, slots);
    hot.grown(open.series.heapBytes() - before);
  }

  private Gathered begin(Scrape scrape, long timestamp) {
    ResourceSeries series = hot.get(scrape.resource());
    if (series == null) {
      series = new ResourceSeries();
      hot.put(scrape.resource(), series);
    }
    Gathered open =
        new Gathered(
            series,
            new AnomalyEvents(scrape.resource(), scrape.timeMillis(), scrape.observedMillis()));
    if (missing.comes(series, scrape.timeMillis(), timestamp)) {
      open.events.add(open.about.dataBack("data come again"));
    }
    return open;
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
    missingSeries(open);
    open.events.forEach(out::collect);
    if (!open.signals.isEmpty()) {
      scores(open, watch, out);
    }
    if (open.known || watch.lastMillis() > 0) {
      series.watch(timed(series, watch, timestamp));
    }
  }

  /** Tells of series that stay away, or that none does any more. */
  private void missingSeries(Gathered open) {
    ResourceSeries series = open.series;
    MissingData.Names names = slot -> register.name(open, slot);
    if (missing.look(series, names)) {
      open.events.add(
          open.about.seriesMissing(MissingData.missing(series, names), missing.awayMillis(series)));
    } else {
      backAgain(open);
    }
  }

  private static void backAgain(Gathered open) {
    if (open.missingBefore > 0 && open.series.missing() == 0) {
      open.events.add(open.about.seriesBack());
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
      series.alarmSlots(register.names(open));
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
    if (missing.wait(series, time)) {
      open.events.add(open.about.noData(time - series.seenMillis));
    }
    if (series.expiryMillis <= time) {
      series.expiryMillis = 0;
      register.expire(open, intake);
      register.writeNames(open);
      cold.writeSeasons();
      backAgain(open);
    }
    if (series.isEmpty() && watch.alarm() == null) {
      if (series.silence == Silence.TOLD) {
        open.events.add(open.about.dataBack("forgotten: no data for long"));
      }
      hot.remove(resource);
      tables.clear();
      cold.clear(series);
    } else {
      series.watch(timed(series, watch, time));
    }
    open.events.forEach(out::collect);
  }

  /** Sees that a timer is there when something is due; one that is too early registers the next. */
  private Watch timed(ResourceSeries series, Watch watch, long nowMillis) {
    if (series.expiryMillis == 0) {
      series.expiryMillis = nowMillis + Math.max(1, options.ttlMillis() / EXPIRY_PARTS);
    }
    long first = Math.min(series.expiryMillis, missing.silentFrom(series));
    long due = Math.max(nowMillis + 1, Math.min(first, judge.endMillis(watch)));
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
