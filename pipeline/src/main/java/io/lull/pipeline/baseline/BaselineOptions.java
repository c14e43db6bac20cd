package io.lull.pipeline.baseline;

import java.io.Serializable;

/**
 * What the stage can be told.
 *
 * @param enabled whether anything is learned and judged at all
 * @param warmUpSamples samples of a series before which nothing is told
 * @param holdMillis how long an alarm stays up after its last evidence, milliseconds; at least two
 *     intervals between samples
 * @param ttlMillis how long after its last sample a series is forgotten, milliseconds
 * @param maxSeriesPerMetric most series of one metric on one resource
 * @param maxAheadMillis how far a sample may be ahead of when it was observed, milliseconds
 * @param hotBytes how much of a subtask's heap holds series that are in use, bytes
 * @param tailBytes how much of a subtask's heap holds tails of series that are in use, bytes
 * @param allScores put out a score for every sample, and not only for those with an alarm
 */
public record BaselineOptions(
    boolean enabled,
    int warmUpSamples,
    long holdMillis,
    long ttlMillis,
    int maxSeriesPerMetric,
    long maxAheadMillis,
    long hotBytes,
    long tailBytes,
    boolean allScores)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final BaselineOptions DEFAULT =
      new BaselineOptions(
          true,
          150,
          2 * 60_000L,
          14 * 24 * 3_600_000L,
          200,
          10 * 60_000L,
          160L << 20,
          256L << 20,
          false);

  public BaselineOptions {
    if (warmUpSamples < 1
        || holdMillis < 1
        || ttlMillis < 1
        || maxSeriesPerMetric < 1
        || maxAheadMillis < 0
        || hotBytes < 0
        || tailBytes < 0) {
      throw new IllegalArgumentException("durations and limits must be positive");
    }
  }

  public BaselineOptions withAllScores(boolean changed) {
    return new BaselineOptions(
        enabled,
        warmUpSamples,
        holdMillis,
        ttlMillis,
        maxSeriesPerMetric,
        maxAheadMillis,
        hotBytes,
        tailBytes,
        changed);
  }
}
