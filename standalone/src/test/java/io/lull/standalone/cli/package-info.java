/** The command line against a running Lull: a real broker, the jobs and their topics. */
@NullMarked
package io.lull.standalone.cli;

import org.jspecify.annotations.NullMarked;
