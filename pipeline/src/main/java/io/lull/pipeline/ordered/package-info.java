/**
 * Taking a stream in the order in which things happened: the base of every stage that must be a
 * function of the history and not of arrival order.
 *
 * <p><b>Order.</b> Elements ahead of the watermark are held. Each watermark takes what it has
 * passed by stream timestamp, then by the function's own tie order. At one timestamp the broadcast
 * elements come first, then the keyed elements, then the event-time timers; a timer fires before
 * any element later than it.
 *
 * <p>Where elements depend on what is broadcast and not on each other, a {@link
 * io.lull.pipeline.ordered.TimedFunction} does without key, order and exchange: it only sees to it
 * that each element meets the broadcast elements of its own time.
 *
 * <p><b>State.</b> Held elements live on the heap and are written to keyed state in snapshots only;
 * they are bounded by what arrives within the out-of-orderness bound of the watermark (metric
 * {@code held}), or until the slowest input has caught up. Broadcast elements that were applied are
 * kept in operator broadcast state, one for each id, until a deletion; or the function keeps them
 * itself, packed into chunks that snapshots take over (the topology).
 *
 * <p><b>Late data.</b> An element at or below the watermark is never dropped. It is counted ({@code
 * lateTaken}, {@code lateBroadcastTaken}) and taken at once, a keyed one as of the moment after the
 * watermark: time never goes back, and what comes of it is late nowhere downstream.
 *
 * <p><b>Object reuse.</b> Both inputs are reached by a network exchange (hash and broadcast), which
 * deserialises every record into a fresh object also where {@code pipeline.object-reuse} is on; so
 * does the edge without a shuffle to a timed function. Elements and keys are therefore held without
 * a copy, and functions must not mutate them.
 */
@NullMarked
package io.lull.pipeline.ordered;

import org.jspecify.annotations.NullMarked;
