/**
 * Static thresholds: batches of samples in, alarms RAISED and CLEARED out.
 *
 * <p><b>State</b>, keyed by resource: one entry for each pair of rule and series that breaches its
 * threshold now, and the last value of each series that a rule wants as a rate. Series within their
 * thresholds take none. An entry goes when the series is back within the clear value, ends (stale
 * marker), loses its rule, or has given no sample for {@link
 * io.lull.pipeline.threshold.ThresholdOptions#seriesTimeoutMillis}; one event-time timer a resource
 * sees to the last. Entries are at most {@link
 * io.lull.pipeline.threshold.ThresholdOptions#maxSeriesPerResource} a resource; what does not fit
 * is not watched and counted ({@code seriesRefused}).
 *
 * <p><b>Late data.</b> A sample older than the last one of its series changes nothing and is
 * counted ({@code samplesOutOfOrder}). Rules take effect at their own time.
 */
@NullMarked
package io.lull.pipeline.threshold;

import org.jspecify.annotations.NullMarked;
