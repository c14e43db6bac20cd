package io.lull.pipeline.threshold;

/**
 * The last value of a counter whose rate a rule wants.
 *
 * @param timeMillis time of the sample, milliseconds since the epoch
 * @param value the count
 */
public record CounterState(long timeMillis, double value) {}
