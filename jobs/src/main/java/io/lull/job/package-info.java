/**
 * The jobs: each main reads the configuration, binds ports and makes one call; each graph is a
 * function from sources to sinks, so that tests and the replay bring their own.
 */
@NullMarked
package io.lull.job;

import org.jspecify.annotations.NullMarked;
