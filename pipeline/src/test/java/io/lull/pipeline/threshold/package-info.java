/** Tests of static thresholds. */
@NullMarked
package io.lull.pipeline.threshold;

import org.jspecify.annotations.NullMarked;
