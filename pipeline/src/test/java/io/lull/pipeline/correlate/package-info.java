/** Tests of correlation. */
@NullMarked
package io.lull.pipeline.correlate;

import org.jspecify.annotations.NullMarked;
