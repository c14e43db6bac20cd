/**
 * Health: how well each resource is by its own signals, changes only.
 *
 * <p>In come the alarms of the metric path as events: static thresholds, anomalies, data that stays
 * away, forecasts. Each takes a share of what the others have left; the score is what remains. It
 * is told when it has changed by a step, and when all is well again.
 *
 * <p><b>State</b>, keyed by resource: one {@link io.lull.pipeline.health.ResourceHealth} with at
 * most {@link io.lull.pipeline.health.ResourceHealth#MAX_HARMS} alarms, and one event-time timer
 * while an alarm that is over still counts. A resource that is well has neither. Alarms end with a
 * CLEARED of the stage that raised them, also where a series or a resource is forgotten.
 *
 * <p><b>Late data.</b> A late event is taken as of when it comes.
 */
@NullMarked
package io.lull.pipeline.health;

import org.jspecify.annotations.NullMarked;
