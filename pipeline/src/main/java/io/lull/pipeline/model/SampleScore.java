package io.lull.pipeline.model;

import org.jspecify.annotations.Nullable;

/**
 * How a sample compares with what was expected of it: the line of {@code anomalies.csv} and {@code
 * scores.csv}.
 *
 * @param timeMillis time of the sample, milliseconds since the epoch
 * @param metric the series: name and labels, {@code name{a="b"}}
 * @param value the value; the rate per second where the threshold is on it
 * @param expected what was expected; null where nothing was, as by a threshold
 * @param lower lower bound, null: none
 * @param upper upper bound, null: none
 * @param score 0 (far within) to 1 (far beyond), 0.5 at the bound; 0 where nothing judges
 * @param anomaly whether an alarm is up because of this series
 */
public record SampleScore(
    long timeMillis,
    String resource,
    String metric,
    double value,
    @Nullable Double expected,
    @Nullable Double lower,
    @Nullable Double upper,
    double score,
    boolean anomaly) {}
