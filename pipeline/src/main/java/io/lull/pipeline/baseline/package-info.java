/**
 * Baselines: what is normal for each series, learned, and alarms about what is not.
 *
 * <p><b>State</b>, keyed by resource: {@link io.lull.pipeline.baseline.SeriesBytes#SIZE} versioned
 * bytes and the name for each series, a count for each metric, and one {@link
 * io.lull.pipeline.baseline.Watch}. A series goes with its stale marker, or when it has given no
 * sample for {@link io.lull.pipeline.baseline.BaselineOptions#ttlMillis}; one event-time timer a
 * resource sees to that, and to the end of its alarm. A metric has at most {@link
 * io.lull.pipeline.baseline.BaselineOptions#maxSeriesPerMetric} series on a resource: what exceeds
 * that is told as an alarm, counted and left out; other metrics are not touched.
 *
 * <p><b>Late data.</b> A sample older than the last one of its series changes nothing and is
 * counted ({@code samplesOutOfOrder}).
 */
@NullMarked
package io.lull.pipeline.baseline;

import org.jspecify.annotations.NullMarked;
