@NullMarked
package io.lull.job.cli;

import org.jspecify.annotations.NullMarked;
