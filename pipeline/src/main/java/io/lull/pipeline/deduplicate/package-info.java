/**
 * Turns events into the life of alarms: repeats become a count, a clear ends what a raise began,
 * and an alarm that goes up and down too often is held active and said to be flapping.
 *
 * <p><b>State</b>, for each alarm (resource, type, qualifier of RFC 8632): one {@link
 * io.lull.pipeline.deduplicate.AlarmState} of some hundred bytes, at most {@code gatherLimit} event
 * references, and one timer. It is kept
 *
 * <ul>
 *   <li>while the alarm is active, at most {@code activeTtl} after its last event (it then expires,
 *       with a CLEARED that says so);
 *   <li>after it has cleared, for the longer of the wrong-order and the flapping window;
 *   <li>for a clear without an alarm, for the wrong-order window.
 * </ul>
 *
 * <p><b>Late and wrong-order data.</b> Nothing is dropped. Events are taken in the order of their
 * stream time. An event that the clock of its source puts before the last change of the alarm is
 * stale: it counts, but neither reopens nor clears. A clear for which no raise comes within the
 * wrong-order window goes to the side output {@code orphan-clears} and is counted.
 *
 * <p>Every event taken is in the {@code events} of exactly one change or is one orphan clear.
 */
@NullMarked
package io.lull.pipeline.deduplicate;

import org.jspecify.annotations.NullMarked;
