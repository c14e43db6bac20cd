/**
 * {@code lull replay}: history from files through the same stages as the jobs, in one graph.
 *
 * <p>Input is read once, sorted by event time on disk, and given to the stages by one source, so no
 * kind of input runs ahead of another. What comes out is written to parts, and sorted into the
 * output files at the end: the same at any parallelism, with memory bounded by what is open at a
 * time and not by the length of the history.
 */
@NullMarked
package io.lull.job.replay;

import org.jspecify.annotations.NullMarked;
