/**
 * The command line. A command reads its arguments and the configuration, binds ports and makes one
 * call; what goes wrong is said in one line.
 */
@NullMarked
package io.lull.job.cli;

import org.jspecify.annotations.NullMarked;
