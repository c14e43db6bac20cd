/** Tests of the deduplicate stage. */
@NullMarked
package io.lull.pipeline.deduplicate;

import org.jspecify.annotations.NullMarked;
