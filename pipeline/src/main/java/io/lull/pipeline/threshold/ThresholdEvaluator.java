package io.lull.pipeline.threshold;

import io.lull.pipeline.model.SampleScore;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import io.lull.schema.MetricKind;
import io.lull.schema.Sample;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares samples with thresholds. For each rule and series:
 *
 * <pre>
 *   within --breach--> pending --breach for the duration--> raised --within clear value--> within
 *                      pending --no breach--> within
 *   any    --stale marker, no sample for the timeout, rule gone--> within (clears what was raised)
 * </pre>
 *
 * <p>Evidence decides: an alarm is raised by the sample that shows the breach to have lasted, not
 * by a clock. Where several rules hold one alarm (resource, type, qualifier) up, it is cleared by
 * the last; before that the highest that still holds is raised again.
 *
 * <p>Pure: what happens depends on the state, the rules and the batch only. It changes the state it
 * is given.
 */
final class ThresholdEvaluator {

  /** Where results and counts go. */
  interface Output {
    void event(Event event);

    void score(SampleScore score);

    /** A sample older than the last one of its series changed nothing. */
    void outOfOrder();

    /** A series is not watched for want of room. */
    void refused();
  }

  private static final char SEPARATOR = '\n';

  private final ThresholdOptions options;
  private RuleSet rules;

  ThresholdEvaluator(ThresholdOptions options, RuleSet rules) {
    this.options = options;
    this.rules = rules;
  }

  void rules(RuleSet changed) {
    rules = changed;
  }

  /** Takes the samples of one resource at one time. */
  void evaluate(ResourceState state, MetricBatch batch, Output out) {
    dropRulesThatAreGone(state, batch, out);
    for (Sample sample : batch.getSamples()) {
      List<ThresholdRule> watching = rules.watching(sample.getMetric());
      if (watching.isEmpty()) {
        if (options.allScores() && !sample.getStale()) {
          String series = ThresholdRule.series(sample.getMetric(), sample.getLabels());
          out.score(unwatched(batch, series, sample.getValue()));
        }
        continue;
      }
      if (sample.getStale()) {
        String series = ThresholdRule.series(sample.getMetric(), sample.getLabels());
        end(state, batch, series, watching, out);
      } else {
        new Turn(state, batch, sample, out).compare(watching);
      }
    }
  }

  /** Clears and forgets the series that have given no sample for the timeout. */
  void expire(ResourceState state, String resource, long nowMillis, Output out) {
    long deadline = nowMillis - options.seriesTimeoutMillis();
    for (Map.Entry<String, SeriesState> entry : new TreeMap<>(state.series).entrySet()) {
      SeriesState series = entry.getValue();
      if (series.lastMillis() <= deadline) {
        state.series.remove(entry.getKey());
        ThresholdEvents about = new ThresholdEvents(resource, nowMillis, nowMillis);
        clear(state, series, about, series.series() + " gives no samples any more", out);
      }
    }
    state.counters.values().removeIf(counter -> counter.timeMillis() <= deadline);
  }

  private void dropRulesThatAreGone(ResourceState state, MetricBatch batch, Output out) {
    if (state.series.isEmpty()) {
      return;
    }
    for (Map.Entry<String, SeriesState> entry : new TreeMap<>(state.series).entrySet()) {
      SeriesState series = entry.getValue();
      if (rules.byId(series.rule()) == null) {
        state.series.remove(entry.getKey());
        String why = "threshold " + series.rule() + " is gone";
        clear(state, series, ThresholdEvents.of(batch), why, out);
      }
    }
  }

  private static void end(
      ResourceState state,
      MetricBatch batch,
      String series,
      List<ThresholdRule> watching,
      Output out) {
    state.counters.remove(series);
    for (ThresholdRule rule : watching) {
      SeriesState ended = state.series.remove(rule.id() + SEPARATOR + series);
      if (ended != null) {
        clear(state, ended, ThresholdEvents.of(batch), series + " has ended", out);
      }
    }
  }

  /** The series is no longer in the state. */
  private static void clear(
      ResourceState state, SeriesState ended, ThresholdEvents about, String why, Output out) {
    if (!ended.raised()) {
      return;
    }
    SeriesState holding = null;
    for (SeriesState other : new TreeMap<>(state.series).values()) {
      if (other.isOfAlarm(ended)
          && (holding == null || about.severity(other).compareTo(about.severity(holding)) > 0)) {
        holding = other;
      }
    }
    out.event(
        holding == null
            ? about.event(ended, EventStatus.CLEARED, why, Map.of())
            : about.event(holding, EventStatus.RAISED, holding.message(), Map.of()));
  }

  private static SampleScore unwatched(MetricBatch batch, String series, double value) {
    return new SampleScore(
        batch.getTimeMillis(), batch.getResource(), series, value, null, null, null, 0, false);
  }

