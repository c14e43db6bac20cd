/**
 * Classification: turns what vendors say (mnemonics, trap OIDs, text) into type, qualifier, status,
 * severity and peer, by rules.
 *
 * <p>Pure and free of Flink; the operator of another package wraps {@link
 * io.lull.pipeline.classify.Classifier}. It keeps no state between events beyond a bounded cache
 * and counters, so time and late data do not matter to it.
 *
 * <p>Rules come from outside and are held to be hostile: patterns are checked for their shape when
 * they are read and bounded in steps, not in time, when they run, so that the same history gives
 * the same result on any machine.
 */
@NullMarked
package io.lull.pipeline.classify;

import org.jspecify.annotations.NullMarked;
