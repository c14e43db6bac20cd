/**
 * Forecasts: when a series will cross its limit, and when the error budget of an objective is
 * spent, told before it happens.
 *
 * <p><b>State</b>, keyed by resource: one value of versioned bytes with {@link
 * io.lull.pipeline.forecast.SeriesForecast#MOST_BYTES} at most and the name for each series that a
 * rule gives a limit; series without a limit take none. Of the resources in use it is on the heap
 * and written when a checkpoint asks for it. A series goes with its stale marker, or when it has
 * given no sample for {@link io.lull.pipeline.forecast.ForecastOptions#ttlMillis}; one event-time
 * timer a resource sees to that.
 *
 * <p><b>Late data.</b> A sample that is not younger than the last one of its series changes nothing
 * and is counted ({@code samplesOutOfOrder}). Rules take effect at their own time.
 */
@NullMarked
package io.lull.pipeline.forecast;

import org.jspecify.annotations.NullMarked;
