/**
 * Reconciles what files, people and discovery say of the topology into one graph: refuses what
 * makes no sense, drops what says nothing new, removes a node's relations with it, and assigns each
 * node its correlation domain.
 *
 * <p><b>State.</b> The last change of each node and relation, until deleted: the graph is one, and
 * so it has one key (cycles and removals concern all of it). It is kept in keyed state and, in the
 * one subtask that has the key, on the heap.
 *
 * <p><b>Time and late data.</b> Changes are taken in the order of arrival, since the last word on a
 * CI holds; they carry the time at which they take effect, and whoever uses the graph applies them
 * then. So nothing is late. What is refused goes to the side output {@code refused-changes} with
 * the reason.
 */
@NullMarked
package io.lull.pipeline.topology;

import org.jspecify.annotations.NullMarked;
