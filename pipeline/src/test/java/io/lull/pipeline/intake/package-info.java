/** Tests of the intake stage. */
@NullMarked
package io.lull.pipeline.intake;

import org.jspecify.annotations.NullMarked;
