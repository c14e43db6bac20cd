/** Tests of correlation. */
@NullMarked
package io.lull.pipeline.correlate.naming;

import org.jspecify.annotations.NullMarked;
