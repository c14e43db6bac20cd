package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.AnomalyEvents.Signal;
import io.lull.pipeline.baseline.SeriesIntake.Outcome;
import io.lull.pipeline.model.SampleScore;
import io.lull.pipeline.model.SeriesName;
import io.lull.pipeline.ordered.OrderedFunction;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/** Loads the series of a batch, has them judged, stores them and sees to the timer. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class BaselineFunction extends OrderedFunction<String, MetricBatch, Event> {
  private static final long serialVersionUID = 1L;

  private static final Comparator<MetricBatch> ORDER =
      Comparator.comparingLong(MetricBatch::getTimeMillis)
          .thenComparing(MetricBatch::getOrigin, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(MetricBatch::toString);

  /** How often a resource is looked through for series that have ended, as a part of the TTL. */
  private static final int EXPIRY_PARTS = 4;

  // Configuration.
  private final BaselineOptions options;

  // Checkpointed.
  private transient MapState<String, byte[]> series;
  private transient MapState<String, Integer> seriesOfMetric;
  private transient ValueState<Watch> watches;

  // Not checkpointed.
  private transient Context context;
  private transient ResourceJudge judge;
  private transient SeriesIntake intake;
  private transient SeriesBaseline baseline;
  private transient Counter[] counters; // by outcome
  private transient Counter seriesRefused;
  private transient Counter seriesExpired;

  BaselineFunction(BaselineOptions options) {
    this.options = options;
  }

  @Override
  public void open(Context opened) {
    context = opened;
    series =
        opened
            .runtime()
            .getMapState(
                new MapStateDescriptor<>(
                    "series", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    seriesOfMetric =
        opened
            .runtime()
            .getMapState(new MapStateDescriptor<>("series-of-metric", Types.STRING, Types.INT));
    watches =
        opened
            .runtime()
            .getState(new ValueStateDescriptor<>("watch", TypeInformation.of(Watch.class)));
    judge = new ResourceJudge(options.holdMillis());
    intake = new SeriesIntake(options.maxAheadMillis());
    baseline = new SeriesBaseline(options.warmUpSamples());
    counters = new Counter[Outcome.values().length];
    for (Outcome outcome : Outcome.values()) {
      counters[outcome.ordinal()] =
          opened.runtime().getMetricGroup().counter(outcome.counterName());
    }
    seriesRefused = opened.runtime().getMetricGroup().counter("seriesRefused");
    seriesExpired = opened.runtime().getMetricGroup().counter("seriesExpired");
  }

  @Override
  public void take(String resource, MetricBatch batch, long timestamp, Output<Event> out)
      throws Exception {
    AnomalyEvents about =
        new AnomalyEvents(resource, batch.getTimeMillis(), batch.getObservedMillis());
    List<Event> events = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    for (Sample sample : batch.getSamples()) {
      String name = SeriesName.of(sample.getMetric(), sample.getLabels());
      Judgement judgement = judge(name, sample, batch, about, events);
      if (judgement != null) {
        signals.add(new Signal(name, judgement));
      }
    }
    Watch known = watches.value();
    Watch watch = judge.take(known == null ? Watch.NEW : known, signals, about, events);
    events.forEach(out::collect);
    scores(batch, signals, watch, out);
    if (known != null || watch.lastMillis() > 0) {
      watches.update(timed(watch, timestamp));
    }
  }

  /** Judges one sample; null where it is not judged. */
  private @Nullable Judgement judge(
      String name, Sample sample, MetricBatch batch, AnomalyEvents about, List<Event> events)
      throws Exception {
    byte[] stored = series.get(name);
    if (stored == null) {
      intake.clear();
      baseline.clear();
    } else {
      SeriesBytes.read(stored, intake, baseline);
    }
    Outcome outcome = intake.take(sample, batch.getTimeMillis(), batch.getObservedMillis());
    counters[outcome.ordinal()].inc();
    switch (outcome) {
      case STALE -> {
        if (stored != null) {
          forget(name, about, events);
        }
        return null;
      }
      case ACCEPTED, FIRST_OF_COUNTER, UNIT_CHANGED -> {
        if (stored == null && !admit(sample.getMetric(), about, events)) {
          return unjudged(sample);
        }
      }
      default -> {
        return unjudged(sample);
      }
    }
    if (outcome == Outcome.UNIT_CHANGED) {
      baseline.clear();
    }
    Judgement judgement =
        outcome == Outcome.ACCEPTED
            ? baseline.take(batch.getTimeMillis(), intake.value())
            : Judgement.none(intake.value());
    series.put(name, SeriesBytes.write(intake, baseline));
    return judgement;
  }

  private @Nullable Judgement unjudged(Sample sample) {
    return options.allScores() ? Judgement.none(sample.getValue()) : null;
  }

  /** Whether the metric may have one more series on this resource. */
  private boolean admit(String metric, AnomalyEvents about, List<Event> events) throws Exception {
    Integer known = seriesOfMetric.get(metric);
    int count = known == null ? 0 : known;
    if (count < options.maxSeriesPerMetric()) {
      seriesOfMetric.put(metric, count + 1);
      return true;
    }
    seriesRefused.inc();
    if (count == options.maxSeriesPerMetric()) {
      seriesOfMetric.put(metric, count + 1); // one more than there are: it was told
      String message =
          metric + " has more than " + count + " series; those that are new are left out";
      events.add(about.cardinality(metric, EventStatus.RAISED, message));
    }
    return false;
  }

  private void forget(String name, AnomalyEvents about, List<Event> events) throws Exception {
    series.remove(name);
    String metric = SeriesName.metric(name);
    Integer known = seriesOfMetric.get(metric);
    int count = known == null ? 0 : known;
    boolean told = count > options.maxSeriesPerMetric();
    int left = (told ? count - 1 : count) - 1;
    if (told) {
      events.add(about.cardinality(metric, EventStatus.CLEARED, metric + " has room again"));
    }
    if (left > 0) {
      seriesOfMetric.put(metric, left);
    } else {
      seriesOfMetric.remove(metric);
    }
  }

  private void scores(MetricBatch batch, List<Signal> signals, Watch watch, Output<Event> out) {
    AnomalyAlarm alarm = watch.alarm();
    for (Signal signal : signals) {
      boolean anomaly = alarm != null && alarm.series().contains(signal.series());
      if (!anomaly && !options.allScores()) {
        continue;
      }
      Judgement said = signal.judgement();
      boolean judged = said.judged();
      out.collect(
          BaselineStage.SCORES,
          new SampleScore(
              batch.getTimeMillis(),
              batch.getResource(),
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
    Watch known = watches.value();
    if (known == null || context.draining()) {
      series.clear();
      seriesOfMetric.clear();
      watches.clear();
      return;
    }
    AnomalyEvents about = new AnomalyEvents(resource, time, time);
    List<Event> events = new ArrayList<>();
    Watch watch = judge.expire(known.withTimer(0), about, events);
    boolean left = expireSeries(time, about, events);
    events.forEach(out::collect);
    if (left || watch.alarm() != null) {
      watches.update(timed(watch, time));
    } else {
      watches.clear();
    }
  }

  /** Forgets the series that have given no sample for long; returns whether there are others. */
  private boolean expireSeries(long now, AnomalyEvents about, List<Event> events) throws Exception {
    Map<String, Long> last = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : series.entries()) {
      last.put(entry.getKey(), SeriesBytes.lastMillis(entry.getValue()));
    }
    boolean left = false;
    for (Map.Entry<String, Long> entry : last.entrySet()) {
      if (entry.getValue() + options.ttlMillis() <= now) {
        forget(entry.getKey(), about, events);
        seriesExpired.inc();
      } else {
        left = true;
      }
    }
    return left;
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

  /** By where they were read; only batches without an origin need a look at what they hold. */
  @Override
  public int compare(MetricBatch a, MetricBatch b) {
    return ORDER.compare(a, b);
  }
}
