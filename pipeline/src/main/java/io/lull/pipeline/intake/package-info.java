/**
 * Makes events out of reports: what they mean (classification) and whom they are about (resolution
 * of reported names to CIs), with the rules and the topology of the event's own time.
 *
 * <p><b>State.</b> Events that wait for the watermark, packed; they have no key. Broadcast state
 * keeps, in every subtask, the last change of each node and relation and the last record of each
 * classification, until deleted; the topology and the rules in force are built from it.
 *
 * <p><b>Late data.</b> An event is late where the watermark has passed it, or its own time is older
 * than the most that a wrong clock can account for. It is taken at once, with the rules and the
 * topology of that moment, counted ({@code lateEvents}), and told on the side output {@code late}.
 * One that is too old to open an incident ({@code tooLateEvents}) goes on with the mark {@link
 * io.lull.pipeline.model.Events#LATE}. Nothing is dropped: an event of an unknown resource keeps
 * its reported name and goes to the default domain.
 */
@NullMarked
package io.lull.pipeline.intake;

import org.jspecify.annotations.NullMarked;
