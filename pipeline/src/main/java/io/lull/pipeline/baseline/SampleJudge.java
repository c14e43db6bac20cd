package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.AnomalyEvents.Signal;
import io.lull.pipeline.baseline.SeriesIntake.Outcome;
import io.lull.schema.Scrape;

/** Has each sample of a scrape judged by its series, and keeps what the series has learned. */
final class SampleJudge {
  private final BaselineOptions options;
  private final SeriesRegister register;
  private final MissingData missing;
  private final ColdStateTables cold;
  private final SeriesIntake intake;
  private final SeriesBaseline baseline;
  private final BaselineCounts counts;
  private final ScrapeReader samples = new ScrapeReader();
  private final Bytes cursor = new Bytes();

  /**
   * @param cold where the baseline finds its cold parts
   */
  SampleJudge(
      BaselineOptions options,
      SeriesRegister register,
      MissingData missing,
      ColdStateTables cold,
      SeriesIntake intake,
      SeriesBaseline baseline,
      BaselineCounts counts) {
    this.options = options;
    this.register = register;
    this.missing = missing;
    this.cold = cold;
    this.intake = intake;
    this.baseline = baseline;
    this.counts = counts;
  }

  /** Goes to a scrape, and says which slots its samples have. */
  int[] open(Gathered open, Scrape scrape) throws Exception {
    samples.open(scrape);
    return register.slots(open, samples, scrape.seriesHash());
  }

  /** Judges the samples of the scrape; what they say is among the signals then. */
  void judge(Gathered open, int[] slots) throws Exception {
    for (int i = 0; i < slots.length; i++) {
      samples.at(i);
      if (samples.isThere()) {
        judge(open, i, slots);
      }
    }
    counts.seasonsWritten(cold.writeSeasons());
    register.writeNames(open);
  }

  private void judge(Gathered open, int index, int[] slots) throws Exception {
    ResourceSeries series = open.series;
    int slot = slots[index];
    if (slot == ResourceSeries.NONE) {
      // Known since, such as by the same name before it.
      slot = register.names(open).slot(samples.name());
      slots[index] = slot;
    }
    boolean known = slot != ResourceSeries.NONE;
    read(series, slot);
    Outcome outcome = samples.take(intake);
    counts.sample(outcome);
    switch (outcome) {
      case STALE -> {
        if (known) {
          register.forget(open, slot, samples.name());
          slots[index] = ResourceSeries.NONE;
        }
        return;
      }
      case ACCEPTED, FIRST_OF_COUNTER, UNIT_CHANGED -> {
        if (!known) {
          slot = register.admit(open, samples.metric(), samples.name());
          slots[index] = slot;
          if (slot != ResourceSeries.NONE) {
            cold.begin(series, slot);
          }
        }
      }
      case NOT_FINITE -> {
        if (known && samples.isSent()) {
          missing.came(series, slot);
        }
        slot = ResourceSeries.NONE;
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
    if (samples.isSent()) {
      missing.came(series, slot);
    }
    observe(open, slot, outcome == Outcome.ACCEPTED && samples.isJudged());
    keep(series, slot);
  }

  private void read(ResourceSeries series, int slot) {
    if (slot == ResourceSeries.NONE) {
      intake.clear();
      baseline.begin();
    } else {
      cold.at(series, slot);
      series.at(slot, cursor);
      intake.read(cursor);
      baseline.readHot(cursor);
    }
  }

  private void observe(Gathered open, int slot, boolean judged) {
    if (judged) {
      baseline.observe(open.about.timeMillis(), intake.value());
    }
    String inAlarm = open.series.alarmed ? open.series.nameInAlarm(slot) : null;
    if (inAlarm != null || judged && baseline.score() > 0 || options.allScores()) {
      Judgement judgement = judged ? baseline.judgement() : Judgement.none(intake.value());
      open.signals.add(new Signal(inAlarm != null ? inAlarm : samples.name(), judgement));
    }
  }

  /** Keeps intake and baseline as those of a series. */
  void keep(ResourceSeries series, int slot) {
    series.at(slot, cursor);
    intake.write(cursor);
    baseline.writeHot(cursor);
    series.changed = true;
    if (baseline.tailsChanged()) {
      cold.keepTails(baseline);
      counts.tailsChanged();
    }
  }
}