  /** One sample against all rules on its metric. */
  private final class Turn {
    private final ResourceState state;
    private final MetricBatch batch;
    private final Sample sample;
    private final Output out;
    private final long time;

    // Made when it is first wanted: mostly nothing is breached, and nothing was.
    private @Nullable String name;

    // The rule that says most about the sample.
    private @Nullable ThresholdRule worst;
    private double worstValue;
    private double worstScore = -1;
    private boolean anomaly;

    // The rate is made once, however many rules want it.
    private boolean rateMade;
    private double rate = Double.NaN;

    Turn(ResourceState state, MetricBatch batch, Sample sample, Output out) {
      this.state = state;
      this.batch = batch;
      this.sample = sample;
      this.out = out;
      this.time = batch.getTimeMillis();
    }

    private String series() {
      String made = name;
      if (made == null) {
        made = ThresholdRule.series(sample.getMetric(), sample.getLabels());
        name = made;
      }
      return made;
    }

    void compare(List<ThresholdRule> watching) {
      for (ThresholdRule rule : watching) {
        if (!rule.watches(sample.getMetric(), batch.getResource(), sample.getLabels())) {
          continue;
        }
        double value = rule.rate() ? rate() : sample.getValue();
        if (!Double.isNaN(value)) {
          boolean raised = step(rule, value);
          remember(rule, value, raised);
        }
      }
      score();
    }

    /** Returns whether the alarm is up after this sample. */
    private boolean step(ThresholdRule rule, double value) {
      if (state.series.isEmpty() && !rule.breaches(value)) {
        return false;
      }
      String key = rule.id() + SEPARATOR + series();
      SeriesState before = state.series.get(key);
      if (before == null) {
        return rule.breaches(value) && begin(rule, key, value);
      }
      if (time < before.lastMillis()) {
        out.outOfOrder();
        return before.raised();
      }
      if (before.raised()) {
        if (rule.clears(value)) {
          state.series.remove(key);
          String why = series() + " is back at " + ThresholdEvents.number(value);
          clear(state, before, ThresholdEvents.of(batch), why, out);
          return false;
        }
        state.series.put(key, before.at(time));
        return true;
      }
      if (!rule.breaches(value)) {
        state.series.remove(key);
        return false;
      }
      state.series.put(key, before.at(time));
      return time - before.sinceMillis() >= rule.forMillis()
          && raise(rule, key, before.sinceMillis(), value);
    }

    private boolean begin(ThresholdRule rule, String key, double value) {
      if (state.size() >= options.maxSeriesPerResource()) {
        out.refused();
        return false;
      }
      if (rule.forMillis() == 0) {
        return raise(rule, key, time, value);
      }
      state.series.put(
          key,
          new SeriesState(
              rule.id(), series(), false, time, time, "", "", rule.severity().name(), ""));
      return false;
    }

    private boolean raise(ThresholdRule rule, String key, long since, double value) {
      RuleText text = new RuleText(rule, batch.getResource(), sample, series(), value);
      SeriesState raised =
          new SeriesState(
              rule.id(),
              series(),
              true,
              since,
              time,
              rule.type(),
              text.qualifier(),
              rule.severity().name(),
              text.message());
      state.series.put(key, raised);
      out.event(
          ThresholdEvents.of(batch)
              .event(raised, EventStatus.RAISED, text.message(), text.attributes()));
      return true;
    }

    /** Change per second since the last sample; NaN for the first one and after a standstill. */
    private double rate() {
      if (rateMade || Double.isNaN(sample.getValue())) {
        return rate;
      }
      rateMade = true;
      CounterState before = state.counters.get(series());
      if (before == null && state.size() >= options.maxSeriesPerResource()) {
        out.refused();
        return rate;
      }
      if (before != null && time <= before.timeMillis()) {
        out.outOfOrder();
        return rate;
      }
      state.counters.put(series(), new CounterState(time, sample.getValue()));
      if (before != null) {
        double change =
            sample.getKind() == MetricKind.DELTA || sample.getValue() < before.value()
                ? sample.getValue() // a delta, or a counter that started again from 0
                : sample.getValue() - before.value();
        rate = change * 1000 / (time - before.timeMillis());
      }
      return rate;
    }

    private void remember(ThresholdRule rule, double value, boolean raised) {
      anomaly |= raised;
      double score = rule.score(value);
      if (score > worstScore) {
        worst = rule;
        worstValue = value;
        worstScore = score;
      }
    }

    private void score() {
      if (!anomaly && !options.allScores()) {
        return;
      }
      ThresholdRule rule = worst;
      if (rule == null) {
        out.score(unwatched(batch, series(), sample.getValue()));
        return;
      }
      boolean upper = rule.op().isUpper();
      out.score(
          new SampleScore(
              time,
              batch.getResource(),
              series(),
              worstValue,
              null,
              upper ? null : rule.value(),
              upper ? rule.value() : null,
              worstScore,
              anomaly));
    }
  }
}
