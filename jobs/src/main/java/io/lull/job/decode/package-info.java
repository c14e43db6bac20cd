/**
 * Raw records to contracts: the first stage of every job.
 *
 * <p>Keeps no state. What cannot be decoded goes to a side output of dead letters with its bytes,
 * its origin and the reason; heartbeats of the clock topic are counted and dropped. Nothing is late
 * here: every event gets a stream timestamp that the watermark cannot have passed.
 */
@NullMarked
package io.lull.job.decode;

import org.jspecify.annotations.NullMarked;
