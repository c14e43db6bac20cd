/**
 * Makes one graph of what many sources say: which facts are about one CI, whom to believe, what is
 * no longer there (docs/discovery.md). {@code Reconciler} knows nothing of Flink.
 *
 * <p><b>State.</b> The last fact of each subject of each source, until it is withdrawn or its time
 * to live is over; a CI as long as a fact is about it; what was told of it. Identity is a matter of
 * the whole estate, so there is one key, in keyed state and, in its subtask, on the heap.
 *
 * <p><b>Time and late data.</b> Facts are taken in the order of their time, then source and
 * subject. One that is late is taken as of the moment after the watermark, unless its source has
 * said something later of the subject.
 */
@NullMarked
package io.lull.pipeline.reconcile;

import org.jspecify.annotations.NullMarked;
