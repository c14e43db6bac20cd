/** Tests of taking things in order. */
@NullMarked
package io.lull.pipeline.ordered;

import org.jspecify.annotations.NullMarked;
