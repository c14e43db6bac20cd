@NullMarked
package io.lull.pipeline.impact;

import org.jspecify.annotations.NullMarked;
