/** Tests of what stages share. */
@NullMarked
package io.lull.pipeline.model;

import org.jspecify.annotations.NullMarked;
