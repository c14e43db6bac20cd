/**
 * Baselines: what is normal for each series, learned, and alarms about what is not.
 *
 * <p><b>State</b>, keyed by resource: {@link io.lull.pipeline.baseline.SeriesBytes#SIZE} versioned
 * bytes and the name for each series, a count for each metric, and an alarm that is up. Of a series
 * {@link io.lull.pipeline.baseline.ResourceSeries#SLOT_BYTES} bytes are hot: every sample reads and
 * writes them, those of a resource are one value, and of the resources in use they are on the heap
 * and written when a checkpoint asks for it. The rest is cold: the largest deviations, needed when
 * a cluster of such begins, and the season, needed every quarter of an hour.
 *
 * <p>A series goes with its stale marker, or when it has given no sample for {@link
 * io.lull.pipeline.baseline.BaselineOptions#ttlMillis}; one event-time timer a resource sees to
 * that, and to the end of its alarm. A metric has at most {@link
 * io.lull.pipeline.baseline.BaselineOptions#maxSeriesPerMetric} series on a resource: what exceeds
 * that is told as an alarm, counted and left out; other metrics are not touched.
 *
 * <p><b>Missing data.</b> A series that came regularly and stays away while others of its resource
 * come, and a resource of which nothing comes, are told once ({@link
 * io.lull.pipeline.baseline.MissingData}); the same timer sees to the latter.
 *
 * <p><b>Gathering.</b> What comes of one resource for one time, in however many records, is judged
 * as one when the watermark has passed that time: it waits no longer than any element does, and
 * what comes later is judged by itself.
 *
 * <p><b>Late data.</b> A sample older than the last one of its series changes nothing and is
 * counted ({@code samplesOutOfOrder}).
 */
@NullMarked
package io.lull.pipeline.baseline;

import org.jspecify.annotations.NullMarked;
