/** Tests of the topology stage. */
@NullMarked
package io.lull.pipeline.topology;

import org.jspecify.annotations.NullMarked;
