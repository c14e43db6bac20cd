package io.lull.pipeline.baseline;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;

/** The cold parts of the series of the resource that is the current key. */
final class ColdStateTables implements SeriesBaseline.Pages {
  private final TailStateTables tails;
  private final SeasonStateTables seasons;

  /**
   * @param maxTailBytes how much of the heap holds tails
   */
  ColdStateTables(RuntimeContext runtime, long maxTailBytes) {
    tails = new TailStateTables(runtime, maxTailBytes);
    seasons = new SeasonStateTables(runtime);
  }

  /** Goes to a series of a resource, which is the current key. */
  void at(ResourceSeries series, int slot) {
    tails.at(series, slot);
    seasons.at(series, slot);
  }

  /** Goes to a series that is new: nothing of it is kept. */
  void begin(ResourceSeries series, int slot) {
    at(series, slot);
    tails.begin();
  }

  @Override
  public @Nullable Bytes tails() {
    return tails.tails();
  }

  @Override
  public Bytes season(int part, boolean changes) {
    return seasons.season(part, changes);
  }

  @Override
  public void clearSeason() {
    seasons.forget();
  }

  /** Keeps the tails of the series, which have changed. */
  void keepTails(SeriesBaseline baseline) {
    tails.keep(baseline);
  }

  /**
   * Writes the seasons of the resource that have changed, before another one is turned to.
   *
   * @return how many parts of the day
   */
  int writeSeasons() {
    return seasons.write();
  }

  /** Writes the tails of a resource that have changed; it is the current key. */
  void flush(ResourceSeries series) {
    tails.flush(series);
  }

  /** Tails of a resource stay on the heap no longer; it is the current key. */
  void leave(ResourceSeries series) {
    tails.leave(series);
  }

  /** Forgets a series of a resource, which is the current key. */
  void forget(ResourceSeries series, int slot) {
    at(series, slot);
    tails.forget();
    seasons.forget();
  }

  /** Forgets all series of a resource, which is the current key. */
  void clear(ResourceSeries series) {
    tails.clear(series);
    seasons.clear();
  }

  /** Seasons as releases up to 0.3 kept them are put where they are kept now. */
  void splitSeasons(ResourceSeries series, SeriesIntake intake, SeriesBaseline baseline) {
    seasons.split(series, intake, baseline);
  }
}
