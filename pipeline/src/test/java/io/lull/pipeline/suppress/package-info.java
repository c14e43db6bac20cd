/** Tests of maintenance and suppression. */
@NullMarked
package io.lull.pipeline.suppress;

import org.jspecify.annotations.NullMarked;
