/**
 * Makes events out of reports: what they mean (classification) and whom they are about (resolution
 * of reported names to CIs), with the rules and the topology of the event's own time.
 *
 * <p><b>State.</b> Nothing for each key but events that wait for the watermark. Broadcast state
 * keeps, in every subtask, the last change of each node and relation and the last record of each
 * classification, until deleted; the topology and the rules in force are built from it.
 *
 * <p><b>Late data.</b> A late event is taken at once, with the rules and the topology of that
 * moment, and counted ({@code lateTaken}). Nothing is dropped: an event of an unknown resource
 * keeps its reported name and goes to the default domain.
 */
@NullMarked
package io.lull.pipeline.intake;

import org.jspecify.annotations.NullMarked;
