package io.lull.pipeline.baseline;

import io.lull.pipeline.baseline.SeriesIntake.Outcome;

/** What is counted of samples and series. */
interface BaselineCounts {
  void sample(Outcome outcome);

  /** A series too many of its metric. */
  void seriesRefused();

  void seriesExpired();

  void tailsChanged();

  void seasonsWritten(int parts);
}
