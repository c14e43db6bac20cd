package io.lull.job.replay;

import org.jspecify.annotations.Nullable;

/**
 * One sample and how unusual it is: a line of {@code scores.csv}.
 *
 * @param timeMillis milliseconds since the epoch
 * @param metric its name, with labels in braces where it has some
 * @param expected what was expected; null where nothing is known of the series
 * @param lower lowest value that is usual; null: none
 * @param upper highest value that is usual; null: none
 * @param score 0 (usual) to 1
 * @param anomalous whether it is a line of {@code anomalies.csv} too
 */
public record ScoredSample(
    long timeMillis,
    String resource,
    String metric,
    double value,
    @Nullable Double expected,
    @Nullable Double lower,
    @Nullable Double upper,
    double score,
    boolean anomalous) {}
